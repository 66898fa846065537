"""Invitations: how somebody comes by an account without asking for it: of an official, the staff, a coworker."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Role
from core.links import digest

#: For how long a link opens.
LASTS = timedelta(days=7)


def a_week_from_now():
    return timezone.now() + LASTS


class Normalized(Func):
    """The composed form (NFC): a letter with its accent is one sign, however it was typed."""

    function = "normalize"


class InvitationQuerySet(models.QuerySet):
    def with_token(self, token: str) -> "InvitationQuerySet":
        """The invitation that this link belongs to, in whatever state."""
        return self.select_related("by", "organisation").filter(token_hash=digest(token))

    def of_token(self, token: str) -> "Invitation | None":
        return self.with_token(token).first()

    def open(self):
        """Neither used nor revoked nor replaced; it may have expired."""
        return self.filter(status=Invitation.Status.OPEN)

    def latest_first(self, email: str) -> "InvitationQuerySet":
        """Those sent to this address, which must be in its normal form."""
        return self.filter(email=email).order_by("-made_at", "-pk")


class Invitation(models.Model):
    """A link sent to one address, with which its reader makes an account of this role, once, within 7 days.

    `status` alone holds its state. That it expired is a question of the hour, not a state.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "Open")
        USED = "used", pgettext_lazy("invitation", "Used")
        REVOKED = "revoked", pgettext_lazy("invitation", "Revoked")
        REPLACED = "replaced", pgettext_lazy("invitation", "Replaced by a newer one")

    #: All but the one to which anybody signs up.
    ROLES = [Role.MEMBER, Role.OFFICIAL, Role.STAFF]

    email = models.EmailField(_("E-mail"))
    role = models.CharField(_("Role"), max_length=12, choices=Role.choices)
    #: How the person is called, where who invites knows it: the form that the link opens begins with it.
    first_name = models.CharField(_("First name"), max_length=80, blank=True)
    last_name = models.CharField(_("Last name"), max_length=80, blank=True)
    language = models.CharField(
        _("Language of the e-mail"), max_length=2, choices=settings.LANGUAGES, default="it"
    )
    #: To which its reader belongs once the account is made.
    organisation = models.ForeignKey(
        "members.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="invitations",
    )
    token_hash = models.CharField(max_length=64, unique=True)
    # None: by the command, on the machine itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=a_week_from_now)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["open", "used", "revoked", "replaced"]),
                name="invitation_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["member", "official", "staff"]),
                name="invitation_role_is_for_inviting",
            ),
            models.CheckConstraint(
                condition=Q(status="used", used_at__isnull=False)
                | (~Q(status="used") & Q(used_at__isnull=True)),
                name="used_invitation_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["revoked", "replaced"], revoked_at__isnull=False)
                | (~Q(status__in=["revoked", "replaced"]) & Q(revoked_at__isnull=True)),
                name="revoked_invitation_has_its_time",
            ),
            models.UniqueConstraint(
                Lower(Normalized("email")),
                condition=Q(status="open"),
                name="one_open_invitation_for_each_address",
                violation_error_message=_("There is already an open invitation to this address."),
            ),
        ]

    def __str__(self):
        return f"invitation {self.pk}"

    def has_expired(self, now) -> bool:
        return now >= self.expires_at
