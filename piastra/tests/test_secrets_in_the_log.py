"""A whole day at the door of a portal that runs as in production: nothing that opens anything is written down.

The secrets are gathered as they are used; then all that was kept is searched for each of them.
"""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookiejar import CookieJar
from importlib import import_module
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.models import JournalEntry, OutgoingMail
from core.testing.portal import database_url, served
from core.testing.waiting import wait_until
from events.tests.factories import EventFactory
from members.actions import invite
from members.models import User
from piastra.tests.door import code_of
from spaces.models import Feed

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIRST, SECOND, THIRD = "cavallo-pioggia-lanterna", "treno-limone-finestra", "bosco-tazza-violino"
WRONG = "sbagliata-del-tutto-zqx"
ME, INVITED, VISITOR = "io@zqx.example.org", "invitata@zqx.example.org", "passa@zqx.example.org"
NAMES = {"first_name": "Ada", "last_name": "Rossi"}
#: In a letter: the pieces of addresses that nobody guesses.
LONG = re.compile(r"/([\w:-]{20,})(?=[/.\s])")
DELIVER = (
    "import django; django.setup(); from core.tasks import deliver_mail; print(deliver_mail())"
)


@dataclass
class Day:
    """The portal, one browser, and every secret that was used so far."""

    url: str
    secrets: dict[str, str] = field(default_factory=dict)
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self):
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def ask(self, path: str, sent: dict | None = None) -> tuple[str, str]:
        """The address at which one ends and its page."""
        data = urlencode(sent).encode() if sent is not None else None
        try:
            with self.opener.open(self.url + path, data) as answer:
                found = answer.url, answer.read().decode(errors="replace")
        except HTTPError as refused:
            found = refused.url, refused.read().decode(errors="replace")
        for cookie in self.jar:
            self.keep(f"cookie {cookie.name}", cookie.value)
        for token in re.findall(r'csrfmiddlewaretoken" value="(\w+)"', found[1]):
            self.keep("form", token)
        return found

    def fill(self, path: str, **fields) -> tuple[str, str]:
        """Open the page and send its form, wherever opening led to."""
        where, page = self.ask(path)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self.ask(where.removeprefix(self.url), fields | {"csrfmiddlewaretoken": token})

    def keep(self, kind: str, secret: str) -> None:
        if len(secret) > 5:  # The language's cookie is no secret.
            self.secrets[secret] = kind

    def letter(self, to: str) -> str:
        """The address of the latest letter's door, whose secret is noted."""
        text = OutgoingMail.objects.filter(to=to).latest("pk").text
        doors = [
            each for each in re.findall(r"https?://[^/\s]+(/\S+)", text) if LONG.search(f"{each} ")
        ]
        for secret in LONG.findall(f"{doors[0]} "):
            self.keep("link", secret)
            self.keep(
                "link", secret.rpartition(":")[2].partition("-")[2] or secret.rpartition(":")[2]
            )
        return doors[0]

    def signs_in(self, password: str, email: str = ME) -> tuple[str, str]:
        return self.fill(reverse("account_login"), login=email, password=password)

    def signs_out(self) -> None:
        self.fill(reverse("account_logout"))

    def session(self):
        key = next(each.value for each in self.jar if each.name == settings.SESSION_COOKIE_NAME)
        return import_module(settings.SESSION_ENGINE).SessionStore(key)


def has_an_account(day: Day) -> User:
    day.fill(reverse("account_signup"), **NAMES, email=ME, password1=FIRST)
    day.fill(day.letter(ME))
    me = User.objects.get(email=ME)
    assert me.emailaddress_set.get().verified
    day.jar.clear()
    assert "login" in day.signs_in(WRONG)[0]
    assert "login" not in day.signs_in(FIRST)[0]
    return me


def has_two_steps(day: Day, me: User) -> None:
    page = reverse("mfa_activate_totp")
    where, _page = day.ask(page)
    if "reauthenticate" in where:
        day.fill(page, password=FIRST)
        day.ask(page)
    secret = day.session()["mfa.totp.secret"]
    day.keep("totp secret", secret)
    first = used(day, code_of(secret))
    token = next(each for each, kind in reversed(day.secrets.items()) if kind == "form")
    day.ask(page, {"code": first, "csrfmiddlewaretoken": token})
    codes = Authenticator.objects.get(user=me, type="recovery_codes").wrap().get_unused_codes()
    for code in codes:
        day.keep("recovery code", code)
    day.ask(reverse("mfa_view_recovery_codes"))
    day.signs_out()
    day.signs_in(FIRST)
    day.fill(reverse("mfa_authenticate"), code=used(day, "987654"))
    assert "2fa" not in day.fill(reverse("mfa_authenticate"), code=codes[0])[0]
    day.signs_out()
    day.signs_in(FIRST)
    assert wait_until(lambda: code_of(secret) != first)  # The same code opens once.
    assert "2fa" not in day.fill(reverse("mfa_authenticate"), code=used(day, code_of(secret)))[0]
    day.signs_out()


def used(day: Day, code: str) -> str:
    day.keep("code", code)
    return code


def has_a_new_password(day: Day) -> None:
    day.fill(reverse("account_reset_password"), email=ME)
    day.fill(day.letter(ME), password1=SECOND, password2=SECOND)
    day.jar.clear()
    assert "2fa" in day.signs_in(SECOND)[0]


def accepts_an_invitation(day: Day) -> None:
    invite(by=None, email=INVITED, role="member")
    day.jar.clear()
    door = day.letter(INVITED)
    day.ask(door.rstrip("/")[:-3] + "/")  # Cut on its way.
    day.fill(door, **NAMES, password=THIRD)
    assert User.objects.filter(email=INVITED, role="member").exists()
    day.jar.clear()


def reads_a_calendar(day: Day) -> None:
    invited = User.objects.get(email=INVITED)
    feed = Feed.objects.create(person=invited)
    day.keep("calendar", feed.token)
    assert "BEGIN:VCALENDAR" in day.ask(f"/calendari/{feed.token}.ics")[1]
    for broken in (f"{feed.token}grazie", feed.token + "%3E", feed.token[:-2]):
        day.ask(f"/calendari/{broken}.ics")


def registers_for_an_event(day: Day) -> None:
    event = EventFactory(start=timezone.now() + timedelta(days=9))
    _where, page = day.ask(f"/eventi/{event.slug}/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    fields = {"name": "Nadia", "email": VISITOR, "csrfmiddlewaretoken": token}
    said = day.ask(f"/eventi/{event.slug}/iscriviti/", fields)[1]
    assert OutgoingMail.objects.filter(to=VISITOR).exists(), said[-9000:]
    door = day.letter(VISITOR)
    day.ask(quote(door))
    day.ask(door)


def send_letters(portal) -> str:
    """As the worker does it, with what it writes; the files stand for a mail server."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "piastra.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "false",
        "SITE_URL": portal.url,
        "EMAIL_FILE_PATH": str(portal.log.parent / "mail"),
    }
    done = subprocess.run(
        [sys.executable, "-c", DELIVER],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_no_secret_of_a_day_is_written_down():
    with served(WEB_WORKERS="1", WEB_THREADS="4") as portal:
        day = Day(portal.url)
        for password in (FIRST, SECOND, THIRD, WRONG):
            day.keep("password", password)
        me = has_an_account(day)
        has_two_steps(day, me)
        has_a_new_password(day)
        accepts_an_invitation(day)
        reads_a_calendar(day)
        registers_for_an_event(day)
        worker = send_letters(portal)
        time.sleep(0.5)  # The line of an answer is written after it.
        written = {
            "web": portal.log.read_text(),
            "worker": worker,
            "journal": json.dumps(list(JournalEntry.objects.values()), default=str),
            "outbox": json.dumps(list(OutgoingMail.objects.values()), default=str),
        }
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"sent"}
    assert '"/invito/…/"' in written["web"]
    kinds = set(day.secrets.values())
    assert kinds >= {"password", "code", "totp secret", "recovery code", "link", "form", "calendar"}
    assert len([each for each in kinds if each.startswith("cookie")]) == 4
    found = [
        f"{kind} in {place}: {text[max(0, text.find(secret) - 90) : text.find(secret) + 60]}"
        for secret, kind in day.secrets.items()
        for place, text in written.items()
        if secret in text
    ]
    assert found == []
