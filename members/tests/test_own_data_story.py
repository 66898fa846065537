"""A coworker's data, in a browser: the name, a consent, a copy, erasure asked for and seen by the staff, done."""

import re

import pytest

from core.clock import today
from members.actions.copying import work_on_export
from members.models import DataExport, ErasureRequest
from members.tasks import erase_people
from members.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_own_name_to_being_nobody(browse, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ada = PersonFactory(member=True, first_name="Ada", last_name="Neri")
    page = browse(ada).open("/miei-dati/")
    page.get_by_role("link", name="Correggi il mio nome").click()
    page.get_by_label("Nome", exact=False).first.fill("Adele")
    page.get_by_role("button", name="Correggi il nome").click()
    page.get_by_text("Il tuo nome è stato corretto.").wait_for()
    page.get_by_role("button", name=re.compile("Dai il consenso.*fotograf")).click()
    page.get_by_text("Il consenso è stato registrato.").wait_for()
    page.get_by_role("button", name="Prepara una copia dei miei dati").click()
    page.get_by_text("è in preparazione").first.wait_for()
    work_on_export(DataExport.objects.get().pk)
    page.goto(page.url)
    with page.expect_download() as given:
        page.get_by_role("link", name=re.compile("Scarica la copia")).click()
    assert given.value.suggested_filename == f"piastra-{today():%Y-%m-%d}.zip"
    page.get_by_role("link", name="Cancella i miei dati").click()
    page.get_by_role("heading", name="Che cosa si cancella").wait_for()
    page.get_by_role("button", name="Chiedi la cancellazione").click()
    page.get_by_role("button", name="Ritira la richiesta").wait_for()
    desk = browse(PersonFactory(staff=True)).open("/persone/cancellazioni/")
    desk.get_by_role("link", name="Adele Neri", exact=True).wait_for()
    ErasureRequest.objects.update(due=today())
    assert erase_people() == 1
    page.goto(page.url)
    assert "/accedi/" in page.url
    ada.refresh_from_db()
    assert str(ada) == f"Persona cancellata n. {ada.pk}"
