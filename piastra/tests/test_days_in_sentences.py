"""Sentences of pages, letters and refusals on the days whose numbers want another article."""

import re
from datetime import date, time, timedelta
from typing import NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.mail import write
from core.models import AccessibilityFeedback, OutgoingMail
from core.refusals import Refusal
from members import actions
from piastra.reports import frozen, printing
from piastra.reports.tests.sample import october
from piastra.tests import letters
from spaces.tests.factories import assign, local, make_floor

REPORTS = "/accessibilita/segnalazioni/"
SEND = "/accessibilita/segnala/"
ANSWERS = {"first_name": "Ugo", "last_name": "Urbani", "password": "una-frase-che-ricordo"}


class Said(NamedTuple):
    """A day of December, and how Italian says on, of, since, until and by that day."""

    day: int
    on: str
    of: str
    since: str
    until: str
    by: str


DAYS = [
    Said(1, "il 1º", "del 1º", "dal 1º", "fino al 1º", "entro il 1º"),
    Said(2, "il 2", "del 2", "dal 2", "fino al 2", "entro il 2"),
    Said(8, "l’8", "dell’8", "dall’8", "fino all’8", "entro l’8"),
    Said(11, "l’11", "dell’11", "dall’11", "fino all’11", "entro l’11"),
    Said(18, "il 18", "del 18", "dal 18", "fino al 18", "entro il 18"),
]
on_each = pytest.mark.parametrize("said", DAYS, ids=lambda said: str(said.day))

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# -- Pages -------------------------------------------------------------------------------------------
@on_each
def test_the_list_of_reports(client_of, staff, at, said):
    at(f"2026-12-{said.day:02} 16:00")
    month = timedelta(days=30)
    AccessibilityFeedback.objects.create(text="Il menu.", sent_at=timezone.now() - month)
    AccessibilityFeedback.objects.create(
        text="Il modulo.", status="answered", answer="Fatto.", answered_at=timezone.now()
    )
    page = words(client_of(staff).get(REPORTS))
    assert f"Rispondere {said.by} dicembre 2026" in page
    assert f", {said.of} dicembre 2026" in page
    assert f"Risposta data {said.on} dicembre 2026" in page


def test_a_place_from_the_eighth_to_the_eleventh(client_of, member, at):
    at("2026-12-09 09:00")
    floor = make_floor()
    assign(floor.desk, to=member, starts=date(2026, 12, 8), ends=date(2026, 12, 12))
    assign(floor.desks[1], to=member, starts=date(2026, 12, 1))
    page = words(client_of(member).get(reverse("spaces:my_places")))
    assert "Dall’8 dicembre 2026 all’11 dicembre 2026" in page
    assert "Dal 1º dicembre 2026 fino a nuovo avviso" in page


# -- Letters -----------------------------------------------------------------------------------------
@on_each
def test_the_receipt_of_a_report(client_of, at, said):
    at(f"{date(2026, 12, said.day) - timedelta(days=30)} 16:00")
    client_of().post(SEND, {"text": "Il menu.", "page": "/", "email": "a@example.org"})
    letter = OutgoingMail.objects.get(to="a@example.org")
    assert f"Ricevi una risposta {said.by} dicembre 2026." in letter.text


@on_each
def test_the_letter_of_an_invitation(settings, at, said):
    settings.SITE_URL = "https://coworking.example.org"
    at(f"{date(2026, 12, said.day) - timedelta(days=7)} 16:00")
    actions.invite(by=None, email="ugo@comune.example.it", role="official")
    letter = OutgoingMail.objects.get()
    assert f"Vale una volta sola, {said.until} dicembre 2026 alle 16:00." in letter.text


@pytest.mark.parametrize("day", [1, 8, 11])
@pytest.mark.parametrize("folder", sorted(letters.samples()))
def test_no_letter_says_it_wrong(settings, monkeypatch, folder, day):
    settings.SITE_URL = "https://coworking.example.org"
    monkeypatch.setattr(letters, "DAY", date(2026, 12, day))
    times = {"start": local(letters.DAY, time(8, 30)), "end": local(letters.DAY, time(13))}
    monkeypatch.setattr(letters, "TIMES", times)
    wrong = re.compile(r"\b(?:il|dal|al|del|nel|sul) (?:8|11|1) [a-z]+ 20\d\d", re.I)
    with translation.override("it"):
        for sample in letters.samples()[folder]:
            letter = write(folder, {"person": letters.person("it"), **sample})
            assert wrong.findall(letter["subject"] + letter["text"] + letter["html"]) == []


# -- Refusals ----------------------------------------------------------------------------------------
@on_each
def test_a_link_that_was_used(settings, client_of, at, said):
    settings.SITE_URL = "https://coworking.example.org"
    at(f"2026-12-{said.day:02} 16:00")
    sent = actions.invite(by=None, email="ugo@comune.example.it", role="official")
    link = sent.link.removeprefix(settings.SITE_URL)
    client_of().post(link, ANSWERS)
    answer = client_of().get(link)
    assert answer.status_code == 410
    assert f"Questo invito è stato usato {said.on} dicembre 2026 alle 16:00" in words(answer)


@on_each
def test_an_invitation_taken_back_twice(settings, at, said):
    at(f"2026-12-{said.day:02} 16:00")
    email = actions.invite(by=None, email="ugo@comune.example.it", role="official").invitation.email
    actions.revoke_invitation(by=None, email=email)
    with translation.override("it"), pytest.raises(Refusal) as refused:
        actions.revoke_invitation(by=None, email=email)
    assert f"{said.since} dicembre 2026 alle 16:00. Non è" in refused.value.sentence


# -- Documents ---------------------------------------------------------------------------------------
@on_each
@pytest.mark.parametrize("kind", printing.KINDS)
def test_when_the_figures_were_collected(kind, said):
    figures = october(collected_at=f"2026-12-{said.day:02}T05:00:00+00:00")
    page = " ".join(printing.page(kind, frozen.canonical(figures)).split())
    assert f"raccolti {said.on} dicembre 2026, ore 06:00 e congelati" in page
