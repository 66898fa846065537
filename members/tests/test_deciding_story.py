"""Two of the staff decide on one application, each at a browser; the applicant reads all of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMail
from core.testing.browser import DESK
from members.models import Application, ApplicationMove, Membership, Plan
from members.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    CallFactory,
    CriterionFactory,
    RefusalReasonFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
LONG = "W" * 80


class Desk:
    """One of the staff at a browser."""

    def __init__(self, visitor, application):
        self.visitor, self.page = visitor, visitor.page
        self.home = reverse("members:application_page", args=[application.pk])

    def opens(self, path: str = ""):
        self.visitor.open(path or self.home)

    def taps(self, words: str):
        self.page.locator("main").get_by_role("link", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def presses(self, words: str):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()

    def writes(self, **fields: str):
        for name, words in fields.items():
            self.page.locator(f"main [name={name}]").fill(words)

    def chooses(self, words: str):
        self.page.locator("main label", has_text=words).first.click()

    def reads(self, *sentences: str):
        for words in sentences:
            self.page.locator("main, .alert, .messages").get_by_text(words).first.wait_for()
        self.visitor.no_faults()


@pytest.fixture
def application(transactional_db, applicant):
    return ApplicationFactory(
        applicant=applicant, submitted=True, year=2026, number=7, answer_days=30
    )


@pytest.fixture
def desks(application, staff, make_person, browse):
    colleague = make_person("staff", first_name="Carlo", last_name="Colli")
    return [Desk(browse(each, size=DESK), application) for each in (staff, colleague)]


def test_two_of_the_staff_decide_on_one_application(application, applicant, desks, browse):
    RefusalReasonFactory(name_it="Fuori dai temi", name_en="Off topic")
    Plan.objects.create(name_it="Part-time", name_en="Part time")
    sara, carlo = desks
    takes_it_in_charge(sara)
    asks_and_writes_what_was_said_on_the_phone(sara)
    carlo.opens()
    carlo.taps("Non accogliere")
    admits_with_dates_and_a_plan(sara)
    the_second_reads_what_the_first_did(carlo)
    undoes_it(carlo)
    puts_it_on_the_list(sara)
    applicant_reads_all_of_it(browse(applicant))
    assert [letter.subject for letter in OutgoingMail.objects.order_by("pk")] == [
        "Abbiamo cominciato a esaminare la tua domanda",
        "Ci serve ancora qualcosa per la tua domanda",
        "La risposta che hai dato per telefono",
        "Ti diamo il benvenuto: la tua domanda è stata accolta",
        "Il tuo primo giorno nel coworking",
        "La decisione sulla tua domanda è stata annullata",
        "La tua domanda è stata accolta: sei in attesa di un posto",
    ]
    moves = ApplicationMove.objects.filter(application=application)
    assert [move.after for move in moves] == [
        "submitted", "under_review", "info_requested", "under_review", "admitted", "under_review",
        "waiting",
    ]  # fmt: skip
    assert not Membership.objects.exists()


def takes_it_in_charge(sara: Desk):
    sara.opens(reverse("members:applications"))
    sara.reads("2026/0007", "Mancano", "Non assegnata")
    sara.taps("Chiara Conti")
    sara.presses("Avvia l’istruttoria")
    sara.reads("Sara Salvi")
    sara.writes(words="Sembra un progetto serio.")
    sara.presses("Aggiungi la nota")
    sara.reads("Sembra un progetto serio.")


def asks_and_writes_what_was_said_on_the_phone(sara: Desk):
    sara.taps("Chiedi integrazioni")
    sara.writes(reason="Quante persone siete?")
    sara.presses("Invia la richiesta")
    sara.taps("Registra una risposta data per telefono")
    sara.writes(answer="Siamo in due.")
    sara.presses("Registra la risposta")
    sara.reads("Siamo in due.", "Risposta data per telefono, registrata dallo staff")


def admits_with_dates_and_a_plan(sara: Desk):
    sara.taps("Accogli")
    sara.visitor.check()
    sara.page.locator("main [name=plan]").select_option(label="Part-time")
    sara.presses("Accogli la domanda")
    sara.reads("Domanda accolta: la persona è stata avvisata.")
    assert Membership.objects.get().plan.name_it == "Part-time"


def the_second_reads_what_the_first_did(carlo: Desk):
    carlo.chooses("Fuori dai temi")
    carlo.writes(reason="Non riguarda la montagna.")
    carlo.presses("Non accogliere la domanda")
    carlo.reads("Sara Salvi ha portato questa domanda allo stato «Accolta»")
    assert carlo.page.locator("main [name=reason]").input_value() == "Non riguarda la montagna."


def undoes_it(carlo: Desk):
    carlo.opens()
    carlo.taps("Annulla la decisione")
    carlo.visitor.check()
    carlo.writes(reason="Mancava un documento.")
    carlo.presses("Annulla la decisione")
    carlo.reads("La decisione è annullata: la domanda è di nuovo in esame.", "Decisione annullata")


def puts_it_on_the_list(sara: Desk):
    sara.opens()
    sara.taps("Accogli, in attesa di un posto")
    sara.presses("Metti in lista d’attesa")
    sara.reads("Questa decisione si può annullare")
    sara.visitor.check()


def applicant_reads_all_of_it(phone):
    page = phone.open(reverse("members:application"))
    for words in ("Siamo in due.", "Decisione annullata", "Mancava un documento."):
        page.get_by_text(words).first.wait_for()
    assert "Sembra un progetto serio." not in page.content()
    phone.check()


def test_each_page_fits_and_can_be_used_by_all(staff, browse):
    """With words as long as they may be, on a narrow phone too."""
    paths = everything_long(staff)
    visitor = browse(staff)
    found = {}
    for name, path in paths.items():
        visitor.open(path)
        if problems := visitor.problems((NARROW, DESK)):
            found[name] = problems
    assert found == {}


def everything_long(staff) -> dict[str, str]:
    call = CallFactory(name_it=LONG, name_en=LONG, is_assessed=True, shows_names=True, text_it=LONG)
    criterion = CriterionFactory(call=call, name_it=LONG * 2, most=99)
    reason = RefusalReasonFactory(name_it=LONG * 2)
    theme = ThemeFactory(name_it=LONG)
    who = {"applicant__first_name": LONG, "applicant__last_name": LONG, "organisation": LONG * 2}
    told = {"assignee": staff, "call": call, "themes": [theme], "idea": LONG * 3, **who}
    one = ApplicationFactory(under_review=True, **told)
    two = ApplicationFactory(admitted=True, decided_at=timezone.now(), **told)
    one.notes.create(by=staff, words=LONG * 3)
    AssessmentFactory(application=one, criterion=criterion, by=staff, words=LONG * 2)
    Application.objects.filter(pk=two.pk).update(submitted_at=timezone.now() - timedelta(days=3))
    pages = ("page", "assign", "note", "points", "ask", "admit", "let_wait", "refuse")
    found = {name: reverse(f"members:application_{name}", args=[one.pk]) for name in pages}
    return found | {
        "queue": reverse("members:applications"),
        "admitted ones": f"{reverse('members:applications')}?stato=ammesse",
        "undo": reverse("members:application_undo", args=[two.pk]),
        "decided": reverse("members:application_page", args=[two.pk]),
        "calls": reverse("members:calls"),
        "call_new": reverse("members:call_new"),
        "call": reverse("members:call", args=[call.pk]),
        "criterion": reverse("members:criterion_change", args=[call.pk, criterion.pk]),
        "reasons": reverse("members:refusal_reasons"),
        "reason": reverse("members:refusal_reason_change", args=[reason.pk]),
        "list": reverse("site:admitted", args=[call.pk]),
    }
