"""The list of those admitted, to be published: page, PDF and table say numbers, and names only by setting."""

import io
import subprocess

import pikepdf
import pytest
from django.urls import reverse

from core.access import Role
from members.models import Application
from members.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    CallFactory,
    CriterionFactory,
)
from piastra import admitted_list

Status = Application.Status


@pytest.fixture
def client(client_of, staff):
    return client_of(staff)


def applied(call, status, number, name="Rossi", **more) -> Application:
    return ApplicationFactory(
        call=call, status=status, year=2026, number=number, applicant__last_name=name, **more
    )


@pytest.fixture
def call(db):
    """One application in each state; the first has a formula for a name."""
    call = CallFactory(name_it="Avviso d’autunno")
    applied(call, Status.ADMITTED, 3, "=2+5", applicant__first_name="=1")
    applied(call, Status.WAITING, 1)
    states = [Status.NOT_ADMITTED, Status.WITHDRAWN, Status.UNDER_REVIEW, Status.SUBMITTED]
    for number, status in enumerate(states, 10):
        applied(call, status, number)
    return call


def address(name, call) -> str:
    return reverse(f"site:{name}", args=[call.pk])


def text_of(document: bytes, folder) -> str:
    (folder / "list.pdf").write_bytes(document)
    command = ["pdftotext", "-layout", folder / "list.pdf", "-"]
    return " ".join(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    )


def shown(call) -> list[list[str]]:
    return [[cell.text for cell in cells] for cells in admitted_list.table(call).shown()]


def test_the_list_has_numbers_and_no_names(call):
    assert sorted(shown(call)) == [
        ["2026/0001", "Accolta, in attesa di un posto"],
        ["2026/0003", "Accolta"],
    ]


def test_with_the_setting_it_has_names_and_no_spreadsheet_runs_them(call, client):
    call.shows_names = True
    call.save()
    assert ["2026/0003", "=1 =2+5", "Accolta"] in shown(call)
    content = client.get(address("admitted_csv", call)).content.decode("utf-8-sig")
    assert "2026/0003;'=1 =2+5;Accolta" in content.splitlines()


def test_a_call_with_points_lists_them_the_most_first(call):
    call.is_assessed = True
    call.save()
    criterion = CriterionFactory(call=call, most=20)
    for number, points in [(1, 12), (3, 8)]:
        one = call.applications.get(number=number)
        AssessmentFactory(application=one, criterion=criterion, points=points)
    assert [row[:2] for row in shown(call)] == [["2026/0001", "12"], ["2026/0003", "8"]]


def test_the_page_and_the_files_say_the_same(call, client, tmp_path):
    page = client.get(address("admitted", call)).content.decode()
    csv = client.get(address("admitted_csv", call))
    pdf = client.get(address("admitted_pdf", call))
    assert csv["Content-Disposition"] == f'attachment; filename="ammessi-avviso-{call.pk}.csv"'
    assert pdf["Content-Type"] == "application/pdf"
    words = text_of(pdf.content, tmp_path)
    for said in (page, csv.content.decode("utf-8-sig"), words):
        assert "2026/0001" in said
        assert "2026/0003" in said
        assert "2026/0010" not in said
        assert "Rossi" not in said
    assert "Avviso d’autunno" in words


def test_the_document_is_tagged_and_italian_whoever_reads(call, client_of, make_person):
    reader = make_person(Role.STAFF, language="en")
    answer = client_of(reader).get(address("admitted_pdf", call))
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "it"
        assert "/StructTreeRoot" in document.Root
        assert len(document.pages) == 1


@pytest.mark.parametrize("rows", [0, 60])
def test_any_number_of_rows_prints(rows, tmp_path, db):
    call = CallFactory(shows_names=True)
    for number in range(1, rows + 1):
        applied(call, Status.ADMITTED, number, "Lunghissimo" * 7, themes=[], moves=None)
    words = text_of(admitted_list.document(call), tmp_path)
    assert words.count("2026/") == rows
    assert ("non è stata ammessa nessuna domanda" in words) is (rows == 0)


@pytest.mark.parametrize("name", ["admitted", "admitted_pdf", "admitted_csv"])
def test_only_the_staff_have_it(name, call, client_of, make_person):
    for role in (Role.APPLICANT, Role.MEMBER, Role.OFFICIAL):
        assert client_of(make_person(role)).get(address(name, call)).status_code == 403
    assert client_of().get(address(name, call)).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_grow(rows, client, queries_of, db):
    call = CallFactory(is_assessed=True, shows_names=True)
    for number in range(1, rows + 1):
        applied(call, Status.ADMITTED, number)
    assert queries_of(lambda: client.get(address("admitted", call))) == 5
