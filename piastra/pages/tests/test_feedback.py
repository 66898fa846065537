"""The accessibility feedback: open to everybody, kept as a row, told to the staff, with a receipt."""

import re
from datetime import date

import pytest
from django.core import signing
from django.urls import reverse

from core.access import Role
from core.models import AccessibilityFeedback, JournalEntry, OutgoingMail
from piastra.pages.views import RECEIPT

PAGE = "/accessibilita/segnala/"
SENT = {"text": "Il menu non si apre da tastiera.", "page": "/eventi/", "email": "a@example.org"}

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def letters_to(address: str):
    return OutgoingMail.objects.filter(to=address)


def test_a_stranger_tells_what_does_not_work(client_of, settings):
    settings.STAFF_EMAIL = "staff@example.org"
    answer = client_of().post(PAGE, SENT)
    feedback = AccessibilityFeedback.objects.get()
    assert answer.status_code == 302
    assert (feedback.text, feedback.page, feedback.email) == tuple(SENT.values())
    assert feedback.status == "received"
    letter = letters_to("staff@example.org").get()
    assert "segnalazione" in letter.subject
    assert f"Numero: A-{feedback.pk}" in letter.text
    assert reverse("site:accessibility_report", args=[feedback.pk]) in letter.text


def test_the_receipt_has_a_number_and_a_day_on_the_page_and_by_letter(client_of, at):
    at("2026-11-30 16:00")
    page = client_of().post(PAGE, SENT, follow=True)
    number = AccessibilityFeedback.objects.get().number
    assert re.fullmatch(r"A-\d+", number)
    assert f"Numero della segnalazione {number} Risposta entro 30 dicembre 2026" in words(page)
    assert "Ricevi una lettera con questo numero" in words(page)
    letter = letters_to("a@example.org").get()
    assert number in letter.subject
    assert "entro il 30 dicembre 2026" in letter.text


def test_the_receipt_repeats_nothing_that_a_stranger_wrote(client_of):
    """Else the form would send anybody's words to anybody."""
    client_of().post(PAGE, {**SENT, "text": "Compra qui", "page": "http://spam.example"})
    letter = letters_to("a@example.org").get()
    for part in (letter.subject, letter.text, letter.html):
        assert "Compra qui" not in part
        assert "spam.example" not in part


def test_the_receipt_speaks_the_readers_language(client_of):
    client = client_of()
    client.post(reverse("members:language"), {"language": "en", "next": "/"})
    client.post(PAGE, SENT)
    assert AccessibilityFeedback.objects.get().language == "en"
    assert "We have your accessibility report" in letters_to("a@example.org").get().subject


def test_without_an_address_the_page_says_that_no_answer_can_come(client_of):
    page = client_of().post(PAGE, {**SENT, "email": ""}, follow=True)
    assert AccessibilityFeedback.objects.get().number in words(page)
    assert "Non hai lasciato un’e-mail" in words(page)
    assert "Risposta entro" not in words(page)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "token", ["rotto", "1", signing.dumps(1, salt="another")], ids=["broken", "bare", "of another"]
)
def test_a_receipt_is_never_made_up(client_of, token):
    AccessibilityFeedback.objects.create(pk=1, text="x")
    assert client_of().get(reverse("site:accessibility_thanks", args=[token])).status_code == 404


def test_a_receipt_of_what_was_taken_away_is_not_found(client_of):
    token = RECEIPT.token(999)
    assert client_of().get(reverse("site:accessibility_thanks", args=[token])).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"text": "  \n "},
        {"text": "x" * 4001},
        {"text": "a\0b"},
        {"page": "/" * 301},
        {"email": "not an address"},
        {"email": "a@example.org\nBcc: b@example.org"},
    ],
)
def test_a_wrong_answer_is_said_and_nothing_is_kept(client_of, changed):
    answer = client_of().post(PAGE, {**SENT, **changed})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert not AccessibilityFeedback.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_page_is_kept_as_it_was_written_and_never_becomes_a_link(client_of, staff):
    odd = 'javascript:alert(1) "><script>x</script>'
    client_of().post(PAGE, {**SENT, "page": odd})
    feedback = AccessibilityFeedback.objects.get()
    assert feedback.page == odd
    shown = client_of(staff).get(reverse("site:accessibility_report", args=[feedback.pk])).text
    assert "<script>x" not in shown
    assert 'href="javascript' not in shown


def test_a_page_that_is_named_too_long_still_opens_the_form(client_of):
    assert client_of().get(PAGE, {"pagina": "x" * 5000}).status_code == 200


# -- Somebody is always told -------------------------------------------------------------------------
def test_without_a_staff_address_all_the_staff_are_told(client_of, make_person, settings):
    settings.STAFF_EMAIL = ""
    make_person(Role.STAFF, email="sara@example.org")
    make_person(Role.STAFF, email="sam@example.org", language="en")
    make_person(Role.STAFF, email="closed@example.org", is_active=False)
    for role in (Role.APPLICANT, Role.MEMBER, Role.OFFICIAL):
        make_person(role)
    client_of().post(PAGE, {"text": "Contrasto basso."})
    told = dict(OutgoingMail.objects.values_list("to", "subject"))
    assert told == {
        "sara@example.org": "Una segnalazione di accessibilità",
        "sam@example.org": "An accessibility report has arrived",
    }


def test_the_journal_has_ids_only(client_of, staff):
    client_of().post(PAGE, SENT)
    feedback = AccessibilityFeedback.objects.get()
    page = reverse("site:accessibility_report", args=[feedback.pk])
    client_of(staff).post(page, {"answer": "Riparato."})
    told = JournalEntry.objects.order_by("pk").values_list("verb", "by", "subject_id", "details")
    assert list(told) == [
        ("feedback_sent", None, feedback.pk, {}),
        ("feedback_answered", staff.pk, feedback.pk, {}),
    ]


# -- Thirty days -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-30 16:00", date(2026, 12, 30)),
        # In Rome it is the next day already, in UTC not yet.
        ("2026-12-01 00:30", date(2026, 12, 31)),
        ("2026-01-31 23:30", date(2026, 3, 2)),
        ("2026-10-24 23:59", date(2026, 11, 23)),
        ("2026-03-29 00:30", date(2026, 4, 28)),
    ],
)
def test_thirty_days_are_counted_in_rome(at, sent, due):
    at(sent)
    feedback = AccessibilityFeedback.objects.create(text="x")
    assert feedback.due == due
    at(f"{due} 23:59")
    assert not feedback.is_overdue
    assert AccessibilityFeedback.objects.how_many_wait() == {"waiting": 1, "overdue": 0}
    at(f"{date.fromordinal(due.toordinal() + 1)} 00:01")
    assert feedback.is_overdue
    assert AccessibilityFeedback.objects.how_many_wait() == {"waiting": 1, "overdue": 1}


def test_a_form_sent_twice_is_one_report(client_of):
    browser = client_of()
    page = browser.get(PAGE).text
    sent = SENT | {"request_key": re.search(r'name="request_key" value="([^"]+)"', page)[1]}
    answers = [browser.post(PAGE, sent) for _time in range(2)]
    assert AccessibilityFeedback.objects.count() == 1
    assert [answer.status_code for answer in answers] == [302, 302]
    assert letters_to("a@example.org").count() == 1
    browser.post(PAGE, sent | {"text": "Anche il piè di pagina."})
    assert AccessibilityFeedback.objects.count() == 2
