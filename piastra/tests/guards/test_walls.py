"""The database's own walls, straight by SQL: every constraint that we named, every branch of every trigger."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from budget.models import Programme
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
    SupplierFactory,
)
from core import journal
from core.access import Role
from core.mail import put
from core.models import (
    AccessibilityFeedback,
    ClosedMonth,
    Installation,
    JournalEntry,
    MailServer,
    OutgoingMail,
)
from events.tests.factories import EventFactory, RegistrationFactory
from members.models import AccountChange, Invitation
from members.tests.factories import ApplicationFactory
from piastra.reports.models import Edition, EditionFile
from spaces.models import (
    Assignment,
    Equipment,
    Feed,
    KindRules,
    LentDay,
    Series,
    WaitingRequest,
    WeeklyHours,
)
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    MembershipFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    ZoneFactory,
    local,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
EIGHT, NINE = local(DAY, time(8)), local(DAY, time(9))
MOMENT = timedelta(microseconds=1)
NOW = EIGHT


def edition(**fields) -> Edition:
    return Edition.objects.create(**{"month": date(2026, 10, 1)} | fields)


def published(**fields) -> Edition:
    return edition(state="published", published_at=NOW, sha256="a" * 64, figures="{}", **fields)


def letter() -> OutgoingMail:
    return put(to="a@example.org", subject="a", text="a")


def server() -> MailServer:
    return MailServer.objects.get_or_create(pk=1)[0]


def account_change() -> AccountChange:
    person = PersonFactory()
    return AccountChange.objects.create(person=person, by=None, kind="name", reason="Accento")


def invitation(email="a@example.org", **fields) -> Invitation:
    return Invitation.objects.create(
        **{"email": email, "role": "staff", "token_hash": f"{Invitation.objects.count()}"} | fields
    )


def hours() -> WeeklyHours:
    return WeeklyHours.objects.create(
        kind="office", weekday=6, opens=time(8), closes=time(9), valid_from=DAY
    )


def series() -> Series:
    return Series.objects.create(
        space=SpaceFactory(), person=PersonFactory(), weekdays=[0], first=DAY, until=DAY,
        slot="mattina",
    )  # fmt: skip


def waiting(**fields) -> WaitingRequest:
    return WaitingRequest.objects.create(
        **{"person": PersonFactory(), "kind": "office", "start": EIGHT, "end": NINE} | fields
    )


def assignment(**fields) -> Assignment:
    usual = {"space": SpaceFactory(fixed=True), "starts": DAY, "ends": DAY + timedelta(days=9)}
    if "organisation" not in fields:
        usual["person"] = PersonFactory()
    return Assignment.objects.create(**usual | fields)


#: A row, changes that break the wall, and changes just inside of it.
Case = tuple[Callable[[], models.Model], list[dict], list[dict]]
#: `CheckConstraint`s by name. A new one needs its line here.
CHECKS: dict[str, Case] = {
    "one_installation": (Installation.objects.create, [{"id": 2}], [{"is_demo": True}]),
    "mail_times_follow_status": (
        letter,
        [
            {"next_try_at": None}, {"sent_at": NOW}, {"stopped_at": NOW},
            {"status": "sent"}, {"status": "sent", "sent_at": NOW},
            {"status": "sent", "next_try_at": None},
            {"status": "failed"}, {"status": "failed", "next_try_at": None},
            {"status": "given_up", "stopped_at": NOW},
            {"status": "failed", "next_try_at": None, "stopped_at": NOW, "sent_at": NOW},
            {"status": "else"},
        ],
        [
            {"status": "sent", "next_try_at": None, "sent_at": NOW},
            {"status": "failed", "next_try_at": None, "sent_at": None, "stopped_at": NOW},
            {"status": "given_up"},
        ],
    ),
    "one_mail_server": (server, [{"id": 2}], [{"error": "a"}]),
    "mail_server_is_there_or_away": (
        server,
        [
            {"failures": 1}, {"away_since": NOW}, {"next_try_at": NOW},
            {"failures": 1, "away_since": NOW}, {"failures": 1, "next_try_at": NOW},
        ],
        [{"failures": 1, "away_since": NOW, "next_try_at": NOW}],
    ),
    "closed_month_is_a_first_day": (
        lambda: ClosedMonth.objects.create(month=date(2026, 10, 1)),
        [{"month": date(2026, 10, 2)}, {"month": date(2026, 10, 31)}],
        [{"month": date(2026, 9, 1)}],
    ),
    "answered_report_has_its_answer": (
        lambda: AccessibilityFeedback.objects.create(text="a"),
        [
            {"answered_at": NOW}, {"answer": "a"}, {"status": "answered"},
            {"status": "answered", "answered_at": NOW}, {"status": "answered", "answer": "a"},
        ],
        [{"status": "answered", "answered_at": NOW, "answer": "a"}],
    ),
    "application_status_is_known": (ApplicationFactory, [{"status": "else"}], [{"status": "draft"}]),
    "sent_application_has_its_time": (
        lambda: ApplicationFactory(submitted=True), [{"submitted_at": None}], [{"submitted_at": NOW}],
    ),
    "refusing_or_asking_needs_a_reason": (
        lambda: ApplicationFactory(not_admitted=True).moves.last(),
        [{"reason": ""}, {"after": "info_requested", "reason": ""}],
        [{"after": "info_requested"}, {"after": "admitted", "reason": ""}],
    ),
    "account_change_is_known": (account_change, [{"kind": "else"}], [{"kind": "closed"}]),
    "account_change_has_its_reason": (account_change, [{"reason": ""}], [{"reason": "Sì"}]),
    "invitation_status_is_known": (invitation, [{"status": "else"}], [{"status": "open"}]),
    "invitation_role_is_for_inviting": (
        invitation, [{"role": "applicant"}], [{"role": "official"}, {"role": "member"}],
    ),
    "used_invitation_has_its_time": (
        invitation, [{"used_at": NOW}, {"status": "used"}], [{"status": "used", "used_at": NOW}],
    ),
    "revoked_invitation_has_its_time": (
        invitation,
        [{"revoked_at": NOW}, {"status": "revoked"}, {"status": "replaced"}],
        [{"status": "revoked", "revoked_at": NOW}, {"status": "replaced", "revoked_at": NOW}],
    ),
    "role_is_known": (PersonFactory, [{"role": "else"}], [{"role": each} for each in Role.values]),
    "membership_ends_after_its_start": (
        lambda: MembershipFactory(starts=DAY),
        [{"ends": DAY}, {"ends": DAY - timedelta(days=1)}],
        [{"ends": DAY + timedelta(days=1)}, {"ends": None}],
    ),
    "space_has_room_for_one": (SpaceFactory, [{"capacity": 0}], [{"capacity": 1}]),
    "space_retires_after_opening": (
        lambda: SpaceFactory(opened_on=DAY),
        [{"retired_on": DAY}],
        [{"retired_on": DAY + timedelta(days=1)}],
    ),
    "hours_close_after_opening": (
        hours, [{"closes": time(8)}, {"opens": time(9, 30)}], [{"closes": time(8, 1)}],
    ),
    "weekday_is_a_weekday": (hours, [{"weekday": 7}], [{"weekday": 0}]),
    "closure_ends_after_start": (
        lambda: ClosureFactory(start=EIGHT, end=NINE), [{"end": EIGHT}], [{"end": EIGHT + MOMENT}],
    ),
    "outage_ends_after_start": (
        lambda: OutOfServiceFactory(start=EIGHT, end=NINE),
        [{"end": EIGHT}],
        [{"end": EIGHT + MOMENT}],
    ),
    "longest_booking_is_not_shorter_than_the_shortest": (
        lambda: KindRules.objects.create(kind="office", min_minutes=30, max_minutes=30),
        [{"min_minutes": 31}],
        [{"min_minutes": None}, {"max_minutes": None}],
    ),
    "booking_ends_after_start": (
        lambda: BookingFactory(start=EIGHT, end=NINE), [{"end": EIGHT}], [{"end": EIGHT + MOMENT}],
    ),
    "booking_status_is_known": (BookingFactory, [{"status": "else"}], [{"status": "lapsed"}]),
    "attended_booking_has_a_check_in": (
        BookingFactory, [{"status": "attended"}], [{"status": "attended", "checked_in_at": NOW}],
    ),
    "offer_is_held_until_a_time": (
        BookingFactory, [{"status": "offered"}], [{"status": "offered", "held_until": NOW}],
    ),
    "series_ends_after_it_begins": (
        series, [{"until": DAY - timedelta(days=1)}], [{"until": DAY}],
    ),
    "series_has_a_slot_or_hours": (
        series,
        [
            {"slot": ""},
            {"slot": "", "starts_at": time(8), "ends_at": time(8)},
        ],
        [{"slot": "", "starts_at": time(8), "ends_at": time(9)}],
    ),
    "waiting_ends_after_start": (waiting, [{"end": EIGHT}], [{"end": EIGHT + MOMENT}]),
    "assignment_ends_after_it_starts": (
        assignment, [{"ends": DAY}], [{"ends": DAY + timedelta(days=1)}, {"ends": None}],
    ),
    "assignment_has_one_holder": (
        assignment,
        [{"organisation": "a"}, {"person": None}],
        [{"organisation": "a", "person": None}],
    ),
    "feed_is_of_a_person_or_a_place": (
        lambda: Feed.objects.create(space=SpaceFactory()), [{"space": None}], [{"token": "a"}],
    ),
    "event_ends_after_start": (
        lambda: EventFactory(start=EIGHT, end=NINE), [{"end": EIGHT}], [{"end": EIGHT + MOMENT}],
    ),
    "event_has_no_more_people_than_places": (
        lambda: EventFactory(capacity=2), [{"taken": 3}], [{"taken": 2}],
    ),
    "event_status_is_known": (EventFactory, [{"status": "else"}], [{"status": "draft"}]),
    "registration_status_is_known": (
        RegistrationFactory, [{"status": "else"}], [{"status": "absent"}],
    ),
    "one_programme": (ProgrammeFactory, [{"id": 2}], [{"title": "a"}]),
    "managed_and_reserved_make_the_total": (
        ProgrammeFactory,
        [{"total": 1}, {"reserved": 1}, {"managed": 1}],
        [{"total": 3, "reserved": 1, "managed": 2}],
    ),
    "lines_stay_under_the_ceiling": (
        lambda: LineFactory().programme and Programme.objects.get(),
        [{"total": "9999.99", "reserved": 0, "managed": "9999.99"}],
        [{"total": 10000, "reserved": 0, "managed": 10000}],
    ),
    "planned_is_not_negative": (
        lambda: DocumentFactory(credit_note=True).line, [{"planned": "-0.01"}], [{"planned": 0}],
    ),
    "line_stays_under_its_planned_amount": (
        lambda: CommitmentFactory().line, [{"planned": "999.99"}], [{"planned": 1000}],
    ),
    "supplier_has_a_vat_number_or_tax_code": (
        SupplierFactory, [{"vat_number": ""}], [{"vat_number": "", "tax_code": "A"}],
    ),
    "commitment_is_positive": (
        CommitmentFactory, [{"amount": 0}, {"amount": -1}], [{"amount": "0.01"}],
    ),
    "order_is_not_invoiced_beyond_its_amount": (
        lambda: DocumentFactory(commitment=CommitmentFactory()).commitment,
        [{"amount": "121.99"}],
        [{"amount": 122}],
    ),
    "share_is_a_percentage": (
        DocumentFactory, [{"share": "-0.01"}, {"share": "100.01"}], [{"share": 0}, {"share": 100}],
    ),
    "recoverable_vat_is_a_percentage": (
        DocumentFactory,
        [{"vat_recoverable": "-0.01"}, {"vat_recoverable": "100.01"}],
        [{"vat_recoverable": 0}, {"vat_recoverable": 100}],
    ),
    "document_amounts_are_not_negative": (
        DocumentFactory,
        [{"taxable": "-0.01"}, {"vat": "-0.01"}, {"total": "-0.01"}],
        [{"taxable": 0, "vat": 0, "total": 0}],
    ),
    "payment_is_positive": (PaymentFactory, [{"amount": 0}], [{"amount": "0.01"}]),
    "instalment_is_positive": (InstalmentFactory, [{"amount": 0}], [{"amount": "0.01"}]),
    "edition_month_is_a_first_day": (
        edition, [{"month": date(2026, 10, 2)}], [{"month": date(2026, 9, 1)}],
    ),
    "edition_number_begins_at_one": (edition, [{"number": 0}], [{"error": "a"}]),
    "edition_progress_is_a_percentage": (edition, [{"progress": 101}], [{"progress": 100}]),
    "edition_is_frozen_before_it_is_a_draft": (
        edition,
        [
            {"state": "draft"}, {"state": "draft", "sha256": "a" * 64},
            {"state": "draft", "figures": "{}"},
            {"state": "draft", "figures": "{}", "sha256": "A" * 64},
            {"state": "draft", "figures": "{}", "sha256": "a" * 63},
        ],
        [{"state": "draft", "figures": "{}", "sha256": "a" * 64}],
    ),
    "edition_published_has_its_date": (
        lambda: edition(state="draft", figures="{}", sha256="a" * 64),
        [{"state": "published"}, {"published_at": NOW}],
        [{"state": "published", "published_at": NOW}],
    ),
    "edition_that_corrects_says_what_and_why": (
        lambda: edition(number=2, replaces=published(), reason="a"),
        [{"reason": ""}, {"replaces": None}, {"number": 1}],
        [{"number": 3}],
    ),
    "edition_does_not_replace_itself": (
        lambda: edition(number=2, replaces=published(), reason="a"),
        [{"replaces": models.F("id")}],
        [{"reason": "b"}],
    ),
}  # fmt: skip


def person() -> models.Model:
    return PersonFactory(membership=None)


def names(**names) -> Callable:
    return lambda: [
        Equipment.objects.create(
            slug=f"s{n}", **{"name_it": f"i{n}", "name_en": f"e{n}"} | {field: each}
        )
        for field, given in names.items()
        for n, each in enumerate(given)
    ]


#: Walls between two rows: how to make what must not be twice, and what may be beside it.
PAIRS: dict[str, tuple[Callable, Callable]] = {
    "one_account_for_each_email": (
        lambda: [PersonFactory(email=each) for each in ("a@example.org", "A@example.org")],
        lambda: [PersonFactory(email=each) for each in ("a@example.org", "b@example.org")],
    ),
    "one_open_application_for_each_person": (
        lambda: [ApplicationFactory(applicant=who, waiting=True) for who in [person()] * 2],
        lambda: [
            ApplicationFactory(applicant=who, **{state: True})
            for who in [person()]
            for state in ("admitted", "not_admitted", "withdrawn", "submitted")
        ],
    ),
    "one_open_invitation_for_each_address": (
        lambda: [invitation("é@example.org"), invitation("E\u0301@example.org")],
        lambda: [invitation(), invitation(status="used", used_at=NOW)],
    ),
    "one_membership_at_a_time": (
        lambda: [MembershipFactory(person=who, starts=DAY) for who in [person()] * 2],
        lambda: [
            MembershipFactory(person=who, starts=since, ends=until)
            for who in [person()]
            for since, until in [(DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None)]
        ],
    ),
    "one_booking_of_a_place_at_a_time": (
        lambda: [BookingFactory(space=place) for place in [SpaceFactory()] * 2],
        lambda: [
            BookingFactory(space=place, **fields)
            for place in [SpaceFactory()]
            for fields in [{}, {"status": "cancelled"}, {"status": "no_show"}, {"afternoon": True}]
        ],
    ),
    "one_assignment_of_a_place_at_a_time": (
        lambda: [assignment(space=place) for place in [SpaceFactory(fixed=True)] * 2],
        lambda: [
            assignment(space=place, starts=since, ends=until)
            for place in [SpaceFactory(fixed=True)]
            for since, until in [(DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1), None)]
        ],
    ),
    "one_equipment_of_each_name_it": (names(name_it=["C#", "c#"]), names(name_it=["C#", "C++"])),
    "one_equipment_of_each_name_en": (names(name_en=["C#", "c#"]), names(name_en=["C#", "C++"])),
    "one_zone_of_each_name": (
        lambda: [ZoneFactory(name=name) for name in ("Nord", "nord")],
        lambda: [ZoneFactory(name=name) for name in ("Nord", "Sud")],
    ),
    "a_day_is_lent_once": (
        lambda: [LentDay.objects.create(assignment=one, day=DAY) for one in [assignment()] * 2],
        lambda: [LentDay.objects.create(assignment=assignment(), day=DAY) for _each in range(2)],
    ),
    "one_waits_once_for_a_time": (
        lambda: [waiting(person=who) for who in [person()] * 2],
        lambda: [
            waiting(person=who, status=how)
            for who in [person()]
            for how in ("declined", "served", "waiting")
        ],
    ),
    "one_place_for_each_email": (
        lambda: [
            RegistrationFactory(event=event, email=email)
            for event in [EventFactory()]
            for email in ("a@example.org", "A@example.org")
        ],
        lambda: [
            RegistrationFactory(event=event, email="a@example.org", status=how)
            for event in [EventFactory()]
            for how in ("cancelled", "registered")
        ],
    ),
    "one_supplier_for_each_vat_number": (
        lambda: [SupplierFactory(vat_number="1") for _each in range(2)],
        lambda: [SupplierFactory(vat_number="1", country=country) for country in ("IT", "DE")],
    ),
    "one_supplier_for_each_tax_code": (
        lambda: [SupplierFactory(vat_number="", tax_code="A") for _each in range(2)],
        lambda: [SupplierFactory(vat_number=number, tax_code="A") for number in ("", "1")],
    ),
    "one_order_of_a_supplier_number_year": (
        lambda: [
            CommitmentFactory(supplier=one, number=number, date=DAY)
            for one in [SupplierFactory()]
            for number in ("1/a", "1/A")
        ],
        lambda: [
            CommitmentFactory(supplier=one, number="1", date=day)
            for one in [SupplierFactory()]
            for day in (DAY, date(2027, 1, 1))
        ],
    ),
    "one_document_of_a_supplier_number_year_type": (
        lambda: [
            DocumentFactory(supplier=one, number=number, date=DAY)
            for one in [SupplierFactory()]
            for number in ("1/a", "1/A")
        ],
        lambda: [
            DocumentFactory(supplier=one, number="1", date=DAY, kind=kind)
            for one in [SupplierFactory()]
            for kind in ("invoice", "credit_note")
        ],
    ),
    "a_payment_is_recorded_once": (
        lambda: [
            PaymentFactory(document=one, amount=1, reference=said)
            for one in [DocumentFactory()]
            for said in ("cro", "CRO")
        ],
        lambda: [
            PaymentFactory(document=one, amount=amount, reference="CRO")
            for one in [DocumentFactory()]
            for amount in (1, 2)
        ],
    ),
    "one_edition_of_a_month_and_number": (
        lambda: [published(), published()],
        lambda: [published(), published(month=date(2026, 9, 1))],
    ),
    "one_edition_of_a_month_in_the_making": (
        lambda: [
            edition(number=number, replaces=published(month=month), reason="a")
            for number, month in [(2, date(2026, 8, 1)), (3, date(2026, 9, 1))]
        ],
        lambda: [published(), edition(month=date(2026, 9, 1))],
    ),
    "one_file_of_an_edition_and_kind": (
        lambda: [
            EditionFile.objects.create(edition=one, kind="occupancy", sha256="a", size=1)
            for one in [edition()] * 2
        ],
        lambda: [
            EditionFile.objects.create(edition=one, kind=kind, sha256="a", size=1)
            for one in [edition()]
            for kind in ("occupancy", "spending")
        ],
    ),
}  # fmt: skip


def constraints() -> dict[str, models.BaseConstraint]:
    """Those of our own models, by name."""
    ours = [
        model
        for model in apps.get_models()
        if not model.__module__.startswith(("django.", "allauth."))
    ]
    return {each.name: each for model in ours for each in model._meta.constraints}


def test_each_constraint_has_its_case():
    assert set(constraints()) == set(CHECKS) | set(PAIRS)


def broken_by(act: Callable) -> str:
    """The name of the wall that the act meets, or nothing."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return ""


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_row_stays_within_its_wall(name, at):
    make, breaking, inside = CHECKS[name]
    row = make()
    rows = type(row)._base_manager.filter(pk=row.pk)
    for change in breaking:
        # Some broken rows meet a second wall too, whose name comes first.
        assert broken_by(lambda change=change: rows.update(**change)), change
    assert name in {broken_by(lambda change=change: rows.update(**change)) for change in breaking}
    for change in inside:
        assert broken_by(lambda change=change: rows.update(**change)) == "", change


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_two_rows_keep_out_of_each_other_s_way(name):
    meeting, apart = PAIRS[name]
    assert broken_by(meeting) == name
    assert broken_by(apart) == ""


# -- triggers ----------------------------------------------------------------------------------------


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {name for (name,) in cursor.fetchall()}


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def allocated() -> Decimal:
    return Programme.objects.get().allocated


def planned_is_counted() -> None:
    line = LineFactory(planned=100)
    assert allocated() == 100
    type(line).objects.filter(pk=line.pk).update(planned=250)
    assert allocated() == 250
    run("DELETE FROM budget_line")
    assert allocated() == 0


def orders_are_counted() -> None:
    order, other = CommitmentFactory(amount=100), LineFactory()
    assert engaged(order.line) == 100
    type(order).objects.filter(pk=order.pk).update(amount=250)
    assert engaged(order.line) == 250
    type(order).objects.filter(pk=order.pk).update(line=other)
    assert (engaged(order.line), engaged(other)) == (0, 250)
    run("DELETE FROM budget_commitment")
    assert engaged(other) == 0


def engaged(line) -> Decimal:
    line.refresh_from_db()
    return line.engaged


def documents_are_counted() -> None:
    paper = DocumentFactory(taxable=100, vat=0)
    line, rows = paper.line, type(paper).objects.filter(pk=paper.pk)
    assert engaged(line) == 100
    rows.update(taxable=50)
    assert engaged(line) == 50
    order = CommitmentFactory(line=line, amount=300)
    rows.update(commitment=order)
    order.refresh_from_db()
    assert (engaged(line), order.invoiced) == (300, 50)
    rows.update(kind="credit_note")
    order.refresh_from_db()
    assert order.invoiced == -50
    rows.update(commitment=None)
    order.refresh_from_db()
    assert (engaged(line), order.invoiced) == (250, 0)
    rows.update(commitment=order, kind="invoice")
    run("DELETE FROM budget_document")
    order.refresh_from_db()
    assert (engaged(line), order.invoiced) == (300, 0)


def counts_are_kept(model: str, column: str, make: Callable) -> Callable:
    """Nobody writes a count: neither an update nor an insert."""

    def case() -> None:
        row = make()
        run(f"UPDATE budget_{model} SET {column} = 7")
        row.refresh_from_db()
        assert getattr(row, column) == 0
        fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.delete()
        again = type(row)(**fields | {column: 7})
        again.save(force_insert=True)
        again.refresh_from_db()
        assert getattr(again, column) == 0

    return case


def the_journal_never_changes() -> None:
    journal.record(by=None, verb=journal.CoreVerb.FEEDBACK_SENT, on=PersonFactory())
    lines = JournalEntry.objects.all()
    assert broken_by(lambda: lines.update(verb="a")) == "journal_never_changes"
    assert broken_by(lambda: lines.update(by=None)) == "journal_never_changes"
    assert broken_by(lambda: run("DELETE FROM core_journalentry")) == "journal_never_changes"


def the_journal_is_never_emptied() -> None:
    wall = broken_by(lambda: run("TRUNCATE core_journalentry"))
    assert wall == "journal_is_never_emptied"


def a_published_edition_never_changes() -> None:
    name, who = "published_edition_never_changes", PersonFactory()
    made = published(requested_by=who, published_by=who)
    rows = Edition.objects.filter(pk=made.pk)
    kept = {"requested_by", "published_by", "id", "replaces"}
    for field in Edition._meta.concrete_fields:
        if field.name not in kept:
            act = f"UPDATE reports_edition SET {field.column} = {_another(field)}"
            assert broken_by(lambda act=act: run(act)) == name, field.name
    assert broken_by(lambda: run("DELETE FROM reports_edition")) == name
    assert rows.update(requested_by=None, published_by=None) == 1
    draft = edition(month=date(2026, 9, 1))
    Edition.objects.filter(pk=draft.pk).update(step="a")
    run("DELETE FROM reports_edition WHERE id = %s", draft.pk)


def _another(field) -> str:
    if isinstance(field, models.DateTimeField):
        return "now() + interval '1 day'"
    if isinstance(field, models.DateField):
        return "date '2026-08-01'"
    return (
        "'b'" if isinstance(field, models.CharField | models.TextField) else f"{field.column} + 1"
    )


def a_published_file_never_changes() -> None:
    name = "published_file_never_changes"
    draft = edition(state="draft", figures="{}", sha256="a" * 64)
    other = edition(month=date(2026, 9, 1))
    file = {"kind": "occupancy", "sha256": "a", "size": 1}
    kept = EditionFile.objects.create(edition=draft, **file)
    loose = EditionFile.objects.create(edition=other, **file)
    EditionFile.objects.filter(pk=kept.pk).update(size=2)
    Edition.objects.filter(pk=draft.pk).update(state="published", published_at=NOW)
    assert broken_by(lambda: EditionFile.objects.filter(pk=kept.pk).update(size=3)) == name
    assert broken_by(lambda: run("DELETE FROM reports_editionfile WHERE id = %s", kept.pk)) == name
    more = file | {"kind": "spending"}
    assert broken_by(lambda: EditionFile.objects.create(edition=draft, **more)) == name
    run("DELETE FROM reports_editionfile WHERE id = %s", loose.pk)


def a_booking_takes_its_place_and_its_parts() -> None:
    whole, part = SpaceFactory(room=True), SpaceFactory(room=True)
    whole.parts.add(part)
    booking = BookingFactory(space=part)
    assert _takes(booking) == {part.pk}
    type(booking).objects.filter(pk=booking.pk).update(space=whole)
    assert _takes(booking) == {part.pk, whole.pk}


def _takes(booking) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower(r) FROM spaces_booking, unnest(takes) r WHERE id = %s", [booking.pk]
        )
        starts = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT upper(r) FROM spaces_booking, unnest(takes) r WHERE id = %s", [booking.pk]
        )
        ends = [row[0] for row in cursor.fetchall()]
    return {number for start, end in zip(starts, ends, strict=True) for number in range(start, end)}


#: Each trigger, and what it does. A new one needs its line here.
TRIGGERS = {
    "budget_count_planned": planned_is_counted,
    "budget_count_commitment": orders_are_counted,
    "budget_count_document": documents_are_counted,
    "budget_keep_programme": counts_are_kept("programme", "allocated", ProgrammeFactory),
    "budget_keep_line": counts_are_kept("line", "engaged", LineFactory),
    "budget_keep_commitment": counts_are_kept("commitment", "invoiced", CommitmentFactory),
    "journal_never_changes": the_journal_never_changes,
    "journal_is_never_emptied": the_journal_is_never_emptied,
    "published_edition_never_changes": a_published_edition_never_changes,
    "published_file_never_changes": a_published_file_never_changes,
    "spaces_booking_takes": a_booking_takes_its_place_and_its_parts,
}


#: Each on ten tables, for each way of writing: `spaces/tests/test_setup.py` takes them one by one.
OF_THE_SETUP = {"setup_is_marked", "setup_is_revised", "setup_is_revised_at_once"}


def test_each_trigger_has_its_case():
    assert triggers() == {*TRIGGERS, *OF_THE_SETUP}


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_a_trigger_in_each_of_its_branches(name):
    TRIGGERS[name]()


def test_the_journal_s_triggers_hold_also_for_who_only_replays():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgname LIKE 'journal%%'")
        assert set(cursor.fetchall()) == {
            ("journal_never_changes", "A"),
            ("journal_is_never_emptied", "A"),
        }


def test_a_document_lies_on_the_line_of_its_order():
    paper = DocumentFactory(commitment=CommitmentFactory())
    with pytest.raises(IntegrityError, match="document_is_on_the_line_of_its_order"):
        type(paper).objects.filter(pk=paper.pk).update(line=LineFactory())
