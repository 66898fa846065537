"""What is kept of people: every model says it, and what is erased is nowhere any more."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from budget.models import DocumentFile
from budget.tests.factories import DocumentFactory
from core import personal
from core.clock import today
from core.models import AccessibilityFeedback, JournalEntry, OutgoingMail
from core.month import Month
from core.personal import Fate
from events import figures as event_figures
from events.tests.factories import EventFactory, RegistrationFactory
from members import figures as people_figures
from members.actions.erasing import ask_erasure, erase_person
from members.actions.own_data import change_own_name
from members.actions.whom import whom_of
from members.models import (
    AbuseReport,
    Collaboration,
    Conversation,
    ErasureRequest,
    Import,
    ImportRow,
    Invitation,
    Message,
    Outcome,
    OutcomeQuestion,
    Post,
    RenewalRequest,
    User,
)
from members.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    MembershipFactory,
    PersonFactory,
    ProfileFactory,
    ThemeFactory,
)
from piastra.own_rows import table
from spaces import figures as place_figures
from spaces.models import Assignment, Booking, Series, WaitingRequest
from spaces.tests.factories import BookingFactory, SpaceFactory

WORD = "Zyxwv"
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, ArrayField)

# -- Every model says it --------------------------------------------------------------------------------


def test_the_committed_table_is_the_codes():
    written = (settings.BASE_DIR / "docs/personal-data.txt").read_text()
    assert written == table(), "manage.py personal_data_table > docs/personal-data.txt"


def test_the_command_prints_it(capsys):
    call_command("personal_data_table")
    assert capsys.readouterr().out == table()


def test_every_model_says_what_it_holds_of_people_or_why_nothing():
    said = {held.label for held in personal.held()}
    all_models = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert said | set(personal.apart()) == all_models
    assert said & set(personal.apart()) == set()


def test_of_a_row_that_stays_each_text_is_emptied_or_says_nothing():
    forgotten = [
        f"{held.label}.{column.name}"
        for held in personal.held()
        if held.fate is not Fate.GONE
        for column in texts(held.model)
        if column.name not in {*held.emptied, *held.harmless}
    ]
    assert forgotten == []


def test_each_column_that_is_named_is_there():
    for held in personal.held():
        names = {column.name for column in held.model._meta.get_fields()}
        assert {*held.shown, *held.emptied, *held.harmless} <= names, held.label


def test_no_model_apart_leads_to_a_person_whom_it_is_about():
    """Of these the account is only who did something: by a column that is empty once nobody is there."""
    owners = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.label in personal.apart()
        for field in model._meta.concrete_fields
        if field.related_model is User and field.remote_field.on_delete is not models.SET_NULL
    ]
    assert owners == []


def texts(model) -> list[models.Field]:
    """The columns that may hold anybody's words: not those with a fixed list."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices and field.name != "language"
    ]


# -- What is erased is nowhere ----------------------------------------------------------------------------


@pytest.fixture
def ada(settings, tmp_path):
    """Somebody of whom each model holds something, with one word in every text."""
    settings.MEDIA_ROOT = tmp_path
    person = PersonFactory(member=True, first_name=WORD, last_name=WORD, email=f"{WORD}@zyxwv.it")
    world(person)
    whom = whom_of(person)
    for held in personal.held():
        if held.model is not JournalEntry and not held.of(whom).exists():
            build(held.model, person)
    for held in personal.held():
        fill(held, whom)
    person.refresh_from_db()
    return person


def world(person) -> None:
    """What the rules want to hang together; the rest is built column by column."""
    application = ApplicationFactory(applicant=person, not_admitted=True)
    AssessmentFactory(application=application)
    ApplicationFactory(applicant=person)
    membership = MembershipFactory(person=person)
    ProfileFactory(person=person, open=True, photo=ContentFile(b"picture", name=f"{WORD}.jpg"))
    RenewalRequest.objects.create(
        person=person, membership=membership, status="refused", reason=WORD
    )
    place, start = SpaceFactory(), timezone.now() - timedelta(days=40)
    series = Series.objects.create(
        space=place, person=person, weekdays=[0], first=today(), until=today(), slot="whole_day"
    )
    hours = {"start": start, "end": start + timedelta(hours=2)}
    BookingFactory(space=place, person=person, series=series, **hours)
    WaitingRequest.objects.create(person=person, space=place, kind=place.kind, **hours)
    Assignment.objects.create(space=place, person=person, starts=today())
    RegistrationFactory(event=EventFactory(), person=person)
    RegistrationFactory(event=EventFactory(), person=None, name=WORD, email=person.email)
    AccessibilityFeedback.objects.create(
        email=person.email, text=WORD, answer=WORD, status="answered", answered_at=timezone.now()
    )
    OutgoingMail.objects.create(to=person.email, subject=WORD, text=WORD)
    OutgoingMail.objects.create(to="altri@example.org", subject=f"Da {WORD} {WORD}", text="")
    ImportRow.objects.create(
        brought=Import.objects.create(kind="members", name="persone.csv"),
        number=2,
        cells={"email": person.email},
        words=f"{WORD} {WORD}",
    )
    ImportRow.objects.create(brought=Import.objects.last(), number=3, words=f"{WORD} {WORD}")
    DocumentFile.objects.create(
        document=DocumentFactory(), uploaded_by=person, name="fattura.pdf", size=1
    )
    Invitation.objects.create(
        email=person.email, role="member", first_name=WORD, last_name=WORD, token_hash="0" * 64
    )
    ErasureRequest.objects.create(person=person, status="refused", reason=WORD, due=today())
    _board(person, membership)


def _board(person, membership) -> None:
    """A post of the person's that another answered, with a collaboration, and what became of the person."""
    other, theme = PersonFactory(member=True), ThemeFactory()
    said = {"title": WORD, "text": WORD, "status": "hidden", "hidden_reason": WORD}
    post = Post.objects.create(person=person, theme=theme, kind="offer", **said)
    talk = Conversation.objects.create(post=post, answerer=other)
    Collaboration.objects.create(
        conversation=talk, theme=theme, unmade_at=timezone.now(), unmade_reason=WORD
    )
    Message.objects.create(conversation=talk, person=other, text=WORD)
    said = Message.objects.create(conversation=talk, person=person, text=WORD)
    AbuseReport.objects.create(person=person, post=post, reason=WORD)
    AbuseReport.objects.create(person=other, message=said, reason=WORD)
    Outcome.objects.create(person=person, moment="leaving", words=WORD, in_work=True)
    OutcomeQuestion.objects.create(membership=membership, moment="leaving")


def build(model, person) -> models.Model:
    """A row of the model, with what each column that must be filled wants."""
    row = model(**{f.name: value(f, person) for f in model._meta.concrete_fields if wants(f)})
    return model._base_manager.bulk_create([row])[0]


def wants(field) -> bool:
    if field.related_model is User and field.name != "by":
        return True
    return not (field.null or field.has_default() or field.primary_key and field.name == "id")


def value(field, person):
    if field.related_model is User:
        return person
    if field.related_model:
        return found(field.related_model, person)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.EmailField):
        return person.email
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return today()
    if isinstance(field, models.FileField):
        return default_storage.save(f"prova/{WORD}.pdf", ContentFile(b"%PDF-"))
    return 1 if isinstance(field, models.IntegerField) else WORD


def found(model, person):
    """The person's own row of another model, else any, else a new one."""
    held = next((each for each in personal.held() if each.model is model), None)
    own = held.of(whom_of(person)).last() if held else model._base_manager.last()
    return own or build(model, person)


#: What leads to the row, or is checked against another column.
NAMES = {"first_name", "last_name"}
LEFT_AS_IT_IS = NAMES | {
    "email",
    "to",
    "password",
    "session_key",
    "token",
    "uid",
    "verb",
    "subject_id",
}


def fill(held, whom) -> None:
    """The word in every text of the person's rows, as long as the column takes it."""
    if held.model is JournalEntry:
        # Takes no words: `core.journal` refuses them.
        return
    rows = held.of(whom)
    assert rows.exists(), f"the person has no {held.label}: nothing would be tried"
    values = {
        field.name: filling(field)
        for field in texts(held.model)
        if field.name not in LEFT_AS_IT_IS | set(held.harmless)
        and not (field.unique or isinstance(field, models.FileField))
    }
    if values:
        rows.update(**values)


def filling(field):
    if isinstance(field, models.JSONField):
        return {"said": [f"{WORD} {WORD}"]}
    if isinstance(field, ArrayField):
        return [f"https://{WORD}.it"]
    return f"{WORD} {WORD}"[: field.max_length]


def where_it_stands() -> list[str]:
    """Each column of each table that holds the word, whatever its kind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND (data_type IN ('text', 'character varying', 'json', 'jsonb',"
            " 'tsvector', 'ARRAY', 'bytea') OR data_type = 'USER-DEFINED')"
        )
        columns = cursor.fetchall()
        return [f"{t}.{c}" for t, c in columns if is_in(cursor, t, c)]


def is_in(cursor, of_table: str, column: str) -> bool:
    quote = connection.ops.quote_name
    cursor.execute(
        f"SELECT EXISTS (SELECT 1 FROM {quote(of_table)} WHERE {quote(column)}::text ILIKE %s)",  # noqa: S608
        [f"%{WORD}%"],
    )
    return cursor.fetchone()[0]


def files_with_it(folder) -> list[str]:
    media = [path for path in folder.rglob("*") if path.is_file()]
    return [
        str(path.relative_to(folder))
        for path in media
        if WORD.lower() in path.name.lower() or WORD.encode() in path.read_bytes()
    ]


def figures() -> tuple:
    """All figures of the months that are told."""
    month = Month.of(today())
    months = (month, month.previous, month.previous.previous)
    each = (people_figures.people, place_figures.occupancy, event_figures.events)
    return tuple(repr(ask(month)) for month in months[1:] for ask in each)


def erase(person, commits) -> dict[str, int]:
    request = ask_erasure(by=person)
    ErasureRequest.objects.filter(pk=request.pk).update(due=today())
    with commits(execute=True):
        return erase_person(request=request)


@pytest.mark.django_db
def test_nothing_of_an_erased_person_is_left(ada, django_capture_on_commit_callbacks):
    before, kept = figures(), Booking.objects.count()
    assert len(where_it_stands()) > 40
    assert len(files_with_it(media())) == 3
    erase(ada, django_capture_on_commit_callbacks)
    assert where_it_stands() == []
    assert files_with_it(media()) == []
    assert figures() == before
    assert Booking.objects.count() == kept


def media() -> Path:
    return Path(default_storage.location)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [("O", "D"), ("Ada", "Lodi"), ("A.*", "(b|c)")])
def test_others_lose_nothing_by_a_name(name, django_capture_on_commit_callbacks):
    """Of a namesake, of words that hold the name, of whoever takes another's name to have a copy of the data."""
    first, last = name
    person = PersonFactory(member=True, first_name=first, last_name=last)
    text = f"Ecco domani: {first} {last} ti aspetta. Ciao dall'Orto O'Dowd, Ada Lodigiani."
    letter = OutgoingMail.objects.create(to="altri@example.org", subject="Ecco domani", text=text)
    brought = Import.objects.create(kind="members", name="persone.csv")
    cells = {"email": "altra@example.org", "name": f"{first} {last}"}
    row = ImportRow.objects.create(brought=brought, number=1, cells=cells, words="Nuova.")
    copied = [
        pk
        for held in personal.held()
        if held.shown and held.model is ImportRow
        for pk in held.of(whom_of(person)).values_list("pk", flat=True)
    ]
    erase(person, django_capture_on_commit_callbacks)
    letter.refresh_from_db()
    row.refresh_from_db()
    assert copied == []
    assert letter.text == text.replace(f"{first} {last} ti", "Persona cancellata ti")
    assert letter.subject == "Ecco domani"
    assert row.cells == {"email": "altra@example.org", "name": "Persona cancellata"}


@pytest.mark.django_db
def test_a_former_name_goes_too(django_capture_on_commit_callbacks):
    person = PersonFactory(member=True, first_name="Prima", last_name="Zyxwv")
    change_own_name(by=person, first_name="Dopo", last_name="Altra")
    letter = OutgoingMail.objects.create(to="a@example.org", subject="x", text="Ciao, Prima Zyxwv!")
    person.refresh_from_db()
    erase(person, django_capture_on_commit_callbacks)
    letter.refresh_from_db()
    assert letter.text == "Ciao, Persona cancellata!"


@pytest.mark.django_db
def test_an_erased_account_is_nobodys(ada, django_capture_on_commit_callbacks):
    erase(ada, django_capture_on_commit_callbacks)
    ada.refresh_from_db()
    assert str(ada) == f"Persona cancellata n. {ada.pk}"
    assert ada.email == f"persona-cancellata-{ada.pk}@cancellata.invalid"
    assert (ada.is_active, ada.has_usable_password(), ada.is_erased) == (False, False, True)
    assert not ada.memberships.unended().exists()
