"""The staff's pages of accessibility reports: what waits, how long still, and the answer."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.models import AccessibilityFeedback, JournalEntry, OutgoingMail
from core.refusals import Refusal
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from piastra.pages import actions, rules

Status = AccessibilityFeedback.Status
LIST = "/accessibilita/segnalazioni/"

pytestmark = pytest.mark.django_db


def report(**fields) -> AccessibilityFeedback:
    """A report, sent some days ago: `report(days=40)`."""
    ago = timedelta(days=fields.pop("days", 0))
    told = {"text": "Il menu non si apre.", "email": "lettrice@example.org"}
    return AccessibilityFeedback.objects.create(
        **{**told, "sent_at": timezone.now() - ago, **fields}
    )


def answered(**fields) -> AccessibilityFeedback:
    given = {"status": "answered", "answer": "Riparato.", "answered_at": timezone.now()}
    return report(**given, **fields)


def page_of(feedback) -> str:
    return reverse("site:accessibility_report", args=[feedback.pk])


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# -- The list ----------------------------------------------------------------------------------------
def test_the_list_shows_what_is_due_first_and_what_is_overdue(client_of, staff, at):
    at("2026-11-30 16:00")
    new, late, done = report(days=1), report(days=31), answered(days=5)
    page = client_of(staff).get(LIST)
    text = words(page)
    places = [text.index(f"{one.number}, del") for one in (late, new, done)]
    assert places == sorted(places)
    assert text.count("In ritardo") == 1
    assert "Rispondere entro il 29 novembre 2026 In ritardo" in text
    assert "Rispondere entro il 29 dicembre 2026 Da rispondere" in text
    assert "Il menu non si apre." in text


def test_the_list_costs_the_same_for_one_and_for_many(client_of, staff, queries_of):
    client = client_of(staff)
    report(), answered(answered_by=staff)
    one = queries_of(lambda: client.get(LIST))
    for _more in range(3):
        report(), answered(answered_by=staff)
    assert queries_of(lambda: client.get(LIST)) == one


def test_with_nothing_to_do_it_says_so(client_of, staff):
    assert "Nessuna segnalazione aspetta una risposta." in words(client_of(staff).get(LIST))


def test_the_menu_of_the_staff_leads_there_and_no_other(client_of, make_person):
    for role in Role:
        links = [item.url for item in client_of(make_person(role)).get("/").context["frame"].menu]
        assert (LIST in links) == (role == Role.STAFF)


# -- The answer --------------------------------------------------------------------------------------
def test_an_answer_is_kept_and_goes_by_letter(client_of, staff, at):
    at("2026-11-30 16:00")
    feedback = report()
    client = client_of(staff)
    assert "Parte per lettera a lettrice@example.org." in words(client.get(page_of(feedback)))
    done = client.post(page_of(feedback), {"answer": "Ora si apre."}, follow=True)
    assert f"Hai risposto alla segnalazione {feedback.number}." in words(done)
    feedback.refresh_from_db()
    assert (feedback.status, feedback.answer) == ("answered", "Ora si apre.")
    assert (feedback.answered_by, feedback.answered_at) == (staff, timezone.now())
    letter = OutgoingMail.objects.get()
    assert letter.to == "lettrice@example.org"
    assert feedback.number in letter.subject
    assert "Ora si apre." in letter.text
    assert "Il menu non si apre." in letter.text
    assert "Difensore civico per il digitale" in letter.text


def test_the_letter_is_in_the_language_in_which_was_asked(client_of, staff):
    feedback = report(language="en")
    client_of(staff).post(page_of(feedback), {"answer": "It opens now."})
    assert "The answer to your accessibility report" in OutgoingMail.objects.get().subject


def test_an_answer_to_nobody_is_only_kept(client_of, staff):
    feedback = report(email="")
    client = client_of(staff)
    assert "la risposta resta solo qui" in words(client.get(page_of(feedback)))
    client.post(page_of(feedback), {"answer": "Riparato."})
    feedback.refresh_from_db()
    assert feedback.status == "answered"
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("answer", ["", " \n ", "x" * 4001, "a\0b"])
def test_a_wrong_answer_is_said_and_nothing_is_sent(client_of, staff, answer):
    feedback = report()
    page = client_of(staff).post(page_of(feedback), {"answer": answer})
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    feedback.refresh_from_db()
    assert feedback.status == "received"
    assert not OutgoingMail.objects.exists()


def test_the_second_answer_is_not_sent_and_not_lost(client_of, staff, make_person, at):
    at("2026-11-30 16:00")
    feedback = report()
    client_of(staff).post(page_of(feedback), {"answer": "La prima."})
    page = client_of(make_person(Role.STAFF)).post(page_of(feedback), {"answer": "La seconda."})
    assert page.status_code == 409
    said = words(page)
    assert f"Sara Salvi ha risposto alla segnalazione {feedback.number} il 30 novembre 2026" in said
    assert "La prima." in said
    assert "e non è partito La seconda." in said
    assert OutgoingMail.objects.count() == 1


def test_an_answer_outlives_who_gave_it(client_of, staff):
    feedback = answered()
    page = client_of(staff).post(page_of(feedback), {"answer": "Ancora."})
    assert "Qualcuno dello staff ha risposto" in words(page)


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_one_is_sent(live_server, make_person):
    feedback = report()
    people = [make_person(Role.STAFF) for _one in range(6)]
    answers = race(live_server.url, [
        Runner(session_of(person), page_of(feedback), {"answer": f"Di {person.pk}"})
        for person in people
    ])  # fmt: skip
    assert sorted(answer.status for answer in answers) == [302] + [409] * 5
    letter = OutgoingMail.objects.get()
    feedback.refresh_from_db()
    assert feedback.answer == f"Di {feedback.answered_by_id}"
    assert feedback.answer in letter.text
    assert JournalEntry.objects.filter(verb="feedback_answered").count() == 1


# -- The rules ---------------------------------------------------------------------------------------
def test_the_staff_answer_what_was_received_and_nobody_else_anything(make_person):
    moves = {
        (role, before, after)
        for role in Role
        for before, after in product(Status.values, Status.values)
        if rules.FEEDBACK.why_not(AccessibilityFeedback(status=before), after, by=make_person(role))
        is None
    }
    assert moves == {(Role.STAFF, "received", "answered")}


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
def test_nobody_else_answers_by_any_way(make_person, role):
    with pytest.raises(Refusal) as refused:
        actions.answer_feedback(by=make_person(role), feedback=report(), answer="No.")
    assert refused.value.code == "not_yours"
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"status": "answered"}, {"answer": "x"}, {"status": "gone"}, {"answered_at": timezone.now()}],
)
def test_the_database_keeps_state_and_answer_together(wrong):
    with pytest.raises(IntegrityError, match="answered_report_has_its_answer"):
        report(**wrong)


# -- The home of the staff ---------------------------------------------------------------------------
def warning(client) -> str:
    found = re.search(r'<div class="notice (bad|wait)">.*?</div>', client.get("/").text, re.S)
    return " ".join(re.sub(r"<(?!div)[^>]+>", " ", found.group()).split()) if found else ""


def test_the_home_warns_of_what_waits(client_of, staff):
    client = client_of(staff)
    assert warning(client) == ""
    report(days=30)
    said = warning(client)
    assert said.startswith('<div class="notice wait"> 1 segnalazione di accessibilità aspetta')
    assert "in ritardo" not in said


def test_what_is_overdue_is_emphasised(client_of, staff):
    report(), report(days=31), report(days=99), answered(days=99)
    said = warning(client_of(staff))
    assert said.startswith('<div class="notice bad"> 3 segnalazioni di accessibilità aspettano')
    assert "2 sono in ritardo: la risposta era dovuta entro 30 giorni." in said


def test_the_warning_costs_the_same_for_none_and_for_many(client_of, staff, queries_of):
    client = client_of(staff)
    none = queries_of(lambda: client.get("/"))
    for days in (0, 31, 99):
        report(days=days)
    assert queries_of(lambda: client.get("/")) == none
