"""The accessibility feedback: open to everybody, kept as a row, told to the staff."""

import pytest

from core.models import AccessibilityFeedback, OutgoingMail

PAGE = "/accessibilita/segnala/"


@pytest.mark.django_db
def test_a_stranger_tells_what_does_not_work(client_of, settings):
    settings.STAFF_EMAIL = "staff@example.org"
    sent = {
        "text": "Il menu non si apre da tastiera.",
        "page": "/eventi/",
        "email": "a@example.org",
    }
    answer = client_of().post(PAGE, sent)
    assert (answer.status_code, answer.url) == (302, "/accessibilita/grazie/")
    feedback = AccessibilityFeedback.objects.get()
    assert (feedback.text, feedback.page, feedback.email) == tuple(sent.values())
    assert "segnalazione" in OutgoingMail.objects.get(to="staff@example.org").subject


@pytest.mark.django_db
def test_without_words_nothing_is_kept(client_of):
    answer = client_of().post(PAGE, {"text": "", "email": "not an address"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not AccessibilityFeedback.objects.exists()


@pytest.mark.django_db
def test_without_a_staff_address_the_row_is_enough(client_of):
    client_of().post(PAGE, {"text": "Contrasto basso."})
    assert AccessibilityFeedback.objects.count() == 1
    assert not OutgoingMail.objects.exists()
