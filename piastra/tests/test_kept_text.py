"""What was written, and whose form is gone: on a page of its own, for its writer, until it is thrown away."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import ParkedForm
from events.tests.factories import EventFactory, ObjectiveFactory, ThemeFactory
from members.models import Application
from members.tests.factories import ApplicationFactory
from piastra.tests.test_parking import AGAIN, PROFILE, sign_in, token_on, written
from piastra.tests.written import sign_out_behind

pytestmark = pytest.mark.django_db
PROJECT = "/domanda/progetto/"
IDEA = "Percorsi sicuri\r\nper <chi> va in bici"


@pytest.fixture
def writer(make_person):
    return confirmed(make_person("applicant"))


def confirmed(person):
    person.emailaddress_set.create(email=person.email, primary=True, verified=True)
    return person


def signed_out_while_writing(browser, path, token_of=PROJECT, **fields):
    token = token_on(browser, token_of)
    sign_out_behind(browser)
    browser.post(path, fields | {"csrfmiddlewaretoken": token})


def role(person, name):
    type(person).objects.filter(pk=person.pk).update(role=name)


@pytest.fixture
def promoted(browser_of, writer):
    """Somebody who became an official while the project was being written: the form opens no more."""
    ThemeFactory()
    ApplicationFactory(applicant=writer, idea="")
    browser = browser_of(writer)
    signed_out_while_writing(browser, PROJECT, idea=IDEA, next="/", theme="", seen="3")
    role(writer, "official")
    sign_in(browser, writer)
    return browser


def page_of(browser, path) -> str:
    answer = browser.get(path)
    assert (answer.status_code, answer.get("Location")) == (302, alone())
    return browser.get(alone()).text


def alone() -> str:
    return f"/scritto/{ParkedForm.objects.get().pk}/"


def fields_of(page: str) -> list[tuple[str, str]]:
    return re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)


def test_in_another_role_the_text_is_shown_with_the_words_of_its_form(promoted):
    page = page_of(promoted, PROJECT)
    assert fields_of(page) == [
        ("Che cosa vorrei fare qui", "Percorsi sicuri<br>per &lt;chi&gt; va in bici")
    ]
    assert f'href="{PROJECT}"' in page
    assert "Quello che avevi scritto" in page
    assert "file" not in page.partition("<dl")[0].partition("<main")[2]


def test_once_read_its_page_is_its_page_again(promoted):
    page_of(promoted, PROJECT)
    assert promoted.get(PROJECT).status_code == 403
    assert fields_of(promoted.get(alone()).text)


def test_an_application_that_was_sent_meanwhile(browser_of, writer):
    ThemeFactory()
    ApplicationFactory(applicant=writer, idea="")
    browser = browser_of(writer)
    signed_out_while_writing(browser, PROJECT, idea=IDEA)
    Application.objects.update(status=Application.Status.SUBMITTED, submitted_at=timezone.now())
    sign_in(browser, writer)
    assert "Percorsi sicuri" in page_of(browser, PROJECT)


def test_a_thing_that_is_gone(browser_of, make_person):
    staff = confirmed(make_person("staff"))
    ThemeFactory(), ObjectiveFactory()
    event = EventFactory()
    browser, path = browser_of(staff), reverse("events:change", args=[event.slug])
    signed_out_while_writing(browser, path, "/eventi/nuovo/", title="In bici", description=IDEA)
    event.delete()
    sign_in(browser, staff)
    texts = [text for _label, text in fields_of(page_of(browser, path))]
    assert texts == ["In bici", "Percorsi sicuri<br>per &lt;chi&gt; va in bici"]


def test_a_form_that_is_there_is_given_back_there(browser_of, make_person):
    known = confirmed(make_person("member"))
    browser = browser_of(known)
    token = token_on(browser, PROFILE)
    sign_out_behind(browser)
    browser.post(PROFILE, written(token))
    sign_in(browser, known)
    page = browser.get(PROFILE)
    assert AGAIN in page.text
    assert f'href="{alone()}"' in page.text
    assert "Quaranta minuti di lavoro<br>su due &lt;righe&gt;" in browser.get(alone()).text


def test_nobody_else_and_no_other_browser_reads_it(promoted, browser_of, writer, make_person):
    other = confirmed(make_person("member", email="altra@example.org"))
    path = alone()
    for button in ("", "elimina/"):
        assert browser_of(writer).get(path).status_code == 404
        assert browser_of().get(path + button)["Location"].startswith("/accedi/login/")
    sign_out_behind(promoted)
    sign_in(promoted, other)
    assert promoted.get(path).status_code == 404
    token = token_on(promoted, "/accessi/")
    answer = promoted.post(f"{path}elimina/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 404
    assert ParkedForm.objects.exists()


def test_it_is_thrown_away_and_twice_is_no_fault(promoted):
    path = alone()
    token = token_on(promoted, path)
    sent = {"csrfmiddlewaretoken": token}
    answer = promoted.post(f"{path}elimina/", sent, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "eliminato" in answer.text
    assert not ParkedForm.objects.exists()
    for again in (promoted.post(f"{path}elimina/", sent), promoted.get(path)):
        assert again.status_code == 404


def test_it_is_gone_with_the_hour(promoted):
    path = alone()
    ParkedForm.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert promoted.get(path).status_code == 404
    assert promoted.get(PROJECT).status_code == 403


def test_a_button_alone_has_no_page(browser_of, make_person):
    known = confirmed(make_person("member"))
    browser = browser_of(known)
    signed_out_while_writing(browser, "/prenotazioni/999999/annulla/", PROFILE, seen="12")
    sign_in(browser, known)
    assert browser.get("/prenotazioni/999999/annulla/").status_code == 404
    assert browser.get(alone()).status_code == 404


def test_a_file_is_said_not_to_be_kept(browser_of, writer):
    browser = browser_of(writer)
    upload = SimpleUploadedFile("curriculum.pdf", b"%PDF-1.4")
    ApplicationFactory(applicant=writer, idea="")
    signed_out_while_writing(browser, PROJECT, idea=IDEA, upload=upload)
    role(writer, "official")
    sign_in(browser, writer)
    assert "Il file che avevi scelto non è stato conservato" in page_of(browser, PROJECT)


def test_what_no_form_knows_is_shown_too(browser_of, writer):
    ApplicationFactory(applicant=writer, idea="")
    browser = browser_of(writer)
    signed_out_while_writing(browser, PROJECT, idea=IDEA, question_7="Vegetariana")
    role(writer, "official")
    sign_in(browser, writer)
    assert ("Un altro campo", "Vegetariana") in fields_of(page_of(browser, PROJECT))


def test_it_asks_for_as_much_with_one_field_as_with_many(promoted, queries_of):
    path = alone()
    one = queries_of(lambda: promoted.get(path))
    kept = ParkedForm.objects.get()
    kept.fields |= {f"question_{number}": ["Ciao"] for number in range(9)}
    kept.save()
    assert queries_of(lambda: promoted.get(path)) == one
