"""Places that are somebody's for a period."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.ranges import DateRange, OneNumber
from spaces.models.places import Space


class AssignmentQuerySet(models.QuerySet):
    def covering(self, day):
        """Assignments in force on this date, lent or not."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day)

    def keeping(self, day):
        """Those that keep their places on this date: not those that are lent. In the order of the plan."""
        found = self.covering(day).exclude(lent__day=day)
        found = found.select_related("space__zone", "person", "organisation")
        return found.order_by("space__zone__order", "space__code", "pk")

    def of(self, person):
        """Those that this person may use: as the holder, or for the organisation that is."""
        return self.filter(Q(person=person) | Q(people=person)).distinct()

    def between(self, first, last):
        """Those in force on one of the dates from `first` to `last`, with the days that are lent."""
        found = self.not_over(first).filter(starts__lte=last)
        return found.select_related("space", "organisation").prefetch_related("lent")

    def visible_to(self, user):
        """The staff see every assignment, a person those that the person may use."""
        return self if allows(user, Permission.MANAGE_SPACES) else self.of(user)

    def not_over(self, day):
        """Assignments that are in force on this date, or will be."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=day))


class Assignment(models.Model):
    """A fixed desk or an office given to a person or an organisation on the dates `[starts, ends)`.

    Nobody else books it then, but on the days that the holder lends back. The holder is `person`, or
    `organisation` with the `people` who use the place for it.
    """

    KINDS = [Space.Kind.FIXED_DESK, Space.Kind.OFFICE]

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Who uses it"),
        blank=True,
        related_name="shared_assignments",
    )
    starts = models.DateField(_("From"))
    #: The first date on which it is nobody's any more.
    ends = models.DateField(_("Until"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="assignment_ends_after_it_starts",
                violation_error_message=_("An assignment ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="assignment_has_one_holder",
                violation_error_message=_("Choose a person or an organisation, not both."),
            ),
            ExclusionConstraint(
                name="one_assignment_of_a_place_at_a_time",
                expressions=[
                    (OneNumber(F("space")), RangeOperators.OVERLAPS),
                    (DateRange(F("starts"), F("ends")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This place is already assigned in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.space_id} {self.starts}"

    @property
    def holder(self) -> str:
        return str(self.organisation or self.person)

    @property
    def users(self) -> list:
        """The people who may use the place."""
        return [self.person] if self.person_id else list(self.people.all())

    def people_but(self, person) -> list:
        """Who uses it for the organisation, without this person."""
        return [each for each in self.people.all() if each.pk != person.pk]

    @property
    def last_day(self) -> date | None:
        """The last date on which it is the holder's."""
        return self.ends and self.ends - timedelta(days=1)

    def is_used_by(self, person) -> bool:
        return person in self.users


class LentDay(models.Model):
    """A date on which the holder of an assignment gives the place back to all."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="lent")
    day = models.DateField()
    lent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "day"], name="a_day_is_lent_once")
        ]

    def __str__(self):
        return str(self.day)
