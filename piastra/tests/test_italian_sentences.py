"""Italian words that bend: an article before a date, a noun or participle after a number."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

APPS = ("budget", "core", "events", "members", "piastra", "spaces")
TEMPLATES = [
    path
    for path in sorted((settings.BASE_DIR / "templates").rglob("*"))
    if path.suffix in (".html", ".txt")
]
SOURCES = [
    path
    for app in APPS
    for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
    if "tests" not in path.parts
]
CATALOGUE = polib.pofile(str(settings.BASE_DIR / "locale/it/LC_MESSAGES/django.po"))

#: What hands a date to a sentence, in a template and in Python: the placeholder, then the filter.
IN_A_TEMPLATE = re.compile(r"(\w+)=[\w.]+\|(day_\w+|\w+_day)\b")
IN_PYTHON = re.compile(r"[\"'](\w+)[\"']: (day_\w+|\w+_day)\(")

#: An article, alone or after a preposition: with a space, or before a vowel without one.
ARTICLE = r"\b(?:(?:il|lo|(?:d?al|del|nel|sul)(?:lo)?)\s+|(?:d?al|del|nel|sul)?l’)"

#: Placeholders that stand before a plural word in sentences of one form, and why they are never one.
NEVER_ONE = {
    "age": "14 years or more",
    "amount": "euro, always with cents",
    "available": "euro, or all hours of all places in a month",
    "due": "euro, always with cents",
    "paid": "euro, always with cents",
    "fields": "a thousand, Django's limit",
    "files": "a hundred, Django's limit",
    "minutes": "steps, which are 10 minutes or more",
    "most": "the 254 characters of an address",
    "number": "the 50 waiting lists of one person",
}
#: Placeholders that are names, and verbs after them in the third person: nothing to count.
NAMES = {"month", "name", "person", "place", "whole"}
#: Little words that end as plurals do.
LITTLE = "alle|che|come|dalle|di|si|ti"


def handed() -> list[tuple[Path, str, str]]:
    """Each date that a sentence gets: where, under which name, through which filter."""
    found = [(path, IN_A_TEMPLATE) for path in TEMPLATES] + [(path, IN_PYTHON) for path in SOURCES]
    return [
        (path.relative_to(settings.BASE_DIR), name, written)
        for path, pattern in found
        for name, written in pattern.findall(path.read_text())
    ]


def translations(entry) -> list[str]:
    return [entry.msgstr, *entry.msgstr_plural.values()]


def with_an_article(sentences, names) -> list[str]:
    """The sentences that write an article or an articulated preposition before one of these placeholders."""
    before = re.compile(rf"{ARTICLE}(?:<[^>]*>)?%\((?:{'|'.join(sorted(names))})\)s", re.I)
    return [sentence for sentence in sentences if before.search(sentence)]


def test_the_dates_of_sentences_are_found():
    names = {name for _path, name, _written in handed()}
    assert {"day", "on_day", "from_day", "to_day", "until_day", "by_day", "of_day"} <= names


def test_no_italian_sentence_writes_the_article_of_a_date():
    """`core.words` knows it: “il %(day)s” would print “il 8 dicembre”."""
    names = {name for _path, name, _written in handed()}
    sentences = [sentence for entry in CATALOGUE for sentence in translations(entry)]
    assert with_an_article(sentences, names) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Inviata il %(day)s",
        "Il %(day)s deve venire",
        "dal %(day)s al 3",
        "entro il <strong>%(day)s</strong>",
        "fino al %(day)s",
        "segnalazione del %(day)s",
        "dell’%(day)s",
        "l’%(day)s",
        "nel %(day)s",
        "sul %(day)s",
    ],
)
def test_such_a_sentence_would_be_found(sentence):
    assert with_an_article([sentence], ["day"]) == [sentence]
    assert with_an_article([sentence.replace("day", "place")], ["day"]) == []


def test_a_day_is_called_as_it_is_written():
    """`on_day` and its like come with their own word: a translator sees it in the placeholder's name."""
    others = [each for each in handed() if not each[2].startswith("day_") and each[1] != each[2]]
    assert others == []


def test_no_english_sentence_says_the_word_of_a_day_twice():
    twice = re.compile(
        r"\b(?:on|of|from|since|to|until|by|before|after) %\((?:on|of|from|since|to|until|by)_day\)s",
        re.I,
    )
    assert [entry.msgid for entry in CATALOGUE if twice.search(entry.msgid)] == []


def test_a_plain_date_in_a_template_stands_after_a_colon():
    """Anywhere else it wants a word before it, which bends."""
    opening = re.compile(
        r"{% blocktranslate[^%]*?\b(\w+)=[\w.]+\|day_medium\b[^%]*%}(.*?){% endblocktranslate %}",
        re.S,
    )
    found = [
        (name, body.strip())
        for path in TEMPLATES
        for name, body in opening.findall(path.read_text())
    ]
    assert found
    assert [body for name, body in found if not re.search(rf": {{{{ {name} }}}}", body)] == []


def test_no_template_writes_an_article_before_a_date():
    literal = re.compile(rf"{ARTICLE}(?:<[^>]*>)?{{{{[^}}]*(?:\|day_|collected_|_on\b|_at\b)", re.I)
    found = [
        str(path.relative_to(settings.BASE_DIR))
        for path in TEMPLATES
        if literal.search(path.read_text())
    ]
    assert found == []


def test_what_is_counted_has_a_singular():
    """A number directly before a plural word, in a sentence of one form: “1 liberi su 12”."""
    plural = re.compile(rf"%\((\w+)\)[sd]\s+(?:<[^>]*>)?(?!(?:{LITTLE})\b)[a-zàèéìòù]+[ei]\b")
    names = {
        name
        for entry in CATALOGUE
        if not entry.msgid_plural
        for name in plural.findall(entry.msgstr)
    }
    assert names - NAMES - NEVER_ONE.keys() == set(), "a number? ngettext; else one of NAMES"
    assert NEVER_ONE.keys() - names == set(), "these exceptions are not needed any more"


def test_the_form_goes_by_the_number_that_is_read_first():
    """“1 date libere su 3” came of counting the three."""
    counted = re.compile(
        r"{% blocktranslate ([^%]*?\bcount (\w+)=[^%]*)%}.*?{% plural %}(.*?){% endblocktranslate %}",
        re.S,
    )
    found = [each for path in TEMPLATES for each in counted.findall(path.read_text())]
    assert found
    wrong = [many for opening, number, many in found if _first_number(opening, many) != number]
    assert wrong == []


def _first_number(opening: str, sentence: str) -> str:
    numbers = set(re.findall(r"\bcount (\w+)=|\b(\w+)=[\w.]+\|length", opening))
    names = {name for pair in numbers for name in pair if name}
    return next(name for name in re.findall(r"{{ (\w+) }}", sentence) if name in names)
