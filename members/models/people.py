"""Accounts and memberships."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Role
from core.addresses import normal_address
from core.clock import today
from core.names import Folded
from core.personal import NOWHERE
from core.ranges import DateRange, OneNumber


class UserManager(BaseUserManager):
    @classmethod
    def normalize_email(cls, email):
        return normal_address(email or "")

    def at(self, email: str) -> "User | None":
        """Whose account has this address: as its name at the door, or confirmed as another of theirs.

        One that was only signed up for is nobody's: see `unproved_at`.
        """
        email = normal_address(email)
        confirmed = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
        found = self.filter(Q(email__iexact=email) | confirmed)
        return found.exclude(pk__in=self.unproved_at(email).values("pk")).order_by("pk").first()

    def unproved_at(self, email: str) -> models.QuerySet:
        """The account for which somebody signed up with this address and confirmed none, if there is one.

        Anybody can make one who knows the address, and nobody can use it. It holds nothing. An account without
        any letter's address came by a command, and counts.
        """
        itself = self.filter(pk=OuterRef("pk"))
        return self.filter(
            Exists(itself.filter(emailaddress__isnull=False)),
            ~Exists(itself.filter(emailaddress__verified=True)),
            email__iexact=normal_address(email),
            role=Role.APPLICANT,
            is_active=True,
            is_superuser=False,
        )

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=Role.STAFF, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=normal_address(email))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The e-mail is the name at the door; the role says what one may do."""

    email = models.EmailField(_("E-mail"))
    first_name = models.CharField(_("First name"), max_length=80)
    last_name = models.CharField(_("Last name"), max_length=80)
    role = models.CharField(
        _("Role"), max_length=12, choices=Role.choices, default=Role.APPLICANT, db_index=True
    )
    language = models.CharField(
        _("Language"), max_length=2, choices=settings.LANGUAGES, default="it"
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        ordering = [Folded("last_name"), Folded("first_name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_for_each_email",
                violation_error_message=_("There is already an account with this e-mail."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self):
        return self.first_name or self.email

    def manages(self, organisation: int) -> bool:
        """Whether the person is a manager of the organisation with this number today."""
        own = self.organisations.current().filter(organisation=organisation, is_manager=True)
        return self.pk is not None and own.exists()

    @property
    def is_erased(self) -> bool:
        """Whether this account was somebody's, and is nobody's now."""
        return self.email.endswith(f"@{NOWHERE}")

    @property
    def is_staff(self):
        """What Django's own tools ask; the portal asks `core.access`."""
        return self.is_superuser


class MembershipQuerySet(models.QuerySet):
    def covering(self, day):
        """Memberships that hold on this day."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day)

    def current(self):
        return self.covering(today())

    def latest_of(self, person) -> "Membership | None":
        """The membership that begins last: whether it has ended says whether the person is no member any more."""
        return self.filter(person=person).order_by("-starts", "-pk").first()

    def unended(self):
        """Memberships that hold today or will."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=today()))


class Membership(models.Model):
    """The time in which a person belongs to the programme, `[starts, ends)`; no end means: until told."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    application = models.OneToOneField(
        "members.Application", null=True, blank=True, on_delete=models.PROTECT
    )
    #: None: all that is open to the person.
    plan = models.ForeignKey(
        "members.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="membership_ends_after_its_start",
                violation_error_message=_("A membership ends after it starts."),
            ),
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    (OneNumber(F("person")), RangeOperators.OVERLAPS),
                    (DateRange(F("starts"), F("ends")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person is already a member in this period."),
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.starts}–{self.ends or ''}"

    @property
    def has_ended(self) -> bool:
        """Whether its end has come."""
        return self.ends is not None and self.ends <= today()

    @property
    def last_day(self) -> date | None:
        """The last date that it covers; None without an end."""
        return self.ends and self.ends - timedelta(days=1)
