"""What two people write to each other about a post, and what both say came of it."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import closing
from core.identity import made_by_form
from core.journal import record
from core.locks import lock
from core.mail import post as send
from core.refusals import ensure
from core.walls import explained
from members.models import (
    Application,
    Collaboration,
    Conversation,
    Message,
    Organisation,
    Post,
    Profile,
    Verb,
)
from members.models.collaborations import ORGANISATION
from members.rules import board as rules


@transaction.atomic
def answer_post(
    *,
    by,
    post: Post,
    text: str,
    organisation: Organisation | None = None,
    request_key: UUID | None = None,
) -> Message:
    """Write to the author of a post. Whoever has written before goes on in the same conversation."""
    if made := made_by_form(Message, request_key):
        return made
    held = lock(Post.objects.select_related("person"), post.pk)
    ensure(rules.why_not_answer(held, by) or rules.why_not_for(organisation, by))
    conversation, _made = Conversation.objects.get_or_create(
        post=held, answerer=by, defaults={"organisation": organisation}
    )
    return _write(conversation, by=by, text=text, request_key=request_key)


@transaction.atomic
def write_message(
    *, by, conversation: Conversation, text: str, request_key: UUID | None = None
) -> Message:
    """Write to the other one of the two, who gets it by letter, without the address. The same form sends one."""
    if made := made_by_form(Message, request_key):
        return made
    held = _locked(conversation)
    ensure(rules.why_not_write(held, by))
    return _write(held, by=by, text=text, request_key=request_key)


def _locked(conversation: Conversation) -> Conversation:
    seen = Conversation.objects.select_related(
        "answerer", "organisation", "post__person", "post__organisation"
    )
    return lock(seen, conversation.pk)


def _write(conversation: Conversation, *, by, text: str, request_key: UUID | None) -> Message:
    ensure(rules.why_not_without_words(text))
    message = Message.objects.create(
        conversation=conversation, person=by, text=text.strip(), request_key=request_key
    )
    record(by=by, verb=Verb.MESSAGE_WRITTEN, on=message, conversation=conversation.pk)
    _tell(conversation, "message_waiting", by=by, words=message.text)
    return message


def _tell(conversation: Conversation, letter: str, *, by, **context) -> None:
    """Write to the other one. The sender's name is in it where the reader would see it in the directory."""
    other = conversation.other_than(by)
    is_named = Profile.objects.visible_to(other).filter(person=by).exists()
    told = {"conversation": conversation, "sender": str(by) if is_named else "", **context}
    send(to=other, template=letter, context=told, about=conversation)


@transaction.atomic
def say_it_worked(*, by, conversation: Conversation) -> Conversation:
    """Say that something came of it. Once both have, it is a collaboration. Saying it twice changes nothing."""
    held = _locked(conversation)
    ensure(rules.why_not_say_it_worked(held, by))
    field = "author_said_at" if held.post.person_id == by.pk else "answerer_said_at"
    if getattr(held, field):
        return held
    setattr(held, field, timezone.now())
    held.save(update_fields=[field])
    record(by=by, verb=Verb.IT_WORKED, on=held)
    is_both = bool(held.author_said_at and held.answerer_said_at)
    if is_both:
        _confirm(held, by=by)
    _tell(held, "it_worked", by=by, is_both=is_both)
    return held


def _confirm(conversation: Conversation, *, by) -> Collaboration:
    post = conversation.post
    author = _side(post.person, post.organisation)
    answerer = _side(conversation.answerer, conversation.organisation)
    with explained():
        made = Collaboration.objects.create(
            conversation=conversation, theme_id=post.theme_id, objective_id=post.objective_id,
            author_kind=author[0], author_organisation_kind=author[1],
            answerer_kind=answerer[0], answerer_organisation_kind=answerer[1],
        )  # fmt: skip
    record(by=by, verb=Verb.COLLABORATION_CONFIRMED, on=made, theme=made.theme_id)
    return made


def _side(person, organisation: Organisation | None) -> tuple[str, str]:
    """As what this side counts: its kind, and that of the organisation for which it acted."""
    if organisation:
        return ORGANISATION, organisation.kind
    admitted = Application.objects.admitted().filter(applicant=person).first()
    return admitted.kind if admitted else "", ""


@transaction.atomic
def unmake_collaboration(*, by, collaboration: Collaboration, reason: str) -> Collaboration:
    """Count it no longer, and say why; only while its month is open. Both are told."""
    ensure(rules.why_not_moderate(by) or rules.why_not_without_words(reason))
    held = lock(Collaboration.objects.all(), collaboration.pk)
    ensure(rules.why_not_unmake(held))
    closing.ensure_open(held.confirmed_at)
    held.unmade_at, held.unmade_by, held.unmade_reason = timezone.now(), by, reason.strip()
    held.save(update_fields=["unmade_at", "unmade_by", "unmade_reason"])
    record(by=by, verb=Verb.COLLABORATION_UNMADE, on=held, theme=held.theme_id)
    if held.conversation:
        for person in (held.conversation.post.person, held.conversation.answerer):
            context = {"conversation": held.conversation, "words": held.unmade_reason}
            send(to=person, template="collaboration_unmade", context=context, about=held)
    return held
