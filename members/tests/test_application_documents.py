"""Documents of an application: what is taken, who opens it, who sees who did."""

import pytest
from django.urls import reverse

from core.models import JournalEntry
from members import actions
from members.models import ApplicationDocument, DocumentLook
from members.tests.applying import page, paper, picture
from members.tests.factories import ApplicationFactory

DOCUMENTS = page("application_documents")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(client_of, applicant):
    return client_of(applicant)


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(applicant=applicant)


def address(document, verb="application_document"):
    return reverse(f"members:{verb}", args=[document.pk])


def brought(client, upload, **fields):
    return client.post(DOCUMENTS, {"kind": "curriculum", "upload": upload, **fields}, follow=True)


@pytest.mark.parametrize(
    "upload",
    [
        lambda: paper(),
        lambda: paper("FOTO.JPG", picture("JPEG")),
        lambda: paper("foto.png", picture()),
        lambda: paper("ricerca.pdf", b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF\r\n\r\n"),
        lambda: paper("سيرة.pdf"),
    ],
)
def test_a_pdf_and_pictures_are_kept_outside_the_web_and_handed_out(
    upload, client, draft, settings
):
    given = upload()
    brought(client, given)
    kept = ApplicationDocument.objects.get()
    assert (kept.name, kept.kind) == (given.name, "curriculum")
    assert kept.file.path.startswith(f"{settings.MEDIA_ROOT}/members/applications/{draft.pk}/")
    answer = client.get(address(kept))
    given.seek(0)
    assert b"".join(answer.streaming_content) == given.read()
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: paper("cv.pdf", b""), "Il file è vuoto"),
        (lambda: paper("cv.pdf", b"%PDF-1.4 tagliato a meta"), "non è un file PDF che si possa aprire"),
        (lambda: paper("cv.pdf", b"<html>%%EOF"), "non è un file PDF"),
        (lambda: paper("cv.pdf", picture()), "non è un file PDF"),
        (lambda: paper("foto.png", picture("JPEG")), "non è un file PNG"),
        (lambda: paper("foto.jpg", picture("JPEG")[:-200]), "non è un file JPEG"),
        (lambda: paper("foto.png", b"\x89PNG\r\n\x1a\n"), "non è un file PNG"),
        (lambda: paper("cv.docx", b"PK\x03\x04"), "Si accettano solo file PDF, JPEG e PNG"),
        (lambda: paper("cv.html", b"<script>"), "Si accettano solo"),
        (lambda: paper("cv.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024) + b"%%EOF"), "supera i 10 MB"),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(upload, sentence, client, draft):
    assert sentence in brought(client, upload()).content.decode()
    assert not ApplicationDocument.objects.exists()


def test_exactly_ten_megabytes_are_kept(client, draft):
    head, tail = b"%PDF-1.4\n", b"\n%%EOF"
    brought(client, paper(content=head + b"0" * (10 * 1024 * 1024 - len(head + tail)) + tail))
    assert ApplicationDocument.objects.get().size == 10 * 1024 * 1024


def test_two_gigabytes_are_refused_before_they_are_read(client, draft):
    answer = client.post(DOCUMENTS, {}, CONTENT_LENGTH=str(2 * 1024**3))
    assert answer.status_code == 413


def test_twice_is_once_and_removed_it_is_gone_file_and_all(
    client, draft, django_capture_on_commit_callbacks
):
    brought(client, paper())
    brought(client, paper())
    kept = ApplicationDocument.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(kept, "application_document_remove"))
    assert not ApplicationDocument.objects.exists()
    assert not kept.file.storage.exists(kept.file.name)


def test_what_was_sent_stays(client, applicant):
    sent = ApplicationFactory(applicant=applicant, submitted=True)
    kept = keep(sent)
    client.post(address(kept, "application_document_remove"))
    assert ApplicationDocument.objects.count() == 1
    assert client.get(DOCUMENTS).status_code == 302


def keep(application) -> ApplicationDocument:
    """As somebody brought it, whatever state the application is in by now."""
    return actions.documents.keep_document(
        application, by=application.applicant, upload=paper(), kind="other"
    )


def test_the_applicant_sees_when_the_staff_looked_and_the_journal_tells_all(
    client, client_of, applicant, staff, at
):
    at("2026-11-24 10:15")
    kept = keep(ApplicationFactory(applicant=applicant, submitted=True))
    list(client.get(address(kept)).streaming_content)
    assert not DocumentLook.objects.exists()
    list(client_of(staff).get(address(kept)).streaming_content)
    text = client.get(page("application")).content.decode()
    assert "Aperto dallo staff il 24 novembre 2026 alle 10:15" in text
    assert staff.last_name not in text
    opened = JournalEntry.objects.filter(verb="document_opened")
    assert [entry.by_id for entry in opened.order_by("pk")] == [applicant.pk, staff.pk]


def test_others_find_no_document_and_the_staff_none_of_a_draft(
    client_of, applicant, other_member, staff, official
):
    kept = keep(ApplicationFactory(applicant=applicant))
    for reader in (other_member, staff, official):
        assert client_of(reader).get(address(kept)).status_code == 404
        answer = client_of(reader).post(address(kept, "application_document_remove"))
        assert answer.status_code in (403, 404)
    assert client_of().get(address(kept)).status_code == 302
    assert not JournalEntry.objects.filter(verb="document_opened").exists()


def test_an_answer_brings_its_document_into_the_timeline(client, applicant):
    asked = ApplicationFactory(applicant=applicant, info_requested=True)
    answer = page("application_answer")
    home = client.get(reverse("site:home")).content.decode()
    assert f'href="{answer}">Rispondi</a>' in home
    wrong = client.post(answer, {"reason": "Eccolo.", "upload": paper("cv.pdf", b"no")})
    assert "non è un file PDF" in wrong.content.decode()
    assert "Eccolo." in wrong.content.decode()
    asked.refresh_from_db()
    assert asked.status == "info_requested"
    client.post(answer, {"reason": "Eccolo.", "upload": paper()})
    kept = ApplicationDocument.objects.get()
    assert (kept.move.after, kept.move.reason) == ("under_review", "Eccolo.")
    text = client.get(page("application")).content.decode()
    assert text.index("Manca il recapito.") < text.index("Eccolo.") < text.index("curriculum.pdf")


def test_there_is_an_end_to_documents(client, draft, monkeypatch):
    monkeypatch.setattr("members.rules.applying.MOST_DOCUMENTS", 1)
    brought(client, paper())
    more = brought(client, paper(content=b"%PDF-1.5 altro %%EOF"))
    assert "Ci sono già 1 documenti, il massimo" in more.content.decode()
