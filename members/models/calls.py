"""Calls for applications (avvisi) and the grid of points by which those that belong to one are compared."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.ranges import DateRange
from core.words import is_italian
from members.models.applications import Application

#: The most points that one criterion gives: a grid adds up to a hundred.
MOST_POINTS = 100


class Bilingual(models.Model):
    """Something that staff name in both languages of the portal."""

    name_it = models.CharField(_("Name in Italian"), max_length=160)
    name_en = models.CharField(_("Name in English"), max_length=160)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_it if is_italian() else self.name_en


class CallQuerySet(models.QuerySet):
    def covering(self, day):
        """Those that take applications on this day: one at most."""
        return self.filter(opens__lte=day, closes__gt=day)

    def open_now(self) -> "Call | None":
        return self.covering(today()).first()

    def coming(self) -> "Call | None":
        """The next one to open."""
        return self.filter(opens__gt=today()).order_by("opens", "pk").first()


class Call(Bilingual):
    """A time in which applications are gathered and compared, `[opens, closes)`; what is sent in it belongs to it.

    Outside of calls people apply as ever. `closes` is the first day on which it takes none; `places` how many
    people can be admitted, where that is said. `shows_names`: the list for publication says names, not numbers
    alone.
    """

    text_it = models.TextField(_("Text in Italian"), max_length=5000, blank=True)
    text_en = models.TextField(_("Text in English"), max_length=5000, blank=True)
    opens = models.DateField(_("First day"))
    closes = models.DateField()
    places = models.PositiveSmallIntegerField(
        _("Places"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    is_assessed = models.BooleanField(_("Applications are given points"), default=False)
    shows_names = models.BooleanField(_("The published list shows names"), default=False)
    drafts_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-opens", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="call_closes_after_it_opens",
                violation_error_message=_(
                    "The last day comes before the first: correct one of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gt=0),
                name="call_has_a_place_or_says_none",
                violation_error_message=_("Enter at least one place, or leave the field empty."),
            ),
            ExclusionConstraint(
                name="one_call_at_a_time",
                expressions=[(DateRange(F("opens"), F("closes")), RangeOperators.OVERLAPS)],
                violation_error_message=_("Another call is open on some of these days."),
            ),
        ]

    @property
    def last_day(self) -> date:
        """The last date on which it takes applications."""
        return self.closes - timedelta(days=1)

    @property
    def text(self) -> str:
        return self.text_it if is_italian() else self.text_en


class Criterion(Bilingual):
    """One line of a call's grid, with the most points that it gives."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(
        _("Maximum points"), validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)]
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most__gt=0, most__lte=MOST_POINTS),
                name="criterion_gives_some_points",
                violation_error_message=_("A criterion gives from 1 to 100 points."),
            ),
            models.UniqueConstraint(
                fields=["call", "name_it"],
                name="one_criterion_of_each_name",
                violation_error_message=_("This call already has a criterion with this name."),
            ),
        ]


class Assessment(models.Model):
    """The points that an application was given for one criterion, by whom, and in words why."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="assessments"
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="assessments")
    points = models.PositiveSmallIntegerField(_("Points"))
    words = models.TextField(_("Why"), max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["criterion__order", "criterion", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_assessment_for_each_criterion"
            )
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"
