"""Texts of the staff: versions, the portal's own words, what is shown of what was typed."""

import pytest

from core import texts
from core.models import Text
from core.refusals import Refusal

KEY = "welcome"


@pytest.fixture(autouse=True)
def welcome(monkeypatch):
    said = {"it": "Benvenuti", "en": "Welcome"}
    monkeypatch.setitem(texts._declared, KEY, texts.Declared(KEY, "Benvenuto", "In casa.", said))


def write(by, body: str, seen: int, language: str = "it"):
    return texts.write_text(by=by, key=KEY, language=language, body=body, seen=seen)


@pytest.mark.django_db
def test_each_language_has_its_versions_and_none_is_lost(staff):
    assert texts.current(KEY, "it").version == 0
    write(staff, "Uno", 0)
    write(staff, "Due", 1)
    assert (texts.current(KEY, "it").body, texts.current(KEY, "it").version) == ("Due", 2)
    assert texts.current(KEY, "en").version == 0
    assert list(Text.objects.values_list("version", "body").order_by("version")) == [
        (1, "Uno"),
        (2, "Due"),
    ]


@pytest.mark.django_db
def test_the_same_words_make_no_version_and_a_stale_form_is_refused(staff, member):
    write(staff, "Uno", 0)
    assert write(staff, "Uno\r\n", 1) is None
    with pytest.raises(Refusal) as stale:
        write(staff, "Altro", 0)
    assert stale.value.code == "overtaken"
    with pytest.raises(Refusal) as stranger:
        write(member, "Altro", 1)
    assert stranger.value.code == "not_yours"
    assert texts.current(KEY, "it").version == 1


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Ciao", "<p>Ciao</p>"),
        ("Uno\nDue", "<p>Uno<br>Due</p>"),
        ("Uno\r\n \r\nDue", "<p>Uno</p>\n<p>Due</p>"),
        ("Regole:\n- una\n- due", "<p>Regole:</p>\n<ul><li>una</li><li>due</li></ul>"),
        ("<b>x</b>\n- <script>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n<ul><li>&lt;script&gt;</li></ul>"),
        ("", ""),
        ("-5 gradi", "<p>-5 gradi</p>"),
    ],
)
def test_what_is_typed_is_shown_as_text(body, html):
    assert texts.as_html(body) == html
