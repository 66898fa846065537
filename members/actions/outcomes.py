"""What became of people: asked by letter, answered by its link, or told to the staff."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.clock import local_midnight, today
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import ensure
from members.models import (
    OUTCOME_LINK,
    FunderFacts,
    Membership,
    Moment,
    Outcome,
    OutcomeQuestion,
    Verb,
)
from members.rules import outcomes as rules


@transaction.atomic
def ask_outcome(*, membership: Membership, moment: Moment) -> bool:
    """Write the letter with the three questions, unless it was written, or its person asked for none.

    Says whether it was written.
    """
    person = lock(get_user_model().objects.all(), membership.person_id)
    asked = OutcomeQuestion.objects.filter(membership__person=person)
    is_declined = asked.filter(declined_at__isnull=False).exists()
    if is_declined or asked.filter(membership=membership, moment=moment).exists():
        return False
    question = OutcomeQuestion.objects.create(membership=membership, moment=moment)
    record(by=None, verb=Verb.OUTCOME_ASKED, on=question, moment=moment)
    context = {"question": question, "link": OUTCOME_LINK.address(question.pk)}
    return (
        post(to=person, template="outcome_questions", context=context, about=question) is not None
    )


@transaction.atomic
def answer_outcome(
    *,
    question: OutcomeQuestion,
    in_work: bool | None = None,
    enterprise: str = "",
    goes_on: bool | None = None,
    words: str = "",
) -> Outcome:
    """Keep what somebody answered by the letter's link, once. Each answer may be left out, but not all of them."""
    held = lock(OutcomeQuestion.objects.select_related("membership__person"), question.pk)
    told = {
        "in_work": in_work,
        "enterprise": enterprise,
        "goes_on": goes_on,
        "words": words.strip(),
    }
    ensure(rules.why_not_answer(held) or rules.why_not_empty(told))
    held.answered_at = timezone.now()
    held.save(update_fields=["answered_at"])
    made = _keep(held.membership.person, held.moment, told)
    record(by=None, verb=Verb.OUTCOME_ANSWERED, on=held, moment=held.moment)
    return made


@transaction.atomic
def decline_outcomes(*, question: OutcomeQuestion) -> None:
    """No other such letter for this person. Twice changes nothing."""
    held = lock(OutcomeQuestion.objects.all(), question.pk)
    if held.declined_at is None:
        held.declined_at = timezone.now()
        held.save(update_fields=["declined_at"])
        record(by=None, verb=Verb.OUTCOMES_DECLINED, on=held)


@transaction.atomic
def record_outcome(
    *,
    by,
    person,
    moment: str,
    in_work: bool | None = None,
    enterprise: str = "",
    goes_on: bool | None = None,
    words: str = "",
) -> Outcome:
    """Keep what somebody told one of the staff, marked so. The same, told on the same day, is there once."""
    told = {
        "in_work": in_work,
        "enterprise": enterprise,
        "goes_on": goes_on,
        "words": words.strip(),
    }
    ensure(rules.why_not_record(by) or rules.why_not_empty(told))
    person = lock(get_user_model().objects.all(), person.pk)
    today_on = {"person": person, "is_told": True, "at__gte": local_midnight(today())}
    if there := Outcome.objects.filter(moment=moment, **told, **today_on).first():
        return there
    made = _keep(person, moment, told, is_told=True, told_to=by)
    record(by=by, verb=Verb.OUTCOME_RECORDED, on=made, moment=moment)
    return made


def _keep(person, moment: str, told: dict, **marked) -> Outcome:
    facts = FunderFacts.objects.filter(person=person).first()
    was = rules.was_in_work(facts)
    return Outcome.objects.create(person=person, moment=moment, was_in_work=was, **told, **marked)
