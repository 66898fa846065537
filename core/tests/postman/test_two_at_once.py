"""Two workers at once, and one that dies, send each letter once."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from core import postman
from core.postman import Round, due
from core.tasks import deliver_mail
from core.testing.mail_servers import SmtpHandler, mail_server
from core.tests.postman.shared import (
    letters,
    names,
)

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once_and_in_order(settings):
    letters(40)
    handler = SmtpHandler()

    def work():
        try:
            for _round in range(30):
                deliver_mail()
        finally:
            connection.close()

    with mail_server(handler) as settings.EMAIL_PORT:
        workers = [threading.Thread(target=work) for _worker in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert handler.subjects == names(40)
    assert not due(timezone.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_written_at_the_end_of_a_round_waits_for_no_other_bell(settings, monkeypatch):
    """Its own bell finds the server held: whoever holds it looks once more after letting go."""
    end_of_round, late = Round._nothing_left, []

    def write_and_ring():
        letters(1, first=2)
        late.append(deliver_mail())
        connection.close()

    def end(*given):
        if not late:
            writer = threading.Thread(target=write_and_ring)
            writer.start()
            writer.join()
        return end_of_round(*given)

    letters(1)
    handler = SmtpHandler()
    monkeypatch.setattr(Round, "_nothing_left", end)
    with mail_server(handler) as settings.EMAIL_PORT:
        assert deliver_mail() == 2
    assert (late, handler.subjects) == ([0], names(2))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_it_wrote_it_down_repeats_that_letter_at_worst(
    settings, monkeypatch
):
    letters(3)

    def die(*_given, **_said):
        raise SystemExit

    handler = SmtpHandler()
    with mail_server(handler) as settings.EMAIL_PORT:
        with monkeypatch.context() as patch:
            patch.setattr(postman, "move", die)
            with pytest.raises(SystemExit):
                deliver_mail()
        deliver_mail()
    assert handler.subjects == ["Lettera 1", *names(3)]
    assert handler.taken[0]["Message-ID"] == handler.taken[1]["Message-ID"]
