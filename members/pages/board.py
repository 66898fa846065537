"""What the pages of the board show: posts with whoever wrote them, as far as the reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from core.access import Permission, allows
from members.models import Conversation, Message, Post, Profile, User
from members.rules import board as rules


@dataclass(frozen=True)
class Author:
    """Whoever wrote something: the name as coworkers see it in the directory, and the profile there, if any."""

    name: str
    profile: int | None = None


def authors(people: Iterable[int], user) -> dict[int, Author]:
    """How this user reads the names of these people, in one statement. Whose name is not open has none."""
    found = Profile.objects.visible_to(user).filter(person__in=set(people)).select_related("person")
    named = {each.person_id: Author(str(each.person), each.pk) for each in found}
    named[user.pk] = Author(_("You"))
    unnamed = Author(_("A coworker"))
    return {pk: named.get(pk, unnamed) for pk in people}


@dataclass(frozen=True)
class Card:
    """A post in a list."""

    post: Post
    author: Author


def cards(posts: Iterable[Post], user) -> list[Card]:
    """These posts, each with its author."""
    posts = list(posts)
    names = authors([post.person_id for post in posts], user)
    return [Card(post, names[post.person_id]) for post in posts]


def listed(posts: QuerySet[Post], *, q: str = "", tipo: str = "", tema=None) -> QuerySet[Post]:
    """Those that are looked for, the newest first."""
    found = posts.found(q)
    if tipo:
        found = found.filter(kind=tipo)
    if tema:
        found = found.filter(theme=tema)
    return found.select_related("theme", "organisation").order_by("-made_at", "-pk")


@dataclass(frozen=True)
class PostPage:
    """A post as this reader sees it, with what may be done."""

    post: Post
    author: Author
    is_own: bool
    may_answer: bool
    may_moderate: bool
    #: The reader's own conversation about it.
    conversation: Conversation | None
    #: Of the author alone: who answered.
    answered: list[tuple[Conversation, Author]]


def post_page(post: Post, user: User) -> PostPage:
    """Read it in a fixed number of statements."""
    is_own = post.person_id == user.pk
    conversations = post.conversations.of(user).annotate(last=Max("messages__at"))
    found = list(conversations.order_by("-last", "-pk"))
    names = authors([post.person_id, *(each.answerer_id for each in found)], user)
    return PostPage(
        post=post,
        author=names[post.person_id],
        is_own=is_own,
        may_answer=rules.why_not_answer(post, user) is None,
        may_moderate=allows(user, Permission.MODERATE_BOARD),
        conversation=found[0] if found and not is_own else None,
        answered=[(each, names[each.answerer_id]) for each in found] if is_own else [],
    )


@dataclass(frozen=True)
class Told:
    """A message as one of the two reads it."""

    message: Message
    author: Author
    is_own: bool


@dataclass(frozen=True)
class Talk:
    """A conversation as one of the two reads it."""

    conversation: Conversation
    other: Author
    messages: list[Told]
    said: bool
    other_said: bool
    #: Why nothing more can be written, if so.
    refusal: str
    may_say: bool


def talk(conversation: Conversation, user: User) -> Talk:
    """Read it in a fixed number of statements."""
    post, other = conversation.post, conversation.other_than(user)
    names = authors([other.pk, user.pk], user)
    said = [conversation.author_said_at, conversation.answerer_said_at]
    if post.person_id != user.pk:
        said.reverse()
    refusal = rules.why_not_write(conversation, user)
    return Talk(
        conversation=conversation,
        other=names[other.pk],
        messages=[
            Told(each, names[each.person_id], each.person_id == user.pk)
            for each in conversation.messages.all()
        ],
        said=bool(said[0]),
        other_said=bool(said[1]),
        refusal=refusal.sentence if refusal else "",
        may_say=not said[0] and rules.why_not_say_it_worked(conversation, user) is None,
    )


def talks(user: User) -> list[tuple[Conversation, Author]]:
    """The conversations of this person, the one last written in first."""
    found = list(
        Conversation.objects.of(user)
        .select_related("post")
        .annotate(last=Max("messages__at"))
        .order_by("-last", "-pk")
    )
    others = [
        each.answerer_id if each.post.person_id == user.pk else each.post.person_id
        for each in found
    ]
    names = authors(others, user)
    return [(each, names[other]) for each, other in zip(found, others, strict=True)]
