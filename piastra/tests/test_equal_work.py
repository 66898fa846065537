"""Whether an address has an account is told by nothing: not by the answer, the letter, the work or the time."""

import random
import time
from datetime import timedelta
from statistics import median
from unittest import mock

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from core.models import OutgoingMail
from members.tests.factories import PersonFactory
from piastra.rate_limits import USUAL

pytestmark = pytest.mark.django_db

SIGN_UP = {"first_name": "Nadia", "last_name": "Nava", "password1": "una-frase-che-ricordo"}
FORMS = {
    "account_signup": lambda email: SIGN_UP | {"email": email},
    "account_reset_password": lambda email: {"email": email},
    "account_login": lambda email: {"login": email, "password": "sbagliata"},
}
REAL = override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    LIMITS=dict.fromkeys(USUAL, (1_000_000, timedelta(hours=1))),
)


def known(number: int) -> str:
    person = PersonFactory(email=f"nota{number}@example.org")
    person.emailaddress_set.create(email=person.email, primary=True, verified=True)
    return person.email


def sent(form: str, email: str):
    return Client().post(reverse(form), FORMS[form](email))


@pytest.mark.parametrize("form", FORMS)
def test_known_and_unknown_addresses_are_the_same_work(form):
    """As many hashes of a password, as many letters, and about as many statements."""
    emails = {"known": known(1), "unknown": "ignota@example.org"}
    work_of(form, "prima@example.org")
    work = {kind: work_of(form, email) for kind, email in emails.items()}
    (hashes, letters, answer, statements), other = work["known"], work["unknown"]
    assert (hashes, letters, answer) == other[:3]
    assert hashes == (0 if form == "account_reset_password" else 1)
    assert letters == (0 if form == "account_login" else 1)
    assert abs(statements - other[3]) <= (12 if form == "account_signup" else 4)


def work_of(form: str, email: str) -> tuple[int, int, tuple, int]:
    encode, hashes = PBKDF2PasswordHasher.encode, []

    def counting(self, password, salt, iterations=None):
        hashes.append(password)
        return encode(self, password, salt, 1)

    before = OutgoingMail.objects.count()
    with (
        REAL,
        mock.patch.object(PBKDF2PasswordHasher, "encode", counting),
        CaptureQueriesContext(connection) as asked,
    ):
        answer = sent(form, email)
    letters = OutgoingMail.objects.count() - before
    said = (answer.status_code, answer.headers.get("Location"), "Retry-After" in answer.headers)
    return len(hashes), letters, said, len(asked)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("form", FORMS)
def test_known_and_unknown_addresses_take_the_same_time(form):
    """Of the processor, over turns that change places: a busy machine disturbs both alike."""
    dice, times = random.Random(7), {"known": [], "unknown": []}
    with REAL:
        emails = [known(number) for number in range(25)]
        sent(form, "prima@example.org")
        for number, email in enumerate(emails):
            turn = [("known", email), ("unknown", f"ignota{number}@example.org")]
            for kind, asked in dice.sample(turn, 2):
                begun = time.process_time()
                sent(form, asked)
                times[kind].append(time.process_time() - begun)
    one, other = median(times["known"]), median(times["unknown"])
    print(form, f"{one * 1000:.1f} ms, {other * 1000:.1f} ms")
    assert max(one, other) <= 1.2 * min(one, other), times
