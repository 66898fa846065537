"""Making a calendar's secret address, making it anew, switching it off: the old one is dead at once."""

from django.db import transaction
from django.utils import timezone

from core.journal import record
from core.links import new_secret
from core.refusals import ensure
from spaces.actions.locks import lock_person, lock_places
from spaces.models import Feed, Verb
from spaces.rules import feeds


@transaction.atomic
def renew_own_feed(*, by, instead_of: str = "") -> Feed:
    """Give the person a calendar address, instead of the one with the version `instead_of` (empty: of none).

    A form sent twice finds that its address is no longer the one in force, and changes nothing.
    """
    lock_person(by)
    return _renew(Feed.objects.filter(person=by).first() or Feed(person=by), by, instead_of)


@transaction.atomic
def renew_room_feed(*, by, space, instead_of: str = "") -> Feed:
    """Give the room a calendar address of its busy times, instead of the one with the version `instead_of`."""
    lock_places([space.pk])
    return _renew(Feed.objects.filter(space=space).first() or Feed(space=space), by, instead_of)


@transaction.atomic
def end_own_feed(*, by, version: str) -> None:
    """Switch the address of this version off: it is dead at once. Twice is once; another one can be made.

    Raises `Refusal` when another one was made meanwhile: that stays.
    """
    lock_person(by)
    _end(Feed.objects.filter(person=by).first(), by, version)


@transaction.atomic
def end_room_feed(*, by, space, version: str) -> None:
    """As `end_own_feed`, for a room's address."""
    lock_places([space.pk])
    _end(Feed.objects.filter(space=space).first(), by, version)


def _end(feed: Feed | None, by, version: str) -> None:
    if feed is None:
        return
    ensure(feeds.why_not_end(feed, version))
    record(by=by, verb=Verb.FEED_SWITCHED_OFF, on=feed)
    feed.delete()


def _renew(feed: Feed, by, instead_of: str) -> Feed:
    if feed.pk and feed.version != instead_of:
        return feed
    verb = Verb.FEED_RENEWED if feed.pk else Verb.FEED_MADE
    feed.token, feed.made_at = new_secret(), timezone.now()
    feed.save()
    # The address is a secret: the journal says that there is another, never which.
    record(by=by, verb=verb, on=feed)
    return feed
