"""The staff's page of the journal: all of it, of one thing, of one person."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budget import actions as money
from budget.models import Verb as MoneyVerb
from budget.tests.factories import DocumentFactory, ProgrammeFactory
from core.access import Permission, allows
from core.journal import CoreVerb, record
from core.models import JournalEntry
from core.testing.browser import DESK, PHONE
from events.tests.factories import EventFactory, RegistrationFactory
from members.models import Verb as PeopleVerb
from members.tests.factories import PersonFactory
from piastra.journal.things import BY_LABEL, THINGS
from piastra.journal.views import ON_A_PAGE
from spaces.models import Verb as PlaceVerb
from spaces.tests.factories import BookingFactory

pytestmark = pytest.mark.django_db

PAGE = "/registro/"


def words(answer) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def rows(answer) -> list[str]:
    """What each line says, its day left out."""
    found = re.findall(r'<div class="what">\s*<p>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


@pytest.fixture
def desk(client_of, staff):
    return client_of(staff)


@pytest.fixture
def ada(db):
    return PersonFactory(first_name="Ada", last_name="Bonetti")


def test_a_line_is_a_sentence_with_names_days_and_links(desk, ada, staff, at):
    at("2026-11-24 10:15")
    booking = BookingFactory(person=ada, day=date(2026, 11, 25))
    record(
        by=staff, verb=PlaceVerb.CANCELLED, on=booking, in_time=True, by_the_house=False,
        start="2026-11-25T08:30:00+01:00", until=date(2026, 12, 8), days=[date(2026, 11, 27)],
        was={"space": "A03", "end": ""}, nothing=None,
    )  # fmt: skip
    answer = desk.get(PAGE)
    page = words(answer)
    thing = f"{booking.space.label}, 25 novembre 2026, Ada Bonetti"
    assert rows(answer) == [f"{staff} ha annullato una prenotazione: {thing}"]
    assert "24 novembre 2026, 10:15 – Prenotazione" in page
    assert (
        "prima posto A03 · giorni 27 novembre 2026 · inizio 25 novembre 2026, 08:30 · "
        "fino a 8 dicembre 2026 · in tempo sì · dallo staff no"
    ) in page
    for address in (
        reverse("spaces:booking", args=[booking.pk]),
        f"/registro/prenotazione/{booking.pk}/",
        f"/registro/persone/{staff.pk}/",
    ):
        assert f'href="{address}"' in answer.content.decode()
        assert desk.get(address).status_code == 200


def test_the_portal_and_strangers_have_no_name(desk, ada):
    record(by=None, verb=PlaceVerb.REMINDED, on=BookingFactory(person=ada))
    record(by=None, verb=PeopleVerb.SIGN_IN_FAILED, on=ada)
    assert rows(desk.get(PAGE))[0] == "Qualcuno ha provato ad accedere senza riuscirci: Ada Bonetti"
    assert rows(desk.get(PAGE))[1].startswith("Il portale ")


def test_what_one_does_to_the_own_account_names_one_once(desk, ada):
    record(by=ada, verb=PeopleVerb.PASSWORD_CHANGED, on=ada)
    assert rows(desk.get(PAGE)) == ["Ada Bonetti ha cambiato la password"]


def test_a_change_of_role_is_one_sentence_with_both_names(desk, ada, staff):
    record(by=staff, verb=PeopleVerb.ROLE_CHANGED, on=ada, before="member", after="official")
    answer = desk.get(PAGE)
    assert rows(answer) == [f"{staff} ha cambiato il ruolo di Ada Bonetti"]
    assert "prima Coworker · dopo Funzionario del Comune" in words(answer)


def test_what_one_signs_in_with_is_told_in_words(desk, ada):
    """allauth's own words are for machines."""
    ways = [*settings.MFA_SUPPORTED_TYPES, "password", "socialaccount"]
    record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada, by_means=ways)
    for way in ways:
        record(by=ada, verb=PeopleVerb.FACTOR_ADDED, on=ada, factor=way)
    page = words(desk.get(PAGE))
    assert (
        "con app con i codici, passkey, codici di recupero, password, fornitore d’identità" in page
    )
    assert not [way for way in ways if way != "password" and way in page]


def test_a_field_that_changed_goes_by_its_name_on_the_form(desk, staff):
    """One that was empty before is not told as a word with nothing behind it."""
    programme = ProgrammeFactory()
    record(
        by=staff, verb=MoneyVerb.PROGRAMME_CHANGED, on=programme,
        before={"starts_on": None}, after={"starts_on": "2026-10-01"},
    )  # fmt: skip
    page = words(desk.get(PAGE))
    assert "dopo Avvio 1 ottobre 2026" in page
    assert "prima" not in page
    assert "starts_on" not in page


def test_it_fits_a_narrow_phone(browse, transactional_db):
    visitor = browse(PersonFactory(staff=True))
    visitor.open(PAGE)
    visitor.check(widths=({"width": 320, "height": 640}, PHONE, DESK))


def test_who_is_erased_has_no_name_and_the_lines_stay(desk, ada, staff):
    record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)
    record(by=staff, verb=PeopleVerb.LANGUAGE_CHOSEN, on=ada, person=ada.pk)
    number = ada.pk
    ada.delete()
    answer = desk.get(PAGE)
    assert rows(answer) == [
        f"{staff} ha scelto una lingua: una persona cancellata",
        "Una persona cancellata ha fatto l’accesso",
    ]
    assert "persona una persona cancellata" in words(answer)
    assert "Ada" not in words(answer)
    own = desk.get(f"/registro/persone/{number}/")
    assert "Registro di una persona cancellata" in words(own)
    assert len(rows(own)) == 2
    assert desk.get(f"/registro/account/{number}/").status_code == 200


def test_who_opened_this_document(desk, staff, client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = DocumentFactory()
    other = DocumentFactory()
    for each in (document, other):
        upload = SimpleUploadedFile("f.pdf", b"%PDF-1.4 " + str(each.pk).encode())
        money.attach_file(by=staff, document=each, upload=upload)
        money.open_file(by=staff, file=each.files.get()).close()
    answer = desk.get(f"/registro/documento/{document.pk}/")
    assert len(rows(answer)) == 2
    assert rows(answer)[0] == f"{staff} ha aperto il file di un documento: {document}"
    page = desk.get(reverse("budget:document", args=[document.pk]))
    assert f'href="/registro/documento/{document.pk}/"' in page.content.decode()


def test_an_event_has_the_lines_of_its_registrations(desk, staff):
    event, other = EventFactory(), EventFactory()
    for each in (event, other):
        record(by=staff, verb=CoreVerb.LETTER_GIVEN_UP, on=RegistrationFactory(event=each))
        record(by=staff, verb=CoreVerb.LETTER_GIVEN_UP, on=each)
    assert len(rows(desk.get(f"/registro/evento/{event.pk}/"))) == 2


def test_of_a_person_by_and_on(desk, ada, staff):
    booking = BookingFactory(person=ada)
    record(by=ada, verb=PlaceVerb.BOOKED, on=BookingFactory())
    record(by=staff, verb=PlaceVerb.CANCELLED, on=booking)
    record(by=staff, verb=PeopleVerb.SIGN_IN_HELD, on=ada)
    record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)  # by and on: once
    record(by=staff, verb=PlaceVerb.CANCELLED, on=BookingFactory())
    answer = desk.get(f"/registro/persone/{ada.pk}/")
    assert "Registro di Ada Bonetti" in words(answer)
    assert [row.partition(" ha ")[0] for row in rows(answer)[:1]] == ["Ada Bonetti"]
    assert len(rows(answer)) == 4


def test_by_day_and_by_kind(desk, ada, staff, at):
    at("2026-11-24 23:30")
    record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)
    at("2026-11-25 00:30")
    record(by=ada, verb=PlaceVerb.BOOKED, on=BookingFactory(person=ada))
    at("2026-11-26 09:00")
    record(by=ada, verb=PeopleVerb.LANGUAGE_CHOSEN, on=ada)
    counts = {
        "": 3,
        "?dal=2026-11-25": 2,
        "?al=2026-11-24": 1,
        "?dal=2026-11-25&al=2026-11-25": 1,
        "?tipo=accesso": 1,
        "?tipo=persone": 2,
        "?tipo=posti": 1,
        "?tipo=bilancio": 0,
        "?tipo=posti&al=2026-11-24": 0,
    }
    assert {asked: len(rows(desk.get(PAGE + asked))) for asked in counts} == counts
    assert "Nel registro non c’è nessuna riga così." in words(desk.get(f"{PAGE}?tipo=bilancio"))


@pytest.mark.parametrize(
    "asked",
    [
        "dal=ieri", "al=2026-02-30", "dal=0001-01-01", "al=9999-12-31", "tipo=altro", "prima=x",
        "prima=-1", "prima=99999999999999999999999", "prima=²", "prima=", "prima=0",
    ],
)  # fmt: skip
def test_what_makes_no_sense_shows_all_and_says_so(asked, desk, ada):
    record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)
    answer = desk.get(f"{PAGE}?{asked}")
    assert answer.status_code == 200
    assert len(rows(answer)) == 1
    assert ("is-invalid" in answer.content.decode()) == (not asked.startswith("prima"))


@pytest.mark.parametrize(
    "address",
    ["altro/1/", f"prenotazione/{2**63}/", f"persone/{2**63}/", "persone/987654/", "a/b/"],
)
def test_what_there_never_was_is_not_found(address, desk):
    assert desk.get(PAGE + address).status_code == 404


def test_what_is_gone_has_its_lines_still(desk, staff):
    booking = BookingFactory()
    record(by=staff, verb=PlaceVerb.CANCELLED, on=booking)
    number = booking.pk
    booking.delete()
    answer = desk.get(f"/registro/prenotazione/{number}/")
    assert rows(answer) == [f"{staff} ha annullato una prenotazione: numero {number}, non c’è più"]


def test_old_pages_are_turned_by_line_not_by_number(desk, ada):
    for number in range(2 * ON_A_PAGE + 1):
        record(by=ada, verb=PeopleVerb.RECOVERY_CODE_USED, on=ada, left=number)
    address, seen = f"{PAGE}?tipo=accesso", []
    while address:
        answer = desk.get(address)
        seen += re.findall(r"rimasti (\d+)", words(answer))
        record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)  # what comes meanwhile moves nothing
        further = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        address = further and PAGE + further.group(1).replace("&amp;", "&")
    assert [int(each) for each in seen] == list(range(2 * ON_A_PAGE, -1, -1))
    assert "Torna alle più recenti" in words(answer)


@pytest.mark.parametrize("kind", ["", "persone/{}/"])
def test_as_many_queries_for_many_lines_as_for_one(
    kind, desk, ada, staff, django_assert_num_queries, django_assert_max_num_queries
):
    def lines_more(count):
        for _each in range(count):
            record(by=ada, verb=PlaceVerb.BOOKED, on=BookingFactory(person=ada))
            record(by=PersonFactory(), verb=PeopleVerb.SIGNED_IN, on=ada, person=staff.pk)

    address = PAGE + kind.format(ada.pk)
    lines_more(1)
    desk.get(address)
    with django_assert_max_num_queries(9) as few:
        desk.get(address)
    lines_more(3)
    with django_assert_num_queries(len(few)):
        desk.get(address)


@pytest.mark.parametrize("reader", ["applicant", "member", "official"])
def test_only_the_staff_read_it(reader, request, client_of, ada):
    browser = client_of(request.getfixturevalue(reader))
    for address in (PAGE, f"{PAGE}account/{ada.pk}/", f"{PAGE}persone/{ada.pk}/"):
        assert browser.get(address).status_code == 403
    assert "/registro/" not in browser.get("/").content.decode()
    assert client_of().get(PAGE).status_code == 302


def test_it_is_never_written_by_being_read(desk, ada):
    record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)
    desk.get(PAGE)
    desk.get(f"{PAGE}persone/{ada.pk}/")
    assert JournalEntry.objects.count() == 1
    assert desk.post(PAGE).status_code == 405


def test_each_thing_has_a_word_of_its_own():
    assert len({thing.word for thing in THINGS}) == len(THINGS) == len(BY_LABEL)
    assert "persone" not in {thing.word for thing in THINGS}


def test_the_permission_is_the_staffs(staff, official):
    assert allows(staff, Permission.READ_JOURNAL)
    assert not allows(official, Permission.READ_JOURNAL)


def test_the_leaf_of_a_day_stands_once(desk, ada, at):
    for moment in ("2026-11-21 10:00", "2026-11-22 10:00"):
        at(moment)
        for _line in range(3):
            record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)
    page = desk.get(f"/registro/persone/{ada.pk}/").content.decode()
    assert page.count('<span class="date-leaf" ') == 2
    assert page.count('<span class="date-leaf invisible"') == 4


def test_a_card_has_the_last_ten_lines_and_leads_to_all(desk, ada, staff):
    record(by=staff, verb=PeopleVerb.ROLE_CHANGED, on=ada, before="applicant", after="member")
    for _line in range(9):
        record(by=ada, verb=PeopleVerb.SIGNED_IN, on=ada)
    answer = desk.get(f"/persone/{ada.pk}/")
    assert len(rows(answer)) == 10
    assert "ruolo" in rows(answer)[-1]
    record(by=ada, verb=PeopleVerb.SIGNED_OUT, on=ada)
    answer = desk.get(f"/persone/{ada.pk}/")
    assert len(rows(answer)) == 10
    assert not any("ruolo" in row for row in rows(answer))
    assert f'href="/registro/persone/{ada.pk}/"' in answer.content.decode()
