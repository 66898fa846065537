"""The page of one's own data: the name, consents, the copy, erasure; and who of the staff sees it."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.clock import today
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from members.actions.copying import work_on_export
from members.actions.erasing import ask_erasure, erase_person, refuse_erasure, withdraw_erasure
from members.actions.exporting import ask_export, clear_exports, open_export
from members.actions.own_data import change_own_name
from members.models import Consent, DataExport, ErasureRequest, PersonNote
from members.pages.own_data import what_becomes_of_it
from members.rules.accounts import why_not_reopen
from members.tasks import erase_people
from members.tests.factories import (
    ApplicationFactory,
    ConsentFactory,
    PersonFactory,
    ProfileFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/miei-dati/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada():
    return PersonFactory(member=True, first_name="Ada", last_name="Neri", language="en")


def unpacked(export) -> zipfile.ZipFile:
    with export.file.open() as content:
        return zipfile.ZipFile(BytesIO(content.read()))


def made_for(person) -> DataExport:
    export = ask_export(by=person)
    work_on_export(export.pk)
    export.refresh_from_db()
    return export


# -- The page --------------------------------------------------------------------------------------------


def test_the_page_shows_consents_with_their_history(ada, client_of):
    old = timezone.now() - timedelta(days=3)
    Consent.objects.create(
        person=ada, kind="photos", version="1", given_at=old, withdrawn_at=timezone.now()
    )
    ConsentFactory(person=ada, kind="newsletter")
    page = client_of(ada).get(PAGE).content.decode()
    assert page.count("Revoca il consenso") == 1
    assert page.count("Dai il consenso") == 2
    assert page.count("con la versione 1 dell’informativa") == 2
    assert page.count("Mai dato.") == 1


def test_a_consent_is_given_and_withdrawn_there(ada, client_of):
    browser = client_of(ada)
    browser.post(f"{PAGE}consensi/photos/")
    assert ada.consents.to("photos").count() == 1
    browser.post(f"{PAGE}consensi/photos/ritira/")
    assert (ada.consents.to("photos").count(), ada.consents.count()) == (0, 1)
    assert browser.post(f"{PAGE}consensi/altro/").status_code == 404


def test_the_page_asks_as_often_whatever_there_is(ada, client_of):
    browser = client_of(ada)
    browser.get(PAGE)

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            browser.get(PAGE)
        return len(made)

    first = asked()
    for kind in Consent.Kind:
        ConsentFactory(person=ada, kind=kind)
    for _ in range(3):
        DataExport.objects.create(person=ada, language="en", made_at=timezone.now())
    assert asked() == first


# -- The name --------------------------------------------------------------------------------------------


def test_the_own_name_is_corrected_kept_and_told(ada, client_of):
    answer = client_of(ada).post(f"{PAGE}nome/", {"first_name": "Adele", "last_name": "Neri Bassi"})
    assert answer.url == PAGE
    ada.refresh_from_db()
    assert str(ada) == "Adele Neri Bassi"
    change = ada.changes.get()
    assert (change.before, change.after, change.by) == ("Ada Neri", "Adele Neri Bassi", ada)
    assert JournalEntry.objects.filter(verb="own_name_changed", subject_id=ada.pk).exists()
    assert "“Ada Neri” to “Adele Neri Bassi”" in OutgoingMail.objects.get(to=ada.email).text


@pytest.mark.parametrize(
    ("first", "last", "code"), [("Ada", "Neri", "same_name"), ("", "Neri", "no_name")]
)
def test_a_name_that_is_none_changes_nothing(ada, first, last, code):
    with pytest.raises(Refusal) as refused:
        change_own_name(by=ada, first_name=first, last_name=last)
    assert refused.value.code == code
    assert not ada.changes.exists()


# -- The copy --------------------------------------------------------------------------------------------


def test_the_copy_has_what_is_kept_and_nothing_of_others(ada):
    other = PersonFactory(member=True, first_name="Zeno", last_name="Altri")
    PersonNote.objects.create(person=ada, by=other, text="Preferisce la mattina.")
    PersonNote.objects.create(person=other, text="Altro segreto.")
    ApplicationFactory(applicant=ada, submitted=True, idea="Case passive <b>oggi</b>")
    archive = unpacked(made_for(ada))
    assert set(archive.namelist()) == {"data.json", "index.html"}
    data = {each["kind"]: each["rows"] for each in json.loads(archive.read("data.json"))}
    assert data["members.PersonNote"][0]["text"] == "Preferisce la mattina."
    page = archive.read("index.html").decode()
    assert "Case passive &lt;b&gt;oggi&lt;/b&gt;" in page
    assert "asked for a copy of their data" in page
    assert "segreto" not in page


def test_files_lie_in_the_copy(ada, settings):
    profile = ProfileFactory(person=ada, photo=ContentFile(b"picture", name="io.jpg"))
    archive = unpacked(made_for(ada))
    name = next(each for each in archive.namelist() if each.startswith("files/"))
    assert archive.read(name) == b"picture"
    assert str(profile.pk) in name


def test_it_is_italian_for_who_reads_italian():
    page = unpacked(made_for(PersonFactory(member=True))).read("index.html").decode()
    assert '<html lang="it">' in page
    assert "Registro delle operazioni" in page


def test_asked_twice_it_is_made_once(ada):
    first = ask_export(by=ada)
    assert ask_export(by=ada) == first
    work_on_export(first.pk)
    made_at = DataExport.objects.get().made_at
    work_on_export(first.pk)
    assert DataExport.objects.get().made_at == made_at


def test_only_its_person_gets_it_and_it_is_written(ada, client_of):
    export = made_for(ada)
    other = PersonFactory(member=True)
    with pytest.raises(Refusal):
        open_export(by=other, export=export)
    address = reverse("members:export_take", args=[export.pk])
    assert client_of(other).get(address).status_code == 404
    given = client_of(ada).get(reverse("members:export_take", args=[export.pk]))
    assert b"".join(given.streaming_content).startswith(b"PK")
    assert JournalEntry.objects.filter(verb="export_taken", by=ada.pk).count() == 1


def test_the_door_asks_for_the_password_again(ada, client_of, settings):
    export = made_for(ada)
    address = reverse("members:export_take", args=[export.pk])
    answer = client_of(ada, typed=False).get(address)
    assert answer.url.startswith("/accedi/reauthenticate/")
    assert not JournalEntry.objects.filter(verb="export_taken").exists()


def test_what_fails_three_times_has_failed_and_can_be_asked_again(ada, monkeypatch):
    export = ask_export(by=ada)
    monkeypatch.setattr("members.actions.copying.packed", lambda *_given: 1 / 0)
    for _ in range(3):
        work_on_export(export.pk)
    export.refresh_from_db()
    assert (export.failed_at is not None, export.made_at) == (True, None)
    assert ask_export(by=ada) != export


def test_old_copies_go_file_and_all(ada, django_capture_on_commit_callbacks):
    export = made_for(ada)
    assert clear_exports() == 0
    DataExport.objects.update(asked_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_exports() == 1
    assert not DataExport.objects.exists()
    assert not default_storage.exists(export.file.name)
    assert clear_exports() == 0


# -- Erasure ---------------------------------------------------------------------------------------------


def test_it_is_done_once_the_days_have_passed(ada):
    request = ask_erasure(by=ada)
    assert request.due == today() + timedelta(days=7)
    assert (erase_people(), ada.erasures.get().status) == (0, "asked")
    ErasureRequest.objects.update(due=today())
    assert erase_people() == 1
    assert erase_people() == 0
    ada.refresh_from_db()
    assert (ada.is_erased, ada.is_active) == (True, False)


def test_before_the_day_nothing_is_erased(ada):
    request = ask_erasure(by=ada)
    with pytest.raises(Refusal) as refused:
        erase_person(request=request)
    assert refused.value.code == "too_early"


def test_the_page_says_what_goes_what_stays_and_why(ada, client_of):
    fates = what_becomes_of_it()
    assert {"gone", "emptied", "kept"} == set(fates)
    assert all(kind.name and kind.why for kinds in fates.values() for kind in kinds)


def test_withdrawn_it_is_never_done(ada):
    request = ask_erasure(by=ada)
    withdraw_erasure(by=ada, request=request)
    ErasureRequest.objects.update(due=today())
    assert erase_people() == 0
    with pytest.raises(Refusal):
        withdraw_erasure(by=ada, request=request)


def test_somebody_else_withdraws_nothing(ada, client_of):
    request = ask_erasure(by=ada)
    other = PersonFactory(member=True)
    with pytest.raises(Refusal):
        withdraw_erasure(by=other, request=request)
    address = reverse("members:erasure_withdraw", args=[request.pk])
    assert client_of(other).post(address).status_code == 404


def test_asked_twice_is_refused_in_words(ada):
    ask_erasure(by=ada)
    with pytest.raises(Refusal) as refused:
        ask_erasure(by=ada)
    assert refused.value.code == "asked_already"


def test_the_last_of_the_staff_stays():
    last = PersonFactory(staff=True)
    with pytest.raises(Refusal) as refused:
        ask_erasure(by=last)
    assert refused.value.code == "last_of_staff"


def test_whoever_became_the_last_of_the_staff_meanwhile_holds_up_nobody(ada):
    one, two = PersonFactory(staff=True), PersonFactory(staff=True)
    for person in (one, ada):
        ask_erasure(by=person)
    two.role = Role.OFFICIAL
    two.save()
    ErasureRequest.objects.update(due=today())
    assert erase_people() == 1
    one.refresh_from_db()
    assert not one.is_erased


def test_staff_see_requests_and_refuse_one_with_a_reason(ada, client_of):
    request, staff = ask_erasure(by=ada), PersonFactory(staff=True)
    browser = client_of(staff)
    assert "Ada Neri" in browser.get("/persone/cancellazioni/").content.decode()
    address = f"/persone/cancellazioni/{request.pk}/rifiuta/"
    assert browser.post(address, {"reason": " "}).status_code == 200
    assert browser.post(address, {"reason": "Causa in corso."}).status_code == 302
    assert "Causa in corso." in OutgoingMail.objects.filter(to=ada.email).last().text
    assert "Causa in corso." in client_of(ada).get(PAGE).content.decode()
    assert ask_erasure(by=ada).status == "asked"


def test_nobody_else_refuses(ada):
    request = ask_erasure(by=ada)
    with pytest.raises(Refusal):
        refuse_erasure(by=ada, request=request, reason="No.")


@pytest.mark.parametrize("state", ["submitted", "draft", "info_requested"])
def test_an_open_application_goes_with_it(state):
    person = PersonFactory()
    ApplicationFactory(applicant=person, **({} if state == "draft" else {state: True}))
    ask_erasure(by=person)
    ErasureRequest.objects.update(due=today())
    assert erase_people() == 1
    assert not person.applications.exclude(status="withdrawn").exists()
    assert set(person.applications.values_list("idea", "phone")) <= {("", "")}


def test_an_erased_account_is_not_opened_again(ada):
    ask_erasure(by=ada)
    ErasureRequest.objects.update(due=today())
    erase_people()
    ada.refresh_from_db()
    assert why_not_reopen(ada).code == "erased"
