"""Questions about the board: posts, messages, abuse, and what came of it. Nothing is written here."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core import walls
from core.access import Permission, allows
from core.moves import NEW, Derived, Move, Moves, holder_of, own
from core.refusals import Refusal
from members.models import (
    LONGEST,
    AbuseReport,
    Collaboration,
    Conversation,
    Message,
    Organisation,
    Post,
    Reader,
    reader_of,
)

Status, Report = Post.Status, AbuseReport.Status
AUTHOR, MODERATOR = own(Permission.USE_BOARD), holder_of(Permission.MODERATE_BOARD)

POST = Moves(
    Post,
    Move(NEW, Status.OPEN, ("members.actions.board.publish_post",), AUTHOR),
    Move(Status.OPEN, Status.CLOSED, ("members.actions.board.close_post",), AUTHOR),
    Move(Status.CLOSED, Status.OPEN, ("members.actions.board.reopen_post",), AUTHOR),
    Move(Status.OPEN, Status.HIDDEN, ("members.actions.abuse.hide_post",), MODERATOR),
    Move(Status.CLOSED, Status.HIDDEN, ("members.actions.abuse.hide_post",), MODERATOR),
    Move(Status.HIDDEN, Status.OPEN, ("members.actions.abuse.show_post",), MODERATOR),
    person="person",
)
REPORT = Moves(
    AbuseReport,
    Move(
        NEW, Report.OPEN, ("members.actions.abuse.report_abuse",), holder_of(Permission.USE_BOARD)
    ),
    Move(Report.OPEN, Report.UPHELD, ("members.actions.abuse.uphold_report",), MODERATOR),
    Move(Report.OPEN, Report.DISMISSED, ("members.actions.abuse.dismiss_report",), MODERATOR),
)
COLLABORATION = Derived(
    Collaboration,
    (("confirmed", "unmade_at is empty"), ("unmade", "unmade_at has come")),
    (
        Move(NEW, "confirmed", ("members.actions.conversations.say_it_worked",), own()),
        Move(
            "confirmed",
            "unmade",
            ("members.actions.conversations.unmake_collaboration",),
            MODERATOR,
        ),
    ),
)

NOT_A_COWORKER = _(
    "The board is for coworkers: it opens while a membership is in force. Nothing was saved."
)


def why_not_use(user) -> Refusal | None:
    """Why this person puts nothing on the board and answers nothing there."""
    if allows(user, Permission.USE_BOARD) and reader_of(user) == Reader.COWORKER:
        return None
    return Refusal(NOT_A_COWORKER, code="no_coworker")


def why_not_change(post: Post, user) -> Refusal | None:
    """Why this person does not change the post: somebody else's, or hidden."""
    if post.person_id != user.pk:
        sentence = _("Only its author can change this post: nothing was saved.")
        return Refusal(sentence, code="not_yours")
    if post.status == Status.HIDDEN:
        sentence = _("The staff have hidden this post: it can’t be changed. Nothing was saved.")
        return Refusal(sentence, code="hidden")
    return None


def why_not_until(expires: date, today: date) -> Refusal | None:
    """Why a post does not stand until the day before that date."""
    if expires <= today:
        sentence = _("The last day lies in the past: choose today or later. Nothing was saved.")
        return Refusal(sentence, code="past")
    if expires > today + LONGEST:
        sentence = _(
            "A post stays on the board for 180 days at most: choose an earlier day, and renew it then. "
            "Nothing was saved."
        )
        return Refusal(sentence, code="too_long")
    return None


def why_not_for(organisation: Organisation | None, user) -> Refusal | None:
    """Why nobody writes in this organisation's name who does not belong to it."""
    if organisation is None or Organisation.objects.of(user).filter(pk=organisation.pk).exists():
        return None
    sentence = _("You do not belong to this organisation: choose another one. Nothing was saved.")
    return Refusal(sentence, code="not_in_it")


def why_not_answer(post: Post, user) -> Refusal | None:
    """Why this person does not answer the post now."""
    if post.person_id == user.pk:
        return Refusal(_("This is your own post: nothing was sent."), code="own")
    if post.status != Status.OPEN or post.is_expired:
        sentence = _("This post is not on the board any more: nothing was sent.")
        return Refusal(sentence, code="not_standing")
    return why_not_use(user) or _why_not_reach(post.person)


def why_not_write(conversation: Conversation, user) -> Refusal | None:
    """Why this person writes nothing more in the conversation; whose post is gone may still be answered."""
    if user.pk not in (conversation.post.person_id, conversation.answerer_id):
        sentence = _("Only the two who write to each other can do this: nothing was changed.")
        return Refusal(sentence, code="not_yours")
    return _why_not_reach(user) or _why_not_reach(conversation.other_than(user))


def _why_not_reach(person) -> Refusal | None:
    if person.is_active:
        return None
    sentence = _("This account is closed: no message can be exchanged any more. Nothing was sent.")
    return Refusal(sentence, code="closed_account")


def why_not_say_it_worked(conversation: Conversation, user) -> Refusal | None:
    """Why this person does not say that it worked: not one of the two, or before both have written."""
    refusal = why_not_write(conversation, user)
    if refusal and refusal.code == "not_yours":
        return refusal
    if len({message.person_id for message in conversation.messages.all()}) == 2:
        return None
    sentence = _("You can say that it worked once both of you have written: nothing was changed.")
    return Refusal(sentence, code="not_both")


def why_not_moderate(user) -> Refusal | None:
    """Why this person hides nothing and unmakes nothing."""
    if allows(user, Permission.MODERATE_BOARD):
        return None
    sentence = _("Only staff look after the board: nothing was changed.")
    return Refusal(sentence, code="staff")


def why_not_without_words(words: str) -> Refusal | None:
    """Why nothing is sent, hidden or answered without a word."""
    return None if words.strip() else Refusal(_("Write something first."), code="no_words")


def why_not_report(thing: Post | Message, user) -> Refusal | None:
    """Why this person does not report this: one's own, or out of sight."""
    if thing.person_id == user.pk:
        return Refusal(_("You can’t report what you wrote yourself: nothing was sent."), code="own")
    if _sees(thing, user):
        return None
    return Refusal(_("There is nothing here to report: nothing was sent."), code="unseen")


def _sees(thing: Post | Message, user) -> bool:
    if isinstance(thing, Message):
        return user.pk in (thing.conversation.post.person_id, thing.conversation.answerer_id)
    return Post.objects.visible_to(user).filter(pk=thing.pk).exists()


def why_not_unmake(collaboration: Collaboration) -> Refusal | None:
    """Why a collaboration is not unmade: it was already. Whether its month is closed is asked of the months."""
    if collaboration.unmade_at is None:
        return None
    sentence = _("This collaboration was unmade already: nothing was changed.")
    return Refusal(sentence, code="unmade")


def reported_already() -> Refusal:
    """One report from each is enough."""
    sentence = _(
        "You have reported this already: the staff will look at it. Nothing more is needed."
    )
    return Refusal(sentence, code="reported_already")


walls.register(
    {
        "a_post_is_reported_once_by_each": reported_already,
        "a_message_is_reported_once_by_each": reported_already,
        "one_conversation_of_a_post_and_a_person": walls.was_overtaken,
        "members_collaboration_conversation_id_key": walls.was_overtaken,
        "members_post_request_key_key": walls.was_overtaken,
        "members_message_request_key_key": walls.was_overtaken,
    }
)
