"""The outbox: a letter that can't be sent waits, and no other waits for it."""

import pytest
from django.core import mail
from django.db import transaction

from core.mail import post
from core.models import OutgoingMail
from core.tasks import deliver_mail

pytestmark = pytest.mark.django_db
# A domain that the form's check lets pass, and that no mail server can be asked for.
UNSENDABLE = "a@" + "é" * 60 + ".example"


def waiting() -> list[str]:
    return list(OutgoingMail.objects.filter(sent_at=None).values_list("to", flat=True))


def test_an_address_that_nobody_can_write_to_does_not_hold_up_the_others():
    for address in (UNSENDABLE, "nadia@example.org"):
        OutgoingMail.objects.create(to=address, subject="Prova", text="Prova")
    deliver_mail()
    deliver_mail()
    assert [letter.to for letter in mail.outbox] == [["nadia@example.org"]]
    assert waiting() == [UNSENDABLE]
    assert OutgoingMail.objects.get(to=UNSENDABLE).error


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_kept_when_the_broker_does_not_answer(monkeypatch):
    def no_broker():
        raise ConnectionError("no broker")

    monkeypatch.setattr(deliver_mail, "delay", no_broker)
    feedback = {"text": "Non leggo", "page": "", "email": ""}
    context = {"feedback": feedback}
    with transaction.atomic():
        post(to="staff@example.org", template="accessibility_feedback", context=context)
    assert waiting() == ["staff@example.org"]
