"""The page of one day: days, slots, plan and list."""

import pytest

from spaces.tests.factories import join, make_floor

TUESDAY = "/prenota/2026-11-24/"


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def page(floor, member, client_of):
    """The words of a page, as the member reads it."""
    join(member)
    client = client_of(member)

    def read(url=TUESDAY):
        answer = client.get(url)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return read


def test_it_shows_days_slots_and_free_desks(page):
    words = page(TUESDAY + "?fascia=mattina")
    print(words)
    assert 'aria-current="date"' in words
