"""The board, what became of people, copies and erasures of one's data: their walls."""

from collections.abc import Callable
from datetime import timedelta

from django.db import models

from members.models import (
    AbuseReport,
    Collaboration,
    Conversation,
    DataExport,
    ErasureRequest,
    Message,
    Outcome,
    OutcomeQuestion,
    Post,
)
from members.tests.factories import ThemeFactory
from piastra.tests.guards.walls.rows import DAY, NOW, Case, Pair
from spaces.tests.factories import MembershipFactory, PersonFactory


def person() -> models.Model:
    return PersonFactory()


def post() -> Post:
    theme = ThemeFactory()
    return Post.objects.create(person=person(), theme=theme, kind="offer", title="a", text="a")


def talk(about: Post | None = None, answerer=None) -> Conversation:
    return Conversation.objects.create(post=about or post(), answerer=answerer or person())


def message() -> Message:
    said = talk()
    return Message.objects.create(conversation=said, person=said.answerer, text="a")


def report(**of) -> AbuseReport:
    of = {"person": person(), **of} if of else {"person": person(), "post": post()}
    return AbuseReport.objects.create(reason="a", **of)


def collaboration() -> Collaboration:
    return Collaboration.objects.create(conversation=talk(), theme=ThemeFactory())


def question(of=None, moment: str = "leaving") -> OutcomeQuestion:
    return OutcomeQuestion.objects.create(membership=of or MembershipFactory(), moment=moment)


def outcome(**told) -> Outcome:
    return Outcome.objects.create(person=person(), moment="leaving", **told)


def copy(of=None, **when) -> DataExport:
    return DataExport.objects.create(person=of or person(), language="it", **when)


def erasure(of=None, **told) -> ErasureRequest:
    return ErasureRequest.objects.create(person=of or person(), due=DAY, **told)


CHECKS: dict[str, Case] = {
    "post_kind_is_known": (post, [{"kind": "else"}], [{"kind": "request"}]),
    "post_status_is_known": (post, [{"status": "else"}], [{"status": "closed"}]),
    "hidden_post_has_its_reason": (
        post,
        [{"status": "hidden"}, {"hidden_reason": "a"}],
        [{"status": "hidden", "hidden_reason": "a"}],
    ),
    "abuse_status_is_known": (report, [{"status": "else"}], [{"status": "upheld"}]),
    "abuse_is_of_a_post_or_a_message": (
        lambda: report(post=post()), [{"post": None}], [{"reason": "b"}],
    ),
    "unmade_collaboration_has_its_reason": (
        collaboration,
        [{"unmade_at": NOW}, {"unmade_reason": "a"}],
        [{"unmade_at": NOW, "unmade_reason": "a"}],
    ),
    "moment_of_outcome_is_known": (outcome, [{"moment": "else"}], [{"moment": "renewal"}]),
    "moment_of_outcome_question_is_known": (question, [{"moment": "else"}], [{"moment": "renewal"}]),
    "enterprise_of_outcome_is_known": (outcome, [{"enterprise": "else"}], [{"enterprise": "no"}]),
    "outcome_without_a_person_has_no_words": (
        lambda: outcome(words="a"), [{"person": None}], [{"person": None, "words": ""}],
    ),
    "outcome_told_to_somebody_is_marked": (
        lambda: outcome(is_told=True, told_to=person()), [{"is_told": False}], [{"told_to": None}],
    ),
    "data_export_is_made_or_failed": (
        lambda: copy(made_at=NOW), [{"failed_at": NOW}], [{"failed_at": NOW, "made_at": None}],
    ),
    "erasure_status_is_known": (erasure, [{"status": "else"}], [{"status": "withdrawn"}]),
    "refused_erasure_has_its_reason": (
        erasure, [{"status": "refused"}], [{"status": "refused", "reason": "a"}],
    ),
    "erasure_is_decided_after_it_was_asked": (
        lambda: erasure(asked_at=NOW),
        [{"decided_at": NOW - timedelta(seconds=1)}],
        [{"decided_at": NOW}],
    ),
}  # fmt: skip
PAIRS: dict[str, Pair] = {
    "a_post_is_reported_once_by_each": (
        lambda: [report(person=who, post=about) for who, about in [(person(), post())] * 2],
        lambda: [report(person=person(), post=about) for about in [post()] * 2],
    ),
    "a_message_is_reported_once_by_each": (
        lambda: [report(person=who, message=said) for who, said in [(person(), message())] * 2],
        lambda: [report(person=person(), message=said) for said in [message()] * 2],
    ),
    "one_conversation_of_a_post_and_a_person": (
        lambda: [talk(about, who) for about, who in [(post(), person())] * 2],
        lambda: [talk(about, person()) for about in [post()] * 2],
    ),
    "asked_once_at_each_moment": (
        lambda: [question(of) for of in [MembershipFactory()] * 2],
        lambda: [question(of, each) for of in [MembershipFactory()] for each in ("leaving", "renewal")],
    ),
    "one_data_export_in_the_making": (
        lambda: [copy(who) for who in [person()] * 2],
        lambda: [copy(who, made_at=at) for who in [person()] for at in (NOW, None)],
    ),
    "one_open_erasure_for_each_person": (
        lambda: [erasure(who) for who in [person()] * 2],
        lambda: [erasure(who, status=each) for who in [person()] for each in ("withdrawn", "asked")],
    ),
}  # fmt: skip
TRIGGERS: dict[str, Callable] = {}
