"""How each verb is done: assigned places."""

from datetime import date, timedelta

from piastra.tests.guards.recipes.world import DECEMBER, FRIDAY, MONDAY, OCTOBER, Call, recipe
from spaces.models import LentDay
from spaces.tests.factories import (
    assign,
    organisation_named,
)


@recipe("spaces.assign")
def _(world):
    given = {"by": world.staff, "space": world.floor.office, "starts": OCTOBER}
    given |= {"organisation": organisation_named("Studio"), "people": [world.ada, world.bea]}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("assigned",), tells=("ada", "bea"))


@recipe("spaces.change_end")
def _(world):
    found = world.assigned(ends=date(2026, 12, 31))
    for day in (OCTOBER - timedelta(days=1), OCTOBER, FRIDAY):
        LentDay.objects.create(assignment=found, day=day)
    given = {"by": world.staff, "assignment": found, "ends": OCTOBER}
    return Call(given, dated=(OCTOBER, MONDAY), writes=("assignment_changed",), tells=("ada",))


@recipe("spaces.end_now")
def _(world):
    given = {"by": world.staff, "assignment": world.assigned()}
    return Call(given, dated=(MONDAY,), writes=("assignment_changed",), tells=("ada",))


@recipe("spaces.change_people")
def _(world):
    found = assign(world.floor.office, organisation="Studio", people=[world.ada])
    given = {"by": world.staff, "assignment": found, "people": [world.ada, world.bea]}
    return Call(given, writes=("assignment_shared",))


@recipe("spaces.lend")
def _(world):
    given = {"by": world.ada, "assignment": world.assigned(), "days": [FRIDAY, DECEMBER]}
    return Call(given, dated=(FRIDAY, DECEMBER), writes=("days_lent",))


@recipe("spaces.take_back")
def _(world):
    found = world.assigned()
    LentDay.objects.create(assignment=found, day=FRIDAY)
    given = {"by": world.ada, "assignment": found, "day": FRIDAY}
    return Call(given, dated=(FRIDAY,), writes=("day_taken_back",))


@recipe("spaces.leave_places_of")
def _(world):
    studio = organisation_named("Studio")
    assign(world.floor.office, organisation="Studio", people=[world.ada])
    given = {"by": world.staff, "person": world.ada, "organisation": studio}
    return Call(given, writes=("assignment_shared",))
