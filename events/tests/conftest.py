"""What the event tests share: a fixed morning, a hall, a form as it is filled in."""

import pytest

from events.tests.factories import ObjectiveFactory, ThemeFactory
from spaces.tests.factories import SpaceFactory, open_weekdays


@pytest.fixture
def monday(at, db):
    """It is Monday 23 November 2026, nine in the morning."""
    return at("2026-11-23 09:00")


@pytest.fixture
def hall(db):
    """A room for 30 people, open from 8:30 to 18:30 on weekdays."""
    open_weekdays()
    return SpaceFactory(hall=True, code="SALA", name="Sala Mallero")


@pytest.fixture
def filled(db):
    """The event form, filled in for an evening elsewhere: `filled(title="…")` changes an answer."""

    def fill(**answers):
        form = {
            "title": "Serata sul fotovoltaico",
            "summary": "Come le imprese riducono i consumi.",
            "description": "Ci vediamo alle 16.\n\nPortate <domande>.",
            "day": "2026-12-01",
            "begins": "16:00",
            "ends": "18:00",
            "space": "",
            "elsewhere": "Sala consiliare",
            "capacity": "25",
            "themes": [str(ThemeFactory().pk)],
            "objective": str(ObjectiveFactory().pk),
        }
        form.update(answers)
        return form

    return fill
