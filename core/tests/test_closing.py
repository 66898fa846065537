"""Closing a month waits for whoever is writing in it, and whoever comes later is refused."""

import threading

import pytest
from django.db import connection, transaction

from core.closing import close, ensure_open
from core.models import JournalEntry
from core.month import Month
from core.refusals import Refusal
from core.testing.waiting import STANDSTILL

OCTOBER = Month(2026, 10)


def write(written: threading.Event, go_on: threading.Event):
    """A slow write in October: asked, written, not committed until told."""
    try:
        with transaction.atomic():
            ensure_open(OCTOBER.first)
            JournalEntry.objects.create(verb="wrote", subject="test")
            written.set()
            go_on.wait(timeout=STANDSTILL)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_a_write_that_was_allowed():
    written, go_on = threading.Event(), threading.Event()
    writer = threading.Thread(target=write, args=(written, go_on))
    writer.start()
    assert written.wait(timeout=STANDSTILL)
    threading.Timer(0.3, go_on.set).start()
    with transaction.atomic():
        close(OCTOBER, by=None)
        seen = JournalEntry.objects.filter(verb="wrote").count()
    writer.join(timeout=STANDSTILL)
    assert seen == 1
    with pytest.raises(Refusal):
        ensure_open(OCTOBER.last)
