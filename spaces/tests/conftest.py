"""One floor on one Monday morning, for the tests of the pages."""

import pytest

from spaces.schedule import setup
from spaces.tests.factories import join, make_floor
from spaces.tests.guards_removed import without_constraint


@pytest.fixture
def monday(at):
    """Monday 23 November 2026, nine o'clock."""
    return at("2026-11-23 09:00")


@pytest.fixture
def floor(db, monday):
    return make_floor()


@pytest.fixture
def reader(floor, member, client_of):
    """The member's browser."""
    join(member)
    return client_of(member)


@pytest.fixture
def read(reader):
    """The words of a page, as the member gets it."""

    def get(url, status=200):
        answer = reader.get(url)
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    return get


@pytest.fixture
def no_constraint():
    """The database lets one place be taken twice, for a while."""
    with without_constraint():
        yield


@pytest.fixture
def queries_of(queries_of):
    """The same, where nothing that the staff set up has changed since somebody read it."""

    def count(call) -> int:
        setup.current()
        return queries_of(call)

    return count
