"""What the staff set up is read once for each revision, and never an old one."""

import pickle
import re
import threading
from datetime import date, time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.testing.waiting import STANDSTILL
from members.models import Plan
from spaces.models import (
    Closure,
    Equipment,
    KindRules,
    OutOfService,
    PlanRule,
    Space,
    WeeklyHours,
    Zone,
)
from spaces.schedule import setup
from spaces.schedule.opening import Opening
from spaces.tests.factories import (
    ClosureFactory,
    OutOfServiceFactory,
    SpaceFactory,
    join,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
NINE, TEN = local(TUESDAY, time(9)), local(TUESDAY, time(10))


@pytest.fixture
def whole(floor):
    """A floor with a row in each table of the setup."""
    hall = SpaceFactory(code="GRANDE", kind=Space.Kind.MEETING_ROOM, zone=floor.desk.zone)
    hall.parts.add(floor.room)
    floor.desk.equipment.add(Equipment.objects.create(name_it="Leggio", name_en="Lectern"))
    ClosureFactory(start=NINE, end=TEN).spaces.add(floor.desk)
    OutOfServiceFactory(space=floor.office, start=NINE, end=TEN)
    plan = Plan.objects.create(name_it="Base", name_en="Basic")
    PlanRule.objects.create(plan=plan, kind="office")
    KindRules.objects.get_or_create(kind="office")
    return hall


def execute(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def tables_with(trigger: str) -> set[str]:
    found = execute(
        f"SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = '{trigger}' AND tgenabled = 'A'"
    )
    return {table for (table,) in found}


def revision() -> str:
    return execute("SELECT revision::text FROM spaces_setup")[0][0]


TRIGGERS = ("setup_is_marked", "setup_is_revised", "setup_is_revised_at_once")
TABLES = sorted(
    model._meta.db_table
    for model in (
        *(Space, Zone, Equipment, KindRules, PlanRule, WeeklyHours, Closure, OutOfService),
        *(Space.parts.through, Space.equipment.through, Closure.spaces.through),
    )
)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_table_that_is_read_has_the_triggers(whole, trigger):
    """Whoever reads another table into the setup gives them to it, by a migration."""
    with CaptureQueriesContext(connection) as captured:
        setup.current()
    said = " ".join(query["sql"] for query in captured)
    read = set(re.findall(r"\bspaces_\w+", said)) - {"spaces_setup"}
    assert read == tables_with(trigger) == set(TABLES)


CHANGES = {
    "update": "UPDATE {table} SET id = id",
    "delete": "DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    "insert": "INSERT INTO {table} SELECT * FROM gone",
    "truncate": "TRUNCATE {table} CASCADE",
}


def settled():
    """Let what waits for the commit happen now."""
    execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def forget_that_it_was_revised():
    """As at the start of another transaction."""
    execute("SELECT set_config('piastra.setup_revised', '', true)")


def take_away_one_of(table: str) -> None:
    """A row to put back."""
    execute(f"CREATE TEMPORARY TABLE gone AS SELECT * FROM {table} ORDER BY id DESC LIMIT 1")
    execute(f"DELETE FROM {table} WHERE id = (SELECT id FROM gone)")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", CHANGES)
def test_every_change_of_every_table_changes_mark_and_revision(whole, table, how):
    settled()
    # Rows that refer to those that go are in nobody's way here, and these triggers fire always.
    execute("SET LOCAL session_replication_role = replica")
    if how == "insert":
        take_away_one_of(table)
        settled()
    forget_that_it_was_revised()
    marked, revised = setup._key(), revision()
    execute(CHANGES[how].format(table=table))
    assert setup._key() != marked
    settled()
    assert revision() != revised


def names() -> set[str]:
    return {place.name for place in setup.current().places}


def rename(place: Space, name: str) -> None:
    Space.objects.filter(pk=place.pk).update(name=name)


def test_the_second_reading_is_one_query(floor, django_assert_num_queries):
    first = setup.current()
    with django_assert_num_queries(1):
        assert setup.current() is first


def test_what_this_transaction_changed_is_read(floor):
    assert "Vetta" not in names()
    rename(floor.desk, "Vetta")
    assert "Vetta" in names()


def test_after_a_savepoint_is_rolled_back_it_is_as_before_and_after_another_change_as_then(floor):
    rename(floor.desk, "Primo")
    before = setup.current()
    for name in ("Secondo", "Terzo"):
        with transaction.atomic():
            rename(floor.desk, name)
            assert name in names()
            transaction.set_rollback(True)
        assert setup.current() is before
        assert "Primo" in names()


def test_a_change_that_was_revised_within_a_savepoint_that_failed_is_revised_again(floor):
    settled()
    forget_that_it_was_revised()
    before = revision()
    with transaction.atomic():
        rename(floor.desk, "Primo")
        settled()
        assert revision() != before
        transaction.set_rollback(True)
    assert revision() == before
    rename(floor.desk, "Secondo")
    settled()
    assert revision() != before


def test_what_the_rows_cannot_say_is_not_kept(floor):
    execute("DELETE FROM spaces_setup")
    kept = len(setup._kept)
    rename(floor.desk, "Vetta")
    assert "Vetta" in names()
    assert setup.current() is not setup.current()
    assert len(setup._kept) == kept


def test_what_changed_while_it_was_read_is_read_again(floor, monkeypatch):
    """A change between the first statement and the last: what came of it has no name of its own."""
    read, readings = setup._read, []

    def and_changed():
        found = read()
        readings.append(found)
        if len(readings) == 1:
            rename(floor.desk, "Vetta")
        return found

    rename(floor.desk, "Cima")
    monkeypatch.setattr(setup, "_read", and_changed)
    assert "Vetta" in names()
    assert len(readings) == 2
    assert "Vetta" in names()


def test_each_language_has_its_own(whole):
    def offered() -> set[str]:
        return {name for place in setup.current().places for name in place.offers}

    assert "Leggio" in offered()
    with translation.override("en"):
        assert "Lectern" in offered()
    assert "Leggio" in offered()


def test_a_process_keeps_few_of_them(floor):
    for number in range(3 * setup.MOST_KEPT):
        rename(floor.desk, f"Posto {number}")
        setup.current()
    assert len(setup._kept) == setup.MOST_KEPT


def test_what_is_derived_from_one_is_bounded(floor):
    derived = setup.current().plain_days
    for day in range(2 * setup.MOST_DERIVED):
        derived["fixed_desk", date.fromordinal(700_000 + day)] = ()
    assert len(derived) <= setup.MOST_DERIVED
    assert Opening.on(TUESDAY).of(floor.desk, TUESDAY)


@pytest.mark.parametrize(
    "page", ["/", f"/prenota/{TUESDAY}/", f"/settimana/{TUESDAY}/", "/libero/"]
)
def test_no_page_changes_what_it_shares_with_others(whole, member, client_of, page):
    join(member)
    shared = setup.current()
    before = all_of(shared)
    assert client_of(member).get(page, follow=True).status_code == 200
    assert setup.current() is shared
    assert all_of(shared) == before


def test_a_form_that_is_refused_changes_no_rule_for_others(whole, staff, client_of):
    kind = "meeting_room"
    KindRules.objects.update_or_create(kind=kind, defaults={"raster_minutes": 30})
    shared = setup.current()
    before = all_of(shared)
    sent = {"unit": "half_days", "half_day_at": "11:00", "raster_minutes": "60", "days_ahead": "-1"}
    page = client_of(staff).post(f"/spazi/regole/{kind}/cambia/", sent)
    assert page.status_code == 200
    assert setup.current() is shared
    assert all_of(shared) == before


def all_of(shared: setup.Setup) -> bytes:
    """Every field of what is shared."""
    return pickle.dumps([vars(each) for each in (*shared.places, *shared.rules.values())])


# -- For real: other connections see what was committed, and at once ---------------------------------
def elsewhere(call):
    """What the call returns on a connection of its own."""
    found = []

    def run():
        try:
            found.append(call())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=STANDSTILL)
    return found[0]


@pytest.fixture
def committed(transactional_db, at):
    at("2026-11-23 09:00")
    return make_floor()


def test_others_see_a_change_from_the_commit_on_and_not_before(committed):
    assert "Vetta" not in elsewhere(names)
    with transaction.atomic():
        rename(committed.desk, "Vetta")
        assert "Vetta" in names()
        assert "Vetta" not in elsewhere(names)
    assert "Vetta" in elsewhere(names)
    assert "Vetta" in names()


def test_nobody_sees_what_was_rolled_back(committed):
    before = setup.current()
    with transaction.atomic():
        rename(committed.desk, "Vetta")
        assert "Vetta" in names()
        transaction.set_rollback(True)
    assert setup.current() is before
    assert "Vetta" not in elsewhere(names)


def test_two_that_change_places_do_not_wait_for_each_other(committed):
    with transaction.atomic():
        rename(committed.desk, "Vetta")
        elsewhere(lambda: rename(committed.office, "Cima"))
        assert {"Vetta", "Cima"} <= names()
    assert {"Vetta", "Cima"} <= elsewhere(names)


def test_whoever_reads_after_a_commit_never_reads_what_was_before(committed):
    """Changes and readings in a loop: a name that was committed before one asks is there, or a later one."""
    done, written, stale = threading.Event(), [0], []

    def read():
        try:
            while not done.is_set():
                least = written[0]
                (name,) = {
                    place.name for place in setup.current().places if place.pk == committed.desk.pk
                }
                if int(name or 0) < least:
                    stale.append((name, least))
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 60):
        rename(committed.desk, str(number))
        written[0] = number
    done.set()
    for reader in readers:
        reader.join(timeout=STANDSTILL)
    assert stale == []
    assert str(number) in names()
