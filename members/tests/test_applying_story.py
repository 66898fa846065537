"""A student applies on a phone, goes on elsewhere, is asked for something, and answers: in a real browser."""

import pytest
from django.urls import reverse

from core.models import OutgoingMail
from core.testing.browser import DESK
from members import actions
from members.models import Application
from members.tests.applying import paper
from members.tests.factories import ApplicationFactory, ObjectiveFactory, ThemeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    ThemeFactory(slug="mobilita", name_it="Mobilità sostenibile")
    ObjectiveFactory()


@pytest.fixture
def curriculum(tmp_path):
    path = tmp_path / "curriculum.pdf"
    path.write_bytes(paper().read())
    return path


def ticks(page, label):
    """Bootstrap Italia draws the label over its box."""
    page.locator("main label", has_text=label).first.click()


def presses(page, words):
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).click()


def taps(page, words):
    page.locator("main").get_by_role("link", name=words).first.click()
    page.wait_for_load_state()


def test_a_student_applies_on_a_phone_is_asked_and_answers(browse, applicant, staff, curriculum):
    phone = browse(applicant)
    page = begins_on_a_phone(phone)
    goes_on_elsewhere(browse(applicant, javascript=False, size=DESK), curriculum)
    checks_each_answer_and_sends(phone, page)

    sent = Application.objects.get()
    assert [letter.subject for letter in OutgoingMail.objects.all()] == [
        "Abbiamo ricevuto la tua domanda"
    ]
    actions.take_up(by=staff, application=sent)
    actions.ask_for_more(by=staff, application=sent, reason="Quale scuola, e dove?")
    answers_with_a_document(phone, page, curriculum)
    timeline = page.locator("ol.steps").inner_text()
    told = ["Inviata", "In istruttoria", "Quale scuola, e dove?", "A Sondrio.", "curriculum.pdf"]
    assert [timeline.find(words) for words in told] == sorted(
        timeline.find(words) for words in told
    )
    assert timeline.find(told[0]) >= 0
    phone.check()


def begins_on_a_phone(phone):
    page = phone.open(reverse("members:application"))
    assert "Passo 1 di 6, mancano circa 10 minuti" in page.locator("main").inner_text()
    phone.check()
    ticks(page, "Giovane studente")
    ticks(page, "Ho letto l’informativa")
    presses(page, "Salva e continua")
    ticks(page, "Sì")
    phone.check()
    presses(page, "Salva e continua dopo")
    return page


def goes_on_elsewhere(desk, curriculum):
    page = desk.open(reverse("members:application"))
    assert page.url.endswith("/domanda/su-di-te/")
    page.locator("[name=school]").fill("Liceo Piazzi")
    presses(page, "Salva e continua")
    ticks(page, "Mobilità sostenibile")
    page.locator("[name=idea]").fill("Vorrei studiare gli autobus di valle.")
    presses(page, "Salva e continua")
    page.locator("[name=days_a_week]").select_option("3")
    presses(page, "Salva e continua")
    page.locator("[name=upload]").set_input_files(curriculum)
    presses(page, "Aggiungi il documento")
    assert "curriculum.pdf" in page.locator("main").inner_text()


def checks_each_answer_and_sends(phone, page):
    page = phone.open(reverse("members:application_summary"))
    phone.check()
    page.locator("main a[href$=div_id_school]").click()
    page.locator("[name=school]").fill("Liceo Piazzi di Sondrio")
    presses(page, "Salva e continua")
    assert "Liceo Piazzi di Sondrio" in page.locator("main").inner_text()
    presses(page, "Invia la domanda")
    receipt = page.locator("main").inner_text()
    number = Application.objects.get().code
    for words in (number, "Liceo Piazzi di Sondrio", "curriculum.pdf", "Risposta entro"):
        assert words in receipt
    phone.check()


def answers_with_a_document(phone, page, curriculum):
    page = phone.open("/")
    taps(page, "Rispondi")
    page.locator("[name=reason]").fill("A Sondrio.")
    page.locator("[name=upload]").set_input_files(curriculum)
    phone.check()
    presses(page, "Invia la risposta")


def test_the_longest_words_fit_a_narrow_phone(browse, make_person, staff):
    person = make_person("applicant", first_name="W" * 80, last_name="M" * 80)
    word = "W" * 160
    sent = ApplicationFactory(
        applicant=person, submitted=True, kind="organisation", organisation=word, own_role="W" * 80,
        legal_form="M" * 80, idea="W" * 400, offers="M" * 400, looks_for="W" * 400,
    )  # fmt: skip
    keep = {"upload": paper(f"{'w' * 110}.pdf"), "kind": "other"}
    actions.documents.keep_document(sent, by=person, **keep)
    own = browse(person, size=NARROW)
    own.open(reverse("members:application"))
    own.check(widths=(NARROW,))
    own.open(reverse("members:application_receipt", args=[sent.pk]))
    own.check(widths=(NARROW,))
    desk = browse(staff, size=NARROW)
    for path in ("applications", "application_rules"):
        desk.open(reverse(f"members:{path}"))
        desk.check(widths=(NARROW,))
    desk.open(reverse("members:application_page", args=[sent.pk]))
    desk.check(widths=(NARROW,))
