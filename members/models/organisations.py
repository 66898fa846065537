"""Organisations of the programme, and who belongs to them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.clock import today
from core.names import Folded, folded, matching
from core.ranges import DateRange, OneNumber


class OrganisationQuerySet(models.QuerySet):
    def by_name(self):
        """As Italians sort."""
        return self.order_by(Folded("name"), "pk")

    def found(self, words: str):
        """Those in whose name or tax code the words stand."""
        return matching(self, words, "name", "tax_code")

    def called(self, name: str) -> "Organisation | None":
        """The one of this name, whatever its capitals, accents and apostrophes."""
        return self.alias(_name=Folded("name")).filter(_name=folded(name)).first()

    def of(self, person):
        """Those to which this person belongs today."""
        return self.filter(people__in=OrganisationPerson.objects.current().filter(person=person))

    def managed_by(self, person):
        """Those of which this person is a manager today."""
        rows = OrganisationPerson.objects.current().filter(person=person, is_manager=True)
        return self.filter(people__in=rows)

    def visible_to(self, user):
        """The staff see every organisation, a person those to which they belong."""
        return self if allows(user, Permission.MANAGE_PEOPLE) else self.of(user)

    def managed_for(self, user):
        """Those that this user may look after: the staff all of them."""
        return self if allows(user, Permission.MANAGE_PEOPLE) else self.managed_by(user)

    def open_to(self, person):
        """Those that a person may name as their own: listed ones, the person's, the one named already."""
        own = self.of(person).values("pk")
        return self.filter(
            Q(is_listed=True) | Q(pk__in=own) | Q(profiles__person=person)
        ).distinct()


class Organisation(models.Model):
    """An enterprise, an association, a school: what coworkers belong to, and what may have a place assigned."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("Enterprise")
        ASSOCIATION = "association", _("Association")
        RESEARCH = "research", _("University or research centre")
        SCHOOL = "school", _("School")
        PUBLIC = "public", _("Public body")
        OTHER = "other", _("Other organisation")

    name = models.CharField(_("Name"), max_length=160)
    kind = models.CharField(
        _("Kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER, db_default=Kind.OTHER
    )
    #: The Italian VAT number (11 figures) or tax code (11 or 16 signs); empty where nobody told it.
    tax_code = models.CharField(_("VAT number or tax code"), max_length=16, blank=True)
    website = models.URLField(_("Website"), blank=True)
    themes = models.ManyToManyField(
        "members.Theme", verbose_name=_("Themes"), blank=True, related_name="organisations"
    )
    description = models.TextField(_("What it does"), max_length=2000, blank=True)
    offers = models.TextField(_("What it offers"), max_length=1000, blank=True)
    looks_for = models.TextField(_("What it looks for"), max_length=1000, blank=True)
    is_listed = models.BooleanField(_("Show it in the directory"), default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = [Folded("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Folded("name"),
                name="one_organisation_of_each_name",
                violation_error_message=_("There is already an organisation with this name."),
            ),
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code=""),
                name="one_organisation_of_each_tax_code",
                violation_error_message=_(
                    "There is already an organisation with this VAT number or tax code."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="organisation_has_a_name",
                violation_error_message=_("Enter the name of the organisation."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["enterprise", "association", "research", "school", "public", "other"]
                ),
                name="organisation_kind_is_known",
            ),
        ]

    def __str__(self):
        return self.name


class OrganisationPersonQuerySet(models.QuerySet):
    def covering(self, day):
        """Who belongs to it on this date."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day)

    def current(self):
        return self.covering(today())


class OrganisationPerson(models.Model):
    """The dates `[starts, ends)` on which a person belongs to an organisation; no end means: until told.

    Whoever is taken out on the day of coming belonged to it on no date: `ends` equals `starts` then.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organisations"
    )
    #: A manager invites and removes people, and sees the organisation's bookings.
    is_manager = models.BooleanField(_("Manager"), default=False)
    starts = models.DateField(default=today)
    ends = models.DateField(null=True, blank=True)

    objects = OrganisationPersonQuerySet.as_manager()

    class Meta:
        ordering = [Folded("person__last_name"), Folded("person__first_name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="nobody_leaves_an_organisation_before_coming",
                violation_error_message=_("Nobody leaves an organisation before joining it."),
            ),
            ExclusionConstraint(
                name="once_in_an_organisation_at_a_time",
                expressions=[
                    (OneNumber(F("person")), RangeOperators.OVERLAPS),
                    (OneNumber(F("organisation")), RangeOperators.OVERLAPS),
                    (DateRange(F("starts"), F("ends")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This person is already in the organisation."),
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.organisation_id} {self.starts}"
