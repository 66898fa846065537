"""A file that finds no room, or is too large, is told of in words, and nothing of it is kept."""

import errno

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from core.storage import WholeFiles
from piastra.tests.errors.log import lines_about
from piastra.tests.uploads import paper, uploads

FORM = "application/x-www-form-urlencoded"

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_disk(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(WholeFiles, "_write", full)


def says_nothing_was_kept(answer) -> bool:
    page = answer.content.decode()
    return answer.status_code == 507 and "Il file non si è potuto salvare" in page


def test_every_upload_form_says_that_the_file_was_not_kept(
    client_of, staff, full_disk, settings, tmp_path, caplog
):
    from budget.models import Document, DocumentFile
    from core.models import JournalEntry

    settings.MEDIA_ROOT = tmp_path
    browser = client_of(staff)
    browser.raise_request_exception = False
    sent = uploads()
    before = Document.objects.count(), DocumentFile.objects.count(), JournalEntry.objects.count()
    for address, fields in sent.items():
        assert says_nothing_was_kept(browser.post(address, fields)), address
    after = Document.objects.count(), DocumentFile.objects.count(), JournalEntry.objects.count()
    assert after == before
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [line.exc_info for line in lines_about(caplog)] == [None] * len(sent)


def test_a_file_does_not_outlive_the_row_that_was_not_written(client_of, staff, settings, tmp_path):
    """The database goes away after the file was stored, and before its line in the journal."""

    def away(execute, sql, params, *rest):
        if 'INSERT INTO "core_journalentry"' in sql and {"file_attached", "photo_set"} & set(
            params
        ):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, *rest)

    settings.MEDIA_ROOT = tmp_path
    browser = client_of(staff)
    browser.raise_request_exception = False
    for address, fields in uploads().items():
        with connection.execute_wrapper(away):
            answer = browser.post(address, fields)
        assert answer.status_code == 503, address
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_upload_that_finds_no_room_on_its_way_is_not_kept_either(
    client_of, staff, settings, monkeypatch
):
    """Larger files wait in a file of their own until the form has seen them."""
    from django.core.files.uploadedfile import TemporaryUploadedFile

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", full)
    browser = client_of(staff)
    browser.raise_request_exception = False
    for address, fields in uploads().items():
        assert says_nothing_was_kept(browser.post(address, fields)), address


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_too_much_is_told_with_the_limit(client_of, member, who, settings):
    browser = client_of(member if who == "member" else None)
    large = browser.post(reverse("account_login"), b"x=" + b"y" * 12_000_000, content_type=FORM)
    many = browser.post(
        reverse("account_login"), "&".join(f"a{n}=1" for n in range(1001)), content_type=FORM
    )
    asked = browser.get("/eventi/?" + "&".join(f"a{n}=1" for n in range(1001)))
    assert [answer.status_code for answer in (large, many, asked)] == [413, 413, 413]
    assert "fino a 11 MB" in large.content.decode()
    assert "fino a 1000 campi" in many.content.decode()
    for answer in (large, many):
        assert "Non è stato salvato nulla" in answer.content.decode()


def test_too_many_files_are_told_with_the_limit(client_of, staff):
    files = {f"file{number}": paper() for number in range(101)}
    answer = client_of(staff).post(reverse("budget:document_new"), files)
    assert answer.status_code == 413
    assert "fino a 100 file" in answer.content.decode()


def test_a_file_that_makes_the_form_too_large_is_refused_before_it_is_read(client_of, staff):
    from io import BytesIO

    big = BytesIO(b"%PDF-" + b"x" * 12_000_000)
    big.name = "big.pdf"
    answer = client_of(staff).post(reverse("budget:document_new"), {"file": big})
    assert answer.status_code == 413
