"""The database holds no secret of a second factor; a key that was changed still opens what it closed."""

import importlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import connection

from core.access import Role
from members.authentication import locked_away
from members.tests.factors import SECRET, code, signed_in_by_password, with_app

pytestmark = pytest.mark.django_db
NEW_KEY = "another-key-" * 5


def columns() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        return cursor.fetchone()[0]


def factor_of(person, kind) -> Authenticator:
    return Authenticator.objects.get(user=person, type=kind)


def codes_of(person) -> list[str]:
    return RecoveryCodes(factor_of(person, "recovery_codes")).get_unused_codes()


def app_opens(person) -> bool:
    return TOTP(factor_of(person, "totp")).validate_code(code())


def test_no_secret_is_in_the_column(staff, monkeypatch):
    monkeypatch.setattr(RecoveryCodes, "generate_seed", lambda _self=None: "5eed" * 20)
    with_app(staff)
    for said in (SECRET, "5eed" * 20, *codes_of(staff)):
        assert said not in columns()


def test_equal_secrets_do_not_show(staff, member):
    one, other = with_app(staff), with_app(member)
    assert one.data["secret"] != other.data["secret"]


def test_what_an_old_key_closed_opens_and_comes_under_the_new_one(staff, client_of, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    with_app(staff)
    codes, old = codes_of(staff), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [old]
    assert codes_of(staff) == codes
    browser = signed_in_by_password(client_of, staff)
    browser.post("/accedi/2fa/authenticate/", {"code": code()})
    assert browser.get("/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert codes_of(staff) == codes
    assert locked_away.decrypt(factor_of(staff, "totp").data["secret"]) == SECRET


def test_under_a_lost_key_no_code_opens(staff, settings):
    """Nor one that somebody reckons from an empty secret."""
    with_app(staff)
    codes = codes_of(staff)
    settings.SECRET_KEY = NEW_KEY
    assert locked_away.decrypt(factor_of(staff, "totp").data["secret"]) not in {"", SECRET}
    assert not app_opens(staff)
    assert codes[0] not in codes_of(staff)


def test_secrets_from_before_are_encrypted_once(make_person):
    person = make_person(Role.STAFF)
    Authenticator.objects.create(user=person, type="totp", data={"secret": SECRET})
    seed = {"seed": "ab" * 40, "used_mask": 3}
    Authenticator.objects.create(user=person, type="recovery_codes", data=seed)
    migration = importlib.import_module("members.migrations.0008_factors_encrypted")
    migration.encrypt(apps, None)
    kept = columns()
    assert SECRET not in kept
    assert "abab" not in kept
    migration.encrypt(apps, None)
    assert columns() == kept
    assert app_opens(person)
    migration.decrypt(apps, None)
    assert factor_of(person, "recovery_codes").data == seed
