"""Two times that only touch: who leaves at the moment at which another comes is in nobody's way."""

from datetime import date, time
from types import SimpleNamespace

import pytest

from spaces.rules.ask import Ask, Occupied, Own, OwnBooking
from spaces.tests.factories import local

DAY = date(2026, 11, 24)
TEN, TWELVE = local(DAY, time(10)), local(DAY, time(12))
#: Until ten, from twelve on; a moment longer at either end.
BEFORE, AFTER = (local(DAY, time(8)), TEN), (TWELVE, local(DAY, time(14)))
LONGER, EARLIER = (BEFORE[0], local(DAY, time(10, 1))), (local(DAY, time(11, 59)), AFTER[1])
NEAR = pytest.mark.parametrize(
    ("held", "meets"), [(BEFORE, False), (AFTER, False), (LONGER, True), (EARLIER, True)]
)


@NEAR
def test_who_holds_a_room(held, meets):
    """Somebody's, and the person's own, of another room that shares a part."""
    for person, is_mine in ((7, True), (8, False)):
        one = Occupied(*held, person, 1, "confirmed", None, 2, joined="Sala", place="Sala")
        room = SimpleNamespace(space=SimpleNamespace(kind="meeting_room"), occupied=(one,))
        ask = Ask(SimpleNamespace(person_id=7), room, TEN, TWELVE)
        assert (ask.is_taken, bool(ask.in_the_way), ask.joined) == (meets, meets, "Sala" * meets)
        assert (ask.mine is not None) == (meets and is_mine)


@NEAR
def test_who_has_another_desk(held, meets):
    desk = OwnBooking("office", "O01", *held, "confirmed")
    assert (Own(bookings=(desk,)).other_desk(TEN, TWELVE) is desk) == meets
