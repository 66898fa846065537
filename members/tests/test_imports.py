"""Bringing coworkers and organisations from a file: looked at first, written once, and what is wrong is said."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.access import Role
from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from core.refusals import Refusal
from members import tasks
from members.actions import imports as actions
from members.actions.imports import work_on_import
from members.models import Import, ImportRow, Membership, Organisation, User
from members.tests.factories import OrganisationFactory, PersonFactory

HEAD = "email;nome;cognome;dal;al;organizzazione;referente"
ANNA = "anna@example.org;Anna;D’Angelo;01/10/2025;;Cooperativa Adda;sì"
PAGE = reverse("members:imports")


def bring(staff, *rows: str, kind="members", head=HEAD, **facts) -> Import:
    content = "\n".join([head, *rows]).encode()
    return actions.bring_file(by=staff, kind=kind, content=content, name="a.csv", **facts)


def outcomes(brought: Import) -> list[str]:
    return list(brought.rows.values_list("outcome", flat=True))


def written(staff, *rows: str, **facts) -> Import:
    brought = bring(staff, *rows, **facts)
    actions.check_import(brought)
    actions.begin_import(by=staff, brought=brought)
    actions.write_import(brought)
    return brought


def state() -> dict:
    """All that an import could have written."""
    models = (User, Membership, Organisation, JournalEntry, OutgoingMail)
    return {model: set(model.objects.values_list("pk", flat=True)) for model in models}


def test_a_check_writes_nothing_and_says_what_writing_would_do(staff):
    rows = [ANNA, ANNA, "x;Anna;Rossi;01/10/2025", "b@example.org;Bea;Rossi;01/10/2025;;Adda;"]
    brought = bring(staff, *rows)
    before = state()
    actions.check_import(brought)
    assert state() == before
    said = list(brought.rows.values_list("outcome", "words"))
    assert [outcome for outcome, _words in said] == ["made", "there", "refused", "made"]
    assert "l’account, l’adesione, il posto nell’organizzazione" in said[0][1]
    assert "non è un indirizzo e-mail" in said[2][1]
    actions.begin_import(by=staff, brought=brought)
    actions.write_import(brought)
    assert list(brought.rows.values_list("outcome", "words")) == said


def test_a_coworker_is_one_from_the_first_day_and_manages_the_organisation(staff):
    written(staff, ANNA)
    anna = User.objects.at("anna@example.org")
    assert (anna.role, anna.get_full_name()) == (Role.MEMBER, "Anna D’Angelo")
    assert not anna.has_usable_password()
    membership = anna.memberships.get()
    assert (membership.starts, membership.ends) == (date(2025, 10, 1), None)
    row = anna.organisations.get()
    assert (row.organisation.name, row.is_manager) == ("Cooperativa Adda", True)


def test_the_same_file_again_changes_nothing(staff):
    rows = [ANNA, "bea@example.org;Bea;Rossi;2025-10-01;2025-12-31;cooperativa ADDA;"]
    written(staff, *rows)
    before = state()
    again = written(staff, *rows)
    after = state()
    assert set(outcomes(again)) == {"there"}
    changed = {model for model in before if before[model] != after[model]}
    # That a file was brought is written down.
    assert changed == {JournalEntry}
    assert Organisation.objects.count() == 1
    assert Membership.objects.get(person__email="bea@example.org").ends == date(2026, 1, 1)


WRONG = {
    "nessuno;Anna;Rossi;01/10/2025": "non è un indirizzo e-mail",
    "a@example.org;;Rossi;01/10/2025": "Manca un dato",
    "a@example.org;Anna;Rossi;": "Manca un dato",
    "a@example.org;Anna;Rossi;31/02/2025": "non è una data",
    "a@example.org;Anna;Rossi;01/10/2025;01/09/2025": "viene prima del primo",
    f"a@example.org;{'A' * 81};Rossi;01/10/2025": "da uno a 80",
    "a@example.org;www.premio.it;Rossi;01/10/2025": "Un nome non contiene",
    "a@example.org;Anna;Rossi;01/10/2025;;Adda;forse": "né sì né no",
    "chiuso@example.org;Anna;Rossi;01/10/2025": "account chiuso",
    "candidata@example.org;Anna;Rossi;01/10/2025": "un’importazione non cambia",
    "comune@example.org;Anna;Rossi;01/10/2025": "un’importazione non cambia",
    "a@example.org;Anna;Rossi;01/09/2025": "Settembre 2025 è chiuso",
}


def test_a_broken_row_says_why_and_stops_no_other(staff):
    PersonFactory(email="chiuso@example.org", member=True, is_active=False)
    PersonFactory(email="candidata@example.org")
    PersonFactory(email="comune@example.org", official=True)
    close(Month(2025, 9), by=staff)
    brought = written(staff, *WRONG, ANNA)
    assert outcomes(brought) == ["refused"] * len(WRONG) + ["made"]
    for row, words in zip(brought.rows.all(), WRONG.values(), strict=False):
        assert words in row.words
    assert Membership.objects.count() == 1
    assert not User.objects.filter(email="a@example.org").exists()


def test_formulas_and_html_are_words(staff, client_of):
    head = "nome;tipo;descrizione"
    brought = bring(staff, "=1+1;scuola;<script>alert(1)</script>", kind="organisations", head=head)
    actions.check_import(brought)
    assert "<b>" not in client_of(staff).get(reverse("members:import", args=[brought.pk])).text
    actions.begin_import(by=staff, brought=brought)
    actions.write_import(brought)
    made = Organisation.objects.get()
    assert (made.name, made.kind) == ("=1+1", "school")
    text = client_of(staff).get(reverse("members:organisation", args=[made.pk])).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_organisations_are_made_once_and_stay_as_they_are(staff):
    OrganisationFactory(name="Cooperativa Àdda", description="Nostra")
    head = "organizzazione;tipo;partita iva;sito;descrizione"
    rows = [
        "cooperativa adda;scuola;;;Altra",
        "Ente Uno;Università;0123 4567 890;www.example.org;",
        "Ente Due;nave;;;",
        "Ente Tre;;12;;",
        "Ente Quattro;;;non è un sito;",
        "Ente Cinque;;01234567890;;",
    ]
    brought = written(staff, *rows, kind="organisations", head=head)
    assert outcomes(brought) == ["there", "made", "refused", "refused", "refused", "refused"]
    assert Organisation.objects.get(name__startswith="Coop").description == "Nostra"
    made = Organisation.objects.get(name="Ente Uno")
    assert (made.kind, made.tax_code) == ("research", "01234567890")
    assert made.website == "https://www.example.org"


@pytest.mark.parametrize("invites", [False, True])
def test_nobody_is_written_to_before_the_staff_say_so(staff, invites):
    brought = bring(staff, ANNA, invites=invites)
    actions.check_import(brought)
    assert not OutgoingMail.objects.exists()
    actions.begin_import(by=staff, brought=brought)
    actions.write_import(brought)
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["anna@example.org"] * invites


def test_a_worker_that_is_killed_loses_no_row_and_writes_none_twice(staff):
    brought = bring(staff, *(f"p{n}@example.org;P;Q;01/10/2025" for n in range(3)))
    work_on_import(brought.pk)
    brought.refresh_from_db()
    actions.begin_import(by=staff, brought=brought)
    assert actions._write_next(brought)
    tasks.sweep_imports()
    work_on_import(brought.pk)
    work_on_import(brought.pk)
    brought.refresh_from_db()
    assert brought.done_at
    assert outcomes(brought) == ["made"] * 3
    assert Membership.objects.count() == 3
    assert not any(row.cells for row in brought.rows.all())


def test_nothing_is_written_unseen_and_by_nobody_else(staff, member):
    brought = bring(staff, ANNA)
    for by, code in ((staff, "unchecked"), (member, "staff")):
        with pytest.raises(Refusal) as refusal:
            actions.begin_import(by=by, brought=brought)
        assert refusal.value.code == code
    with pytest.raises(Refusal) as refusal:
        actions.write_import(brought)
    assert refusal.value.code == "not_begun"
    assert not User.objects.at("anna@example.org")
    with pytest.raises(Refusal):
        bring(member, ANNA)


def test_who_lost_the_right_meanwhile_imports_nothing(staff):
    brought = bring(staff, ANNA)
    staff.role = Role.MEMBER
    staff.save()
    work_on_import(brought.pk)
    assert outcomes(brought) == ["refused"]


def upload(text: str, **fields) -> dict:
    return {"kind": "members", "file": SimpleUploadedFile("a.csv", text.encode()), **fields}


def test_the_pages_from_the_file_to_the_last_row(staff, client_of):
    browser = client_of(staff)
    answer = browser.post(PAGE, upload(f"{HEAD}\n{ANNA}\nx;A;B;01/10/2025\n"), follow=True)
    brought = Import.objects.get()
    assert "Controllo in corso" in answer.text
    work_on_import(brought.pk)
    address = reverse("members:import", args=[brought.pk])
    text = browser.get(address).text
    assert "Riga 2: anna@example.org" in text
    assert "Importa 1 riga" in text
    begun = browser.post(reverse("members:import_begin", args=[brought.pk]), follow=True).text
    assert "L’importazione è iniziata" in begun
    work_on_import(brought.pk)
    assert "Importato" in browser.get(address).text
    assert "a.csv" in browser.get(PAGE).text
    assert User.objects.at("anna@example.org")


@pytest.mark.parametrize("text", ["", "nome\n", "email;nome;cognome;dal\n", "PK\0\0"])
def test_a_file_that_is_none_is_a_sentence(staff, client_of, text):
    answer = client_of(staff).post(PAGE, upload(text))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text or "is-invalid" in answer.text
    assert not Import.objects.exists()


def test_only_the_staff_import(member, official, client_of):
    for reader in (member, official):
        assert client_of(reader).post(PAGE, upload(f"{HEAD}\n{ANNA}")).status_code == 403


def test_the_command_checks_and_writes_when_told(staff, tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text(f"{HEAD}\n{ANNA}\n", encoding="windows-1252")
    call_command("import_members", str(file), by=staff.email)
    assert "Nothing was written" in capsys.readouterr().out
    assert not User.objects.at("anna@example.org")
    assert not Import.objects.exists()
    call_command("import_members", str(file), by=staff.email, write=True)
    assert "made: 1" in capsys.readouterr().out
    assert User.objects.at("anna@example.org").last_name == "D’Angelo"
    for wrong in ({"by": "anna@example.org"}, {"by": staff.email, "kind": "bookings"}):
        with pytest.raises(CommandError):
            call_command("import_members", str(file), **wrong)


def test_the_page_of_an_import_costs_the_same_with_more_rows(staff, client_of, queries_of):
    brought = bring(staff, ANNA)
    address = reverse("members:import", args=[brought.pk])
    one = queries_of(lambda: client_of(staff).get(address))
    ImportRow.objects.bulk_create(ImportRow(brought=brought, number=n) for n in range(3, 9))
    assert queries_of(lambda: client_of(staff).get(address)) == one
