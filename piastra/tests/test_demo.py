"""The demo is always the same, keeps every rule of the house, and never enters a real database."""

import hashlib

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from core.closing import is_closed
from core.models import Installation
from core.month import Month
from core.testing.journal import triggers_off
from members.models import User
from piastra.reports.models import Edition, EditionFile
from piastra.tools.demo import cast
from piastra.tools.demo.loading import NotHere, load
from piastra.tools.embedded import prepare
from spaces.models import Booking, Space

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OUR_APPS = ["core", "members", "account", "spaces", "events", "budget", "reports"]


@pytest.fixture
def loaded(at):
    at("2026-11-22 21:00")
    load(timezone.now())


# -- always the same ---------------------------------------------------------------------------------
class Undo(Exception):
    pass


def _hash_of_a_fresh_load() -> str:
    """Load into emptied tables whose numbers begin at one again, then take everything back."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in our_models())
    digest = ""
    try:
        with transaction.atomic():
            with triggers_off(), connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            load(timezone.now())
            digest = _hash_of_all()
            raise Undo
    except Undo:
        return digest


def our_models():
    return [model for app in OUR_APPS for model in apps.get_app_config(app).get_models()]


def _hash_of_all() -> str:
    digest = hashlib.sha256()
    for model in our_models():
        rows = serializers.serialize("json", model.objects.order_by("pk"))
        digest.update(rows.encode())
    return digest.hexdigest()


def test_two_loads_on_one_day_are_equal(at):
    at("2026-11-22 21:00")
    assert _hash_of_a_fresh_load() == _hash_of_a_fresh_load()


def test_a_second_load_changes_nothing(loaded):
    before = _hash_of_all()
    assert load(timezone.now()) is False
    assert _hash_of_all() == before


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-31 23:30",
        "2026-03-29 10:00",
        "2026-08-16 12:00",
        "2026-10-25 02:30",
        "2028-02-29 08:00",
    ],
)
def test_the_demo_can_be_loaded_on_any_day(at, moment):
    at(moment)
    assert load(timezone.now())
    assert Booking.objects.count() > 1000


def test_on_a_working_day_people_are_in(at):
    at("2026-11-24 11:15")
    load(timezone.now())
    today = Booking.objects.filter(start__date="2026-11-24")
    assert today.filter(status="attended", checked_out_at=None).count() >= 3
    assert today.filter(status="confirmed", start__gt=timezone.now()).exists()
    assert Booking.objects.filter(start__date__gt="2026-11-24").count() >= 20


# -- never over real data ----------------------------------------------------------------------------
def test_a_database_with_people_is_left_alone(staff):
    with pytest.raises(NotHere, match="holds real data"):
        load(timezone.now())
    assert not Space.objects.exists()
    assert not Installation.demo()


def test_the_command_says_why_in_a_sentence(staff):
    with pytest.raises(CommandError, match="holds real data, so the demo was not loaded"):
        call_command("load_demo")


def test_a_place_that_was_only_begun_is_left_alone():
    Installation.objects.create()
    with pytest.raises(NotHere, match="A real place was begun here"):
        load(timezone.now(), even_in_production=True)
    assert not Space.objects.exists()
    assert not Installation.demo()


def test_production_is_left_alone_unless_somebody_insists(settings):
    settings.HTTPS = True
    with pytest.raises(CommandError, match="the demo's password is published"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not Installation.objects.exists()
    call_command("load_programme")
    assert load(timezone.now(), even_in_production=True)
    assert Installation.demo()


def test_the_first_start_of_production_loads_no_demo_and_says_so(settings):
    settings.HTTPS = True
    said = []
    prepare.load_demo(lambda text, ending="": said.append(text))
    assert len(said) == 1
    assert "SITE_URL begins with https://" in said[0]
    assert "manage.py start" in said[0]
    assert not User.objects.exists()


def test_a_portal_in_use_starts_without_a_word_about_the_demo(staff, settings):
    for settings.HTTPS in (True, False):
        said = []
        prepare.load_demo(said.append)
        assert said == []


def test_the_command_tells_how_to_sign_in(loaded, client, capsys):
    call_command("load_demo")
    assert capsys.readouterr().out == "The demo is loaded already.\n"
    for sign_in in cast.SIGN_INS:
        person = User.objects.get(email=sign_in.email)
        assert (person.role, person.check_password(cast.PASSWORD)) == (sign_in.role, True)


@pytest.mark.slow
def test_the_finished_months_are_published_and_the_last_one_asked_for(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    at("2026-11-22 21:00")
    call_command("load_demo")
    found = Edition.objects.order_by("month").values_list("month__month", "state")
    published = [(month, "published") for month in range(2, 10)]
    assert list(found) == [*published, (10, "requested")]
    assert EditionFile.objects.count() == 2 * len(published)
    assert is_closed(Month(2026, 9).first)
    assert not is_closed(Month(2026, 10).first)
