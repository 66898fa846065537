"""`{% once %}`: a piece is drawn again only for another language or other values, and never holds a reader."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.urls import set_script_prefix
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from core.models import JournalEntry
from core.templatetags.once import MOST, Once

ENGINE = Engine(libraries={"once": "core.templatetags.once"}, builtins=["django.templatetags.i18n"])


class Counter:
    """A value that counts how often it is written."""

    def __init__(self):
        self.written = 0

    def __str__(self):
        self.written += 1
        return "x"


def template(source: str):
    return ENGINE.from_string("{% load once %}" + source)


def drawn(page, **values) -> str:
    return page.render(Context(values))


def test_a_piece_is_drawn_once():
    page, counter = template("{% once it=it %}<{{ it }}>{% endonce %}"), Counter()
    assert [drawn(page, it=counter) for _ in range(3)] == ["<x>"] * 3
    assert counter.written == 1


def test_each_language_has_its_own():
    page = template("{% once %}{% get_current_language as it %}{{ it }}{% endonce %}")
    said = []
    for language in ("it", "en", "it"):
        with translation.override(language):
            said.append(drawn(page))
    assert said == ["it", "en", "it"]


def test_each_value_has_its_own():
    page = template("{% once a=a b=b %}{{ a }}{{ b }}{% endonce %}")
    asked = [(1, 2), (2, 1), (1, 2), ("", None), ((1,), 2)]
    assert [drawn(page, a=a, b=b) for a, b in asked] == ["12", "21", "12", "None", "(1,)2"]


def test_what_is_not_named_is_not_known():
    page = template("{% once role=role %}{{ role }}{{ name }}{% endonce %}")
    assert drawn(page, role="member", name="Giulia") == "member"


def test_what_is_drawn_each_time_knows_the_page_and_not_the_piece():
    page = template(
        "{% once role=role %}<{{ role }} "
        "{% eachtime %}{{ name }}{{ other }}{% endeachtime %} {% eachtime %}{{ path }}{% endeachtime %}>"
        "{% endonce %}"
    )
    readers = [("Giulia", "/a"), ("<Ugo>", "/b"), ("Giulia", "/c")]
    said = [drawn(page, role="member", name=name, path=path) for name, path in readers]
    assert said == ["<member Giulia /a>", "<member &lt;Ugo&gt; /b>", "<member Giulia /c>"]


def test_a_value_that_looks_like_a_gap_is_none():
    page = template(
        "{% once it=it %}{{ it }}{% eachtime %}{{ name }}{% endeachtime %}{% endonce %}"
    )
    assert drawn(page, it="0", name="\x000\x00") == "0\x000\x00"


def test_outside_of_a_piece_each_time_is_as_ever():
    assert drawn(template("{% eachtime %}{{ name }}{% endeachtime %}"), name="Giulia") == "Giulia"


def test_a_portal_below_a_folder_has_it_in_its_addresses(settings):
    page = template("{% once %}{% url 'healthz' %}{% endonce %}")
    said = []
    try:
        for folder in ("/", "/piastra/", "/"):
            set_script_prefix(folder)
            said.append(drawn(page))
    finally:
        set_script_prefix("/")
    assert said == ["/healthz", "/piastra/healthz", "/healthz"]


def test_not_more_is_kept_than_there_is_room_for():
    page = template("{% once it=it %}{{ it }}{% endonce %}")
    said = [drawn(page, it=number) for number in range(MOST + 5)]
    assert said == [str(number) for number in range(MOST + 5)]
    (piece,) = (node for node in page.nodelist if hasattr(node, "drawn"))
    assert len(piece.drawn) <= MOST


def test_a_block_has_no_place_in_it():
    with pytest.raises(TemplateSyntaxError, match="holds no block"):
        template("{% once %}{% block title %}{% endblock %}{% endonce %}")


@pytest.mark.parametrize(
    "value",
    [JournalEntry(pk=1), JournalEntry.objects.all(), SimpleLazyObject(lambda: JournalEntry(pk=1))],
)
def test_it_takes_no_object_whose_row_may_change(value):
    with pytest.raises(TypeError, match="takes values"):
        drawn(template("{% once it=it %}x{% endonce %}"), it=value)


class ClearedMeanwhile(dict):
    """Drawings that another thread clears as soon as one of them was found or written."""

    def __contains__(self, key):
        found = super().__contains__(key)
        self.clear()
        return found

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.clear()


def test_another_thread_may_clear_the_drawings_at_any_moment():
    page = template("{% once a=a %}<{{ a }}>{% endonce %}")
    piece = page.nodelist.get_nodes_by_type(Once)[0]
    piece.drawn = ClearedMeanwhile()
    assert [drawn(page, a=a) for a in (1, 1, 2)] == ["<1>", "<1>", "<2>"]


def test_threads_draw_together_more_than_is_kept():
    page, eight = template("{% once a=a %}<{{ a }}>{% endonce %}"), 8

    def draw(number):
        values = [number * MOST + each for each in range(MOST)]
        return [drawn(page, a=a) for a in values] == [f"<{a}>" for a in values]

    with ThreadPoolExecutor(eight) as threads:
        assert all(threads.map(draw, range(eight)))
