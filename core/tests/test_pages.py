"""One confirm page and one form page: they ask, do, tell and return."""

import pytest
from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields import BLANK_CHOICE_DASH
from django.test import RequestFactory

from core.forms import ActionForm, DayField
from core.models import MailServer
from core.pages import attached, carry_out, confirm_page, form_page, hand_out, sent
from core.refusals import Refusal

pytestmark = pytest.mark.django_db
ASKED = {
    "heading": "Buttare via la carta?",
    "lead": "Non torna più.",
    "button": "Butta via",
    "keep": "No, tienila",
    "back": "/carte/",
    "done": "Buttata.",
}


class PaperForm(ActionForm, forms.Form):
    button = "Conserva"
    title = forms.CharField()
    day = DayField(required=False)
    paper = forms.FileField(required=False)

    def facts(self):
        return {"title": self.cleaned_data["title"]}


@pytest.fixture
def request_of():
    def make(method="get", **given):
        request = getattr(RequestFactory(), method)("/carte/1/", given)
        request.user, request.session = AnonymousUser(), {}
        request._messages = FallbackStorage(request)
        return request

    return make


def told(request):
    return [(message.level, message.message) for message in messages.get_messages(request)]


def refuse(**_facts):
    raise Refusal("La carta serve ancora.", code="needed")


def test_a_question_is_asked_and_nothing_is_done(request_of):
    done = []
    page = confirm_page(request_of(), lambda: done.append(1), **ASKED).content.decode()
    assert (done, "<h1>Buttare via la carta?</h1>" in page) == ([], True)
    assert "Non torna più." in page
    assert '<form method="post">' in page
    assert ">Butta via</button>" in page
    assert '<a class="btn btn-quiet" href="/carte/">No, tienila</a>' in page


def test_the_button_does_it_tells_it_and_returns(request_of):
    done, request = [], request_of("post")
    answer = confirm_page(request, lambda: done.append(1), **ASKED)
    assert (done, answer.status_code, answer.url) == ([1], 302, "/carte/")
    assert told(request) == [(messages.SUCCESS, "Buttata.")]


def test_one_may_go_elsewhere_once_it_is_done(request_of):
    answer = confirm_page(request_of("post"), lambda: 3, after=lambda made: f"/{made}/", **ASKED)
    assert answer.url == "/3/"
    assert confirm_page(request_of("post"), refuse, after="/", **ASKED).url == "/carte/"


@pytest.mark.parametrize("level", [messages.ERROR, messages.INFO])
def test_a_refusal_is_told_where_one_returns(request_of, level):
    request = request_of("post")
    answer = confirm_page(request, refuse, refused=level, **ASKED)
    assert (answer.status_code, answer.url) == (302, "/carte/")
    assert told(request) == [(level, "La carta serve ancora.")]


def test_what_is_known_to_be_refused_has_no_button(request_of):
    refusal = Refusal("La carta serve ancora.", code="needed")
    page = confirm_page(request_of(), refuse, refusal=refusal, **ASKED).content.decode()
    assert "La carta serve ancora." in page
    assert "Butta via" not in page
    assert "No, tienila" in page


def test_a_button_alone_may_say_nothing(request_of):
    request = request_of("post")
    assert carry_out(request, lambda: 3, back="/carte/").url == "/carte/"
    assert told(request) == []


def test_words_come_from_what_the_verb_gave(request_of):
    request = request_of("post")
    carry_out(request, lambda: 3, back="/", done=lambda made: f"{made} carte buttate.")
    assert told(request) == [(messages.SUCCESS, "3 carte buttate.")]


def form_answer(request, verb, form=None):
    form = form or PaperForm(sent(request), request.FILES or None)
    back = lambda made: f"/carte/{made}/"  # noqa: E731
    return form_page(request, form, verb, heading="Nuova carta", done="Conservata.", back=back)


def test_a_form_is_shown_with_its_button(request_of):
    page = form_answer(request_of(), refuse).content.decode()
    assert "<h1>Nuova carta</h1>" in page
    assert ">Conserva</button>" in page
    assert 'class="alert' not in page


def test_a_form_does_with_what_was_written(request_of):
    request = request_of("post", title="Lettera")
    answer = form_answer(request, lambda title: title.lower())
    assert (answer.status_code, answer.url) == (302, "/carte/lettera/")
    assert told(request) == [(messages.SUCCESS, "Conservata.")]


def test_a_refusal_stands_in_the_form_with_what_was_written(request_of):
    request = request_of("post", title="Lettera di Ada")
    answer = form_answer(request, refuse)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "La carta serve ancora." in page
    assert 'value="Lettera di Ada"' in page
    assert told(request) == []


@pytest.mark.parametrize(("sent_title", "status"), [("", 409), ("Lettera", 409), (None, 200)])
def test_a_page_may_say_by_its_status_that_nothing_was_done(request_of, sent_title, status):
    request = request_of() if sent_title is None else request_of("post", title=sent_title)
    form = PaperForm(sent(request))
    answer = form_page(request, form, refuse, heading="Carta", back="/", not_done=409)
    assert answer.status_code == status


def test_a_refusal_may_be_told_where_one_returns(request_of):
    request = request_of("post", title="Lettera")
    form = PaperForm(sent(request))
    answer = form_page(
        request, form, refuse, heading="Carta", back="/carte/", refused=messages.INFO
    )
    assert (answer.status_code, answer.url) == (302, "/carte/")
    assert told(request) == [(messages.INFO, "La carta serve ancora.")]


def test_a_file_is_handed_out_or_why_not_is_told(request_of):
    answer = hand_out(
        request_of(), lambda: ContentFile(b"%PDF-1.4"), name="fattura à.pdf", back="/carte/"
    )
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment;")
    answer.close()
    request = request_of()
    assert hand_out(request, refuse, name="x", back="/carte/").url == "/carte/"
    assert told(request) == [(messages.ERROR, "La carta serve ancora.")]


def test_a_form_that_is_not_done_asks_for_its_file_again(request_of):
    for title in ("", "Lettera"):
        paper = SimpleUploadedFile("a.pdf", b"%PDF-")
        page = form_answer(request_of("post", title=title, paper=paper), refuse).content.decode()
        assert "Scegli di nuovo il file" in page


def test_an_empty_form_that_was_sent_is_one_that_was_sent(request_of):
    assert sent(request_of()) is None
    assert PaperForm(sent(request_of("post"))).errors["title"]


@pytest.mark.parametrize("day", ["0026-11-05", "1999-12-31", "2101-01-01"])
def test_a_year_that_nobody_means_is_asked_again(day):
    assert "day" in PaperForm({"title": "x", "day": day}).errors


def test_bytes_are_saved_under_their_name():
    answer = attached(b"a;b", "text/csv; charset=utf-8", "dati.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="dati.csv"'
    assert (answer["Content-Type"], answer.content) == ("text/csv; charset=utf-8", b"a;b")


class Chosen(ActionForm, forms.Form):
    """A list that must be answered, one that need not, one with words of its own."""

    needed = forms.ChoiceField(choices=[BLANK_CHOICE_DASH[0], ("a", "A")])
    optional = forms.ModelChoiceField(MailServer.objects.all(), required=False)
    own = forms.ModelChoiceField(MailServer.objects.none(), required=False, empty_label="Niente")


def test_the_empty_choice_of_a_list_is_a_word():
    fields = Chosen().fields
    first = [str(list(fields[name].choices)[0][1]) for name in ("needed", "optional", "own")]
    assert first == ["Scegli", "Nessuna scelta", "Niente"]
