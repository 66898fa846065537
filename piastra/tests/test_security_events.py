"""What happens at the door is in the journal and in the log: by numbers, with the request's id, no secret."""

import json
import logging
from io import StringIO

import pytest

from core.journal import record
from core.models import JournalEntry
from core.requests import JsonFormatter
from core.testing.plugin import PASSWORD
from members.models import DOOR, Verb
from members.tests.factories import PersonFactory
from piastra.tests.door import NEW, WRONG, sign_in, through_the_door

pytestmark = pytest.mark.django_db


#: Counted elsewhere: guesses, and the other browsers that a new password closes.
OTHERS = {Verb.SIGN_IN_FAILED, Verb.SIGN_IN_HELD, Verb.SESSIONS_ENDED}
#: Done by others than whoever stands at the door.
BY_STAFF = {Verb.ROLE_CHANGED, Verb.ACCOUNT_CLOSED, Verb.ACCOUNT_REOPENED, Verb.FACTOR_RESET}
#: In tests/identity_provider.
BY_PROVIDER = {Verb.IDENTITY_LINKED, Verb.IDENTITY_UNLINKED, Verb.IDENTITY_FAILED}


@pytest.fixture
def log():
    """All that the portal logs, as it stands on standard error."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def zqx(db):
    return PersonFactory(first_name="Zqx", last_name="Zqx", email="zqx@zqx.example.org")


def told(person) -> list[tuple]:
    lines = JournalEntry.objects.filter(subject="members.user", subject_id=person.pk)
    return [(line.verb, line.by_id, line.details) for line in lines.order_by("pk")]


def test_each_event_is_a_line_and_none_is_missing(zqx):
    through_the_door(zqx)
    written = set(JournalEntry.objects.values_list("verb", flat=True))
    assert set(DOOR) - written == BY_STAFF | BY_PROVIDER
    mine = zqx.pk
    assert [line for line in told(zqx) if line[0] not in OTHERS] == [
        ("signed_in", mine, {"by_means": ["password"]}),
        ("password_changed", mine, {}),
        ("password_reset", mine, {}),
        ("signed_in", mine, {"by_means": ["password"]}),
        ("factor_added", mine, {"factor": "totp"}),
        ("factor_added", mine, {"factor": "recovery_codes"}),
        ("recovery_codes_renewed", mine, {}),
        ("recovery_codes_downloaded", mine, {}),
        ("signed_out", mine, {}),
        ("code_failed", None, {"factor": "totp"}),
        ("recovery_code_used", mine, {"left": 9}),
        ("signed_in", mine, {"by_means": ["password", "recovery_codes"]}),
        ("factor_removed", mine, {"factor": "totp"}),
        ("factor_removed", mine, {"factor": "recovery_codes"}),
        ("address_confirmed", mine, {}),
        ("address_changed", mine, {}),
        ("signed_out", mine, {}),
    ]


def test_the_log_has_them_with_the_requests_id_and_no_secret(
    zqx, log, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        through_the_door(zqx)
    lines = log()
    texts = [line["text"] for line in lines]
    assert set(texts) >= {
        Verb.SIGN_IN_FAILED.value,
        Verb.SIGN_IN_HELD.value,
        Verb.CODE_FAILED.value,
    }
    assert all(
        "request_id" in line
        for line in lines
        if line["logger"] == "members.authentication.security"
    )
    everything = json.dumps(lines).lower()
    for secret in ("zqx", PASSWORD, NEW, WRONG, "example.org", "203.0.113"):
        assert secret not in everything


def test_a_line_of_the_journal_is_one_of_the_log_once_it_is_kept(
    client_of, zqx, log, django_capture_on_commit_callbacks
):
    zqx.emailaddress_set.create(email=zqx.email, primary=True, verified=True)
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        sign_in(client_of(), zqx.email)
    assert waiting
    (kept,) = JournalEntry.objects.all()
    (line,) = [each for each in log() if each["logger"] == "core.journal"]
    assert line["text"] == "signed_in"
    assert (line["journal"], line["by"], line["on"]) == (kept.pk, zqx.pk, f"members.user {zqx.pk}")


def test_a_command_logs_none_of_its_thousands(zqx, log, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record(by=zqx, verb=Verb.SIGNED_IN, on=zqx)
    assert log() == []


def test_an_address_without_an_account_is_nobodys_line(client_of, zqx):
    sign_in(client_of(), "nessuno@example.org", WRONG)
    (line,) = JournalEntry.objects.all()
    assert (line.verb, line.by_id, line.subject, line.subject_id, line.details) == (
        "sign_in_failed", None, "members.user", None, {},
    )  # fmt: skip


def test_addresses_without_an_account_do_not_fill_the_journal(client_of, zqx):
    for number in range(130):
        line = f"198.51.100.{number}"
        browser = client_of()
        browser.defaults["REMOTE_ADDR"] = line
        sign_in(browser, f"chi{number}@example.org", WRONG)
    assert JournalEntry.objects.count() == 100


def test_a_refusal_is_one_line_with_its_request(client_of, zqx, log):
    answer = client_of(zqx).get("/bilancio/programma/")
    assert answer.status_code == 403
    (line,) = [each for each in log() if each["logger"] == "django.request"]
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["level"] == "INFO"
    assert "traceback" not in line
