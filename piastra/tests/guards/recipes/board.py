"""How each verb is done: the board, what came of it, and what became of people."""

from uuid import uuid4

from members.models import (
    AbuseReport,
    Collaboration,
    Conversation,
    Membership,
    Message,
    OutcomeQuestion,
    Post,
)
from members.tests.factories import ThemeFactory
from piastra.tests.guards.recipes.world import LONG_AGO, MONDAY, Call, recipe

REASON = "Non va bene"


def _post(world, **fields) -> Post:
    told = {"kind": "offer", "title": "Studi", "text": "Aiuto", "theme": ThemeFactory()}
    return Post.objects.create(person=world.ada, **(told | fields))


def _talk(world, **fields) -> Conversation:
    """Both have written."""
    talk = Conversation.objects.create(post=_post(world), answerer=world.bea, **fields)
    for person in (world.bea, world.ada):
        Message.objects.create(conversation=talk, person=person, text="Ciao", at=LONG_AGO)
    return talk


def _report(world) -> AbuseReport:
    return AbuseReport.objects.create(person=world.bea, post=_post(world), reason=REASON)


def _membership(world) -> Membership:
    return world.ada.memberships.get()


@recipe("members.publish_post")
def _(world):
    given = {"by": world.ada, "kind": "offer", "title": "Studi", "text": "Aiuto"}
    given |= {"theme": ThemeFactory(), "request_key": uuid4()}
    return Call(given, writes=("post_published",))


@recipe("members.change_post")
def _(world):
    given = {"by": world.ada, "post": _post(world), "title": "Altro"}
    return Call(given, writes=("post_changed",))


@recipe("members.close_post")
def _(world):
    return Call({"by": world.ada, "post": _post(world)}, writes=("post_closed",))


@recipe("members.reopen_post")
def _(world):
    given = {"by": world.ada, "post": _post(world, status="closed")}
    return Call(given, writes=("post_reopened",))


@recipe("members.answer_post")
def _(world):
    given = {"by": world.bea, "post": _post(world), "text": "Mi interessa"}
    given |= {"request_key": uuid4()}
    return Call(given, writes=("message_written",), tells=("ada",))


@recipe("members.write_message")
def _(world):
    given = {"by": world.ada, "conversation": _talk(world), "text": "Vediamoci"}
    given |= {"request_key": uuid4()}
    return Call(given, writes=("message_written",), tells=("bea",))


@recipe("members.say_it_worked")
def _(world):
    """The second yes."""
    given = {"by": world.ada, "conversation": _talk(world, answerer_said_at=LONG_AGO)}
    return Call(given, writes=("it_worked", "collaboration_confirmed"), tells=("bea",))


@recipe("members.unmake_collaboration")
def _(world):
    talk = _talk(world)
    made = Collaboration.objects.create(
        conversation=talk, theme=talk.post.theme, confirmed_at=LONG_AGO
    )
    given = {"by": world.staff, "collaboration": made, "reason": REASON}
    return Call(given, dated=(MONDAY,), writes=("collaboration_unmade",), tells=("ada", "bea"))


@recipe("members.report_abuse")
def _(world):
    given = {"by": world.bea, "thing": _post(world), "reason": REASON}
    return Call(given, writes=("abuse_reported",), tells=("staff",))


@recipe("members.hide_post")
def _(world):
    given = {"by": world.staff, "post": _post(world), "reason": REASON}
    return Call(given, writes=("post_hidden",), tells=("ada",))


@recipe("members.show_post")
def _(world):
    hidden = _post(world, status="hidden", hidden_reason=REASON)
    return Call({"by": world.staff, "post": hidden}, writes=("post_shown",))


@recipe("members.uphold_report")
def _(world):
    given = {"by": world.staff, "report": _report(world), "reason": REASON}
    return Call(given, writes=("post_hidden", "abuse_upheld"), tells=("ada", "bea"))


@recipe("members.dismiss_report")
def _(world):
    given = {"by": world.staff, "report": _report(world), "reason": REASON}
    return Call(given, writes=("abuse_dismissed",), tells=("bea",))


@recipe("members.ask_outcome")
def _(world):
    given = {"membership": _membership(world), "moment": "leaving"}
    return Call(given, writes=("outcome_asked",), tells=("ada",))


def _question(world) -> OutcomeQuestion:
    return OutcomeQuestion.objects.create(membership=_membership(world), moment="leaving")


@recipe("members.answer_outcome")
def _(world):
    given = {"question": _question(world), "in_work": True, "words": "Bene"}
    return Call(given, writes=("outcome_answered",))


@recipe("members.decline_outcomes")
def _(world):
    return Call({"question": _question(world)}, writes=("outcomes_declined",))


@recipe("members.record_outcome")
def _(world):
    given = {"by": world.staff, "person": world.ada, "moment": "leaving", "enterprise": "founded"}
    return Call(given, writes=("outcome_recorded",))
