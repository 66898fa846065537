"""The board in a browser: an offer, an answer, two who say that it worked; then the three questions."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from core.clock import today
from core.models import OutgoingMail
from core.month import Month
from members import figures
from members.models import Collaboration, Outcome
from members.tasks import ask_outcomes
from members.tests.factories import MembershipFactory, PersonFactory, ThemeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def coworker(name: str):
    person = PersonFactory(
        member=True, first_name=name, last_name="Rossi", email=f"{name}@example.org"
    )
    MembershipFactory(person=person, starts=date(2026, 1, 1))
    return person


def test_anna_offers_piero_answers_and_both_say_that_it_worked(browse):
    theme = ThemeFactory(slug="energia")
    anna, piero = coworker("anna"), coworker("piero")
    of_anna = browse(anna).open("/bacheca/")
    of_anna.get_by_role("link", name="Nuovo annuncio").first.click()
    of_anna.get_by_text("Offerta", exact=True).click()
    of_anna.get_by_label("Titolo").fill("Studi LCA")
    of_anna.get_by_label("Testo").fill("Aiuto a impostare uno studio.")
    of_anna.get_by_label("Tema").select_option(label="Energia")
    of_anna.get_by_role("button", name="Pubblica in bacheca").click()
    expect(of_anna.get_by_text("L’annuncio è in bacheca.")).to_be_visible()

    of_piero = browse(piero, javascript=False).open("/bacheca/?q=lca")
    of_piero.get_by_role("link", name="Studi LCA").click()
    of_piero.get_by_label("Messaggio").fill("Mi serve per un pavimento in legno.")
    of_piero.get_by_role("button", name="Invia").click()
    expect(of_piero.get_by_text("Il messaggio è stato inviato.")).to_be_visible()

    letter = OutgoingMail.objects.get(to="anna@example.org")
    assert "pavimento in legno" in letter.text
    assert "piero@" not in letter.text + letter.html
    path = re.search(r"/messaggi/\d+/", letter.text)[0]
    of_anna.goto(of_anna.url.split("/bacheca")[0] + path)
    of_anna.get_by_label("Messaggio").fill("Vediamoci giovedì.")
    of_anna.get_by_role("button", name="Invia").click()
    of_piero.reload()
    expect(of_piero.get_by_text("Vediamoci giovedì.")).to_be_visible()
    for page in (of_piero, of_anna):
        assert "@example.org" not in page.locator("main").inner_text()
        page.get_by_role("button", name="Ha funzionato").click()
    expect(of_anna.get_by_text("conta come una collaborazione").first).to_be_visible()
    assert Collaboration.objects.count() == 1
    told = figures.collaborations(Month.of(today()))
    assert [(row.slug, row.collaborations) for row in told.by_theme] == [(theme.slug, 1)]


def test_piero_answers_three_questions_without_signing_in(browse, at):
    at("2026-11-23 08:00")
    piero = coworker("piero")
    piero.memberships.update(ends=date(2026, 5, 20))
    assert ask_outcomes() == 1
    path = re.search(r"/esiti/\S+/", OutgoingMail.objects.get().text)[0]
    page = browse(None).open(path)
    page.get_by_role("group", name="Adesso lavori?").get_by_text("Sì", exact=True).click()
    page.get_by_text("Sì, ne ho fondata una").click()
    page.get_by_role("button", name="Invia le risposte").click()
    expect(page.get_by_text("le tue risposte sono state salvate")).to_be_visible()
    kept = Outcome.objects.get()
    assert (kept.in_work, kept.enterprise, kept.goes_on) == (True, "founded", None)
    assert (kept.moment, kept.is_told) == ("six_months", False)
