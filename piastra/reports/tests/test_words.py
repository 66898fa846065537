"""Every value of every enumeration that a document prints has a word there, and is printed by it."""

import html
import re

import pytest

from budget.models import Document, Payment
from piastra.reports import frozen, offers, presenters, printing
from piastra.reports.models import Edition, EditionFile
from piastra.reports.presenters import frame, words
from piastra.reports.tests import sample
from spaces.models import Space

TABLES = [
    (words.PLACES, Space.Kind),
    (words.DOCUMENTS, Document.Kind),
    (words.METHODS, Payment.Method),
    (words.CODES, Document.CodeStatus),
]
CASES = [(table, choices, value) for table, choices in TABLES for value in choices.values]


@pytest.mark.parametrize(
    ("table", "choices"), TABLES, ids=lambda part: getattr(part, "__name__", "")
)
def test_there_is_a_word_for_every_value(table, choices):
    assert set(table) >= set(choices.values)
    assert len(set(table.values())) == len(table)


def test_no_table_of_words_is_forgotten_here():
    found = [table for table in vars(words).values() if isinstance(table, words.Words)]
    assert found == [table for table, _choices in TABLES]


@pytest.mark.parametrize(("table", "choices", "value"), CASES, ids=lambda part: str(part)[:20])
def test_every_value_is_printed_by_its_word_and_never_by_its_key(table, choices, value):
    text = printed(month_with(choices, value))
    assert table[value] in text
    assert value not in text.split()


@pytest.mark.parametrize("choices", [choices for _table, choices in TABLES])
def test_a_value_without_a_word_stops_the_document(choices):
    with pytest.raises(LookupError, match="no word for 'unheard_of'"):
        printed(month_with(choices, "unheard_of"))


def test_files_and_states_have_their_words_and_colours():
    kinds = set(EditionFile.Kind.values)
    for table in (
        frame.LETTERS, frame.TITLES, frame.NAMES, presenters.CONTEXTS, printing.TABLES, printing.TEMPLATES,
    ):  # fmt: skip
        assert set(table) == kinds
    assert set(offers.TONES) == set(Edition.State)
    assert set(offers.table_labels()) == set(offers.TABLES)


def month_with(choices, value) -> dict:
    """October with this value where the figures have one of this enumeration."""
    figures = sample.october()
    if choices is Space.Kind:
        return with_place(figures, value)
    document, payment = figures["spending"]["documents"][0], figures["spending"]["payments"][0]
    if choices is Payment.Method:
        payment["method"] = value
    elif choices is Document.Kind:
        document["kind"] = value
    else:
        document["cup_status"] = document["cig_status"] = value
    return figures


def with_place(figures, kind) -> dict:
    occupancy = figures["occupancy"]
    if kind not in [row["kind"] for row in occupancy["kinds"]]:
        occupancy["kinds"].append(sample.kind(kind, "?", False, (0,) * 5, (0,) * 5))
        occupancy["spaces"].append(occupancy["spaces"][-1] | {"code": "X01", "kind": kind})
    return figures


def printed(figures) -> str:
    """The text of both documents."""
    letters = frozen.canonical(figures)
    pages = " ".join(printing.page(kind, letters) for kind in printing.KINDS)
    return html.unescape(re.sub(r"<[^>]+>", " ", pages))
