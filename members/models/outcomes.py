"""What became of people: three questions at renewal, at leaving and six months after; kept apart from profiles."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.links import SignedLink

#: In the letter: whoever has left may not be able to sign in, and need not.
OUTCOME_LINK = SignedLink(
    salt="members.outcome",
    view="members:outcome",
    lasts=timedelta(days=90),
    expired=_("This link has expired: nothing is asked of you any more. Thank you all the same."),
)


class Moment(models.TextChoices):
    """When somebody is asked."""

    RENEWAL = "renewal", pgettext_lazy("outcome", "At the renewal")
    LEAVING = "leaving", pgettext_lazy("outcome", "At leaving")
    SIX_MONTHS = "six_months", pgettext_lazy("outcome", "Six months after")


MOMENT_IS_KNOWN = Q(moment__in=["renewal", "leaving", "six_months"])


class OutcomeQuestion(models.Model):
    """A letter with the three questions, about one membership: written once for each moment.

    The person is found through the membership. Whoever `declined_at` one gets no other.
    """

    membership = models.ForeignKey(
        "members.Membership", on_delete=models.CASCADE, related_name="outcome_questions"
    )
    moment = models.CharField(max_length=10, choices=Moment.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=MOMENT_IS_KNOWN, name="moment_of_outcome_question_is_known"
            ),
            models.UniqueConstraint(
                fields=["membership", "moment"], name="asked_once_at_each_moment"
            ),
        ]

    def __str__(self):
        return f"question {self.pk}"


class Outcome(models.Model):
    """What somebody answered, or told the staff. Each answer may be left out: None.

    Without the person it is a number among others: then it has no words.
    """

    class Enterprise(models.TextChoices):
        FOUNDED = "founded", pgettext_lazy("outcome", "Yes, I founded one")
        JOINED = "joined", pgettext_lazy("outcome", "Yes, I joined one")
        NO = "no", _("No")

    #: By `Enterprise`, whoever asks what counts as one.
    ENTERPRISES = (Enterprise.FOUNDED, Enterprise.JOINED)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    moment = models.CharField(_("When"), max_length=10, choices=Moment.choices)
    at = models.DateTimeField(default=timezone.now)
    in_work = models.BooleanField(null=True, blank=True)
    #: From the facts for the funder, as they were at the moment of the answer.
    was_in_work = models.BooleanField(null=True, blank=True)
    enterprise = models.CharField(max_length=8, choices=Enterprise.choices, blank=True)
    goes_on = models.BooleanField(null=True, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    #: Whether the staff wrote down what they were told; and who of them.
    is_told = models.BooleanField(default=False)
    told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=MOMENT_IS_KNOWN, name="moment_of_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(enterprise__in=["", "founded", "joined", "no"]),
                name="enterprise_of_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(words=""),
                name="outcome_without_a_person_has_no_words",
            ),
            models.CheckConstraint(
                condition=Q(is_told=True) | Q(told_to__isnull=True),
                name="outcome_told_to_somebody_is_marked",
            ),
        ]

    def __str__(self):
        return f"outcome {self.pk}"
