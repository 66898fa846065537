"""What is copied from one field to another fits, at the longest that every field allows."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budget.models import DocumentFile, Line, Supplier
from budget.tests.factories import DocumentFactory, LineFactory
from core.journal import Verb
from core.models import JournalEntry, OutgoingMail
from events.models import Event, Registration
from events.tests.factories import EventFactory
from members import actions as members
from members.models import Application, Organisation, User
from members.tests.factories import ApplicationFactory
from spaces.actions import openings
from spaces.models import Booking, Closure, OutOfService, Space
from spaces.tests.factories import BookingFactory, make_floor

#: Where a text goes that was written elsewhere: from these fields, with as many letters between them.
COPIES = [
    ([(User, "first_name"), (User, "last_name")], 1, (Registration, "name")),
    ([(User, "email")], 0, (Registration, "email")),
    ([(User, "email")], 0, (OutgoingMail, "to")),
    ([(Registration, "email")], 0, (OutgoingMail, "to")),
    ([(Event, "title")], 0, (Booking, "purpose")),
    ([(Application, "organisation")], 0, (Organisation, "name")),
]


def most(model, name: str) -> int:
    return model._meta.get_field(name).max_length


@pytest.mark.parametrize(
    ("sources", "between", "target"),
    COPIES,
    ids=[f"{t[0].__name__}.{t[1]}" for _s, _b, t in COPIES],
)
def test_a_copy_has_the_room_of_what_it_copies(sources, between, target):
    assert sum(most(*source) for source in sources) + between <= most(*target)


def longest(model, name: str) -> str:
    return "W" * most(model, name)


EMAIL = f"{'w' * 64}@{'.'.join(['w' * 60] * 3)}.www.it"


@pytest.fixture
def somebody(member):
    """A coworker with the longest names and address."""
    assert len(EMAIL) == most(User, "email")
    member.first_name, member.last_name = longest(User, "first_name"), longest(User, "last_name")
    member.email = EMAIL
    member.save()
    return member


@pytest.fixture
def organiser(staff):
    staff.first_name, staff.last_name = longest(User, "first_name"), longest(User, "last_name")
    staff.save()
    return staff


def test_one_tap_registers_the_longest_name(client_of, somebody):
    event = EventFactory(title=longest(Event, "title"))
    answer = client_of(somebody).post(reverse("events:register", args=[event.slug]), follow=True)
    assert answer.status_code == 200
    registration = Registration.objects.get()
    assert registration.name == somebody.get_full_name()
    assert registration.email == OutgoingMail.objects.get().to == somebody.email
    answer = client_of(somebody).post(reverse("events:registration_cancel", args=[event.slug]))
    assert answer.status_code == 302


@pytest.mark.parametrize("letters", ["İ", "ß", "ŉ"])
def test_letters_that_grow_in_another_case_are_a_sentence(db, client_of, letters):
    """One letter becomes two when it is written small or large: what was short enough is no longer."""
    event, browser = EventFactory(), client_of()
    email = f"a@{'.'.join([letters * 60] * 4)}.it"
    for path, fields in (
        (reverse("events:register", args=[event.slug]), {"name": "Ada", "email": email}),
        (
            reverse("account_signup"),
            {
                "first_name": "A",
                "last_name": "B",
                "email": email,
                "password1": "una-frase-che-ricordo",
            },
        ),
        (reverse("account_login"), {"login": email, "password": "x"}),
        (reverse("account_reset_password"), {"email": email}),
    ):
        assert browser.post(path, fields).status_code < 500, path
    assert (
        not Registration.objects.exclude(email__in=User.objects.values("email"))
        .filter(email__regex=".{255,}")
        .exists()
    )


@pytest.mark.parametrize("length", [255, 300, 320])
def test_an_address_that_is_too_long_is_a_sentence(db, client_of, length):
    email = "a" * (length - len("@example.org")) + "@example.org"
    event, browser = EventFactory(), client_of()
    sent = {"first_name": "A", "last_name": "B", "name": "A", "email": email}
    for path in (reverse("account_signup"), reverse("events:register", args=[event.slug])):
        answer = browser.post(path, sent | {"password1": "una-frase-che-ricordo"})
        assert answer.status_code in (200, 422)
        assert "caratteri" in answer.text
    assert not User.objects.exists()
    assert not Registration.objects.exists()


def test_an_admitted_applicant_keeps_the_organisation_whole(staff, applicant):
    name = longest(Application, "organisation")
    application = ApplicationFactory(applicant=applicant, under_review=True, organisation=name)
    members.admit(by=staff, application=application)
    assert applicant.profile.organisation.name == name


def test_an_event_with_the_longest_title_takes_its_room(client_of, organiser, at):
    at("2026-11-23 09:00")
    room = make_floor().room
    titles = [longest(Event, "title")] * 12
    for number, title in enumerate(titles):
        event = EventFactory(title=title, is_draft=True, space=room, elsewhere="", capacity=1)
        event.start = event.start.replace(month=12, day=1 + number % 3, hour=9 + number // 3)
        event.end = event.start.replace(minute=30)
        event.save()
        path = reverse("events:publish", args=[event.slug])
        assert client_of(organiser).post(path).status_code == 302
    assert set(Booking.objects.values_list("purpose", flat=True)) <= {titles[0]}


def test_twelve_events_of_one_longest_title_have_addresses_of_their_own(organiser):
    from events import actions
    from events.tests.factories import ObjectiveFactory, ThemeFactory, evening

    facts = {"summary": "s", "elsewhere": "e", "capacity": 1, "objective": ObjectiveFactory()}
    facts |= {"start": evening(7), "end": evening(7, 20), "themes": [ThemeFactory()]}
    title = longest(Event, "title")
    slugs = {actions.draft(by=organiser, title=title, **facts).slug for _number in range(12)}
    assert len(slugs) == 12


@pytest.mark.parametrize(
    "name",
    ["f" * 300 + ".pdf", "à" * 200 + ".pdf", "漢" * 120 + ".pdf", "🏔" * 120 + ".PDF", ".pdf"],
)
def test_a_file_of_any_name_is_kept_and_comes_back(client_of, organiser, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    document = DocumentFactory()
    upload = SimpleUploadedFile(name, b"%PDF-1.4 prova")
    path = reverse("budget:file_new", args=[document.pk])
    answer = client_of(organiser).post(path, {"upload": upload}, follow=True)
    assert answer.status_code in (200, 409)
    for kept in DocumentFile.objects.all():
        assert len(kept.file.name) <= most(DocumentFile, "file")
        address = reverse("budget:file", args=[document.pk, kept.pk])
        assert b"".join(client_of(organiser).get(address).streaming_content) == b"%PDF-1.4 prova"


def test_the_longest_reasons_reach_whoever_had_booked(organiser, somebody, at):
    at("2026-11-23 09:00")
    floor = make_floor()
    reason = longest(Closure, "reason")
    assert most(OutOfService, "reason") == len(reason)
    for desk in floor.desks[:2]:
        Space.objects.filter(pk=desk.pk).update(name=longest(Space, "name"))
    first = BookingFactory(space=floor.desks[0], person=somebody)
    second = BookingFactory(space=floor.desks[1])
    span = {"start": first.start, "end": first.end, "reason": reason}
    openings.take_out(by=organiser, place=floor.desks[0], agreed={first.pk}, **span)
    openings.close_places(by=organiser, places=[floor.desks[1]], agreed={second.pk}, **span)
    assert OutgoingMail.objects.count() == 2
    assert all(reason in letter.text for letter in OutgoingMail.objects.all())


def test_the_longest_reason_to_set_a_rule_aside(organiser, somebody, at):
    at("2026-11-23 09:00")
    from spaces.forms.roster import REASON_LENGTH

    assert most(Booking, "override_reason") >= REASON_LENGTH
    assert most(Closure, "reason") <= most(Booking, "override_reason")


def test_many_bookings_in_the_way_fit_into_the_form_that_shows_them():
    """A year of bookings of sixty places."""
    from spaces.forms.places import Agreeing

    bookings = 60 * 2 * 365
    assert len(",".join(["1234567"] * bookings)) <= Agreeing.base_fields["shown"].max_length


def test_every_verb_and_subject_of_the_journal_has_room():
    from django.apps import apps

    subjects = [len(model._meta.label_lower) for model in apps.get_models()]
    assert max(subjects) <= most(JournalEntry, "subject")
    verbs = [verb for app in Verb.__subclasses__() for verb in app.values]
    assert max(map(len, verbs)) <= most(JournalEntry, "verb")


@pytest.mark.parametrize(
    "changed",
    [{"supplier_country": "ßß"}, {"supplier_country": "ŉŉ"}, {"supplier_tax_code": "ß" * 16}],
)
def test_what_grows_when_it_is_written_large_is_a_sentence(client_of, organiser, changed):
    line = LineFactory()
    sent = {
        "line": line.pk, "number": "7", "date": "2026-11-02", "amount": "10", "description": "Prova",
        "supplier_name": "Ditta", "supplier_tax_code": "RSSMRA80A01H501U",
    }  # fmt: skip
    path = reverse("budget:commitment_new", args=[line.code])
    answer = client_of(organiser).post(path, sent | changed)
    assert answer.status_code in (200, 409, 422)
    assert "Paese" in answer.text
    assert not Supplier.objects.exists()


def test_a_code_that_grows_when_it_is_written_large_is_a_sentence(client_of, organiser):
    sent = {"code": "ß" * most(Line, "code"), "name": "Prova", "planned": "1"}
    other = LineFactory()
    sent["action"] = other.action
    answer = client_of(organiser).post(reverse("budget:line_new"), sent)
    assert answer.status_code in (200, 409, 422)
    assert list(Line.objects.all()) == [other]
