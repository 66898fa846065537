"""For each verb a call that does it, in a small world on a Monday morning: one module for each of its nouns."""

from piastra.tests.guards.recipes import (
    assigned,
    board,
    bookings,
    calendars,
    deciding,
    events,
    floor,
    letters,
    memberships,
    money,
    organisations,
    people,
    piastra,
    waiting,
)
from piastra.tests.guards.recipes.world import RECIPES, UNDATED, make_world
