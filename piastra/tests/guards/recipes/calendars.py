"""How each verb is done: calendars."""

from piastra.tests.guards.recipes.world import Call, recipe
from spaces.models import Feed


@recipe("spaces.renew_own_feed")
def _(world):
    feed = Feed.objects.create(person=world.ada)
    return Call({"by": world.ada, "instead_of": feed.version}, writes=("feed_renewed",))


@recipe("spaces.renew_room_feed")
def _(world):
    return Call({"by": world.staff, "space": world.floor.room}, writes=("feed_made",))


@recipe("spaces.end_own_feed")
def _(world):
    feed = Feed.objects.create(person=world.ada)
    return Call({"by": world.ada, "version": feed.version}, writes=("feed_switched_off",))


@recipe("spaces.end_room_feed")
def _(world):
    feed = Feed.objects.create(space=world.floor.room)
    given = {"by": world.staff, "space": world.floor.room, "version": feed.version}
    return Call(given, writes=("feed_switched_off",))
