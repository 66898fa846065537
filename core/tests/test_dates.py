"""Dates in pages: Rome's, in words, lower case in Italian."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from core.words import clock, day_long, day_medium, day_short

# Half past midnight of the first of June in Rome is still May in UTC.
AFTER_MIDNIGHT = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        (day_long, "it", "lunedì 1 giugno 2026"),
        (day_long, "en", "Monday 1 June 2026"),
        (day_medium, "it", "1 giugno 2026"),
        (day_short, "it", "lun 1 giu"),
        (clock, "it", "00:30"),
    ],
)
def test_an_instant_is_written_as_it_was_in_rome(written, language, expected):
    with override(language):
        assert written(AFTER_MIDNIGHT) == expected


def test_a_date_is_itself_and_nothing_is_empty():
    assert day_medium(date(2026, 6, 1)) == "1 giugno 2026"
    assert [day_long(None), clock(None)] == ["", ""]


@pytest.mark.parametrize(("value", "expected"), [(AFTER_MIDNIGHT, "giugno 2026"), (None, "")])
def test_a_template_names_the_month(value, expected):
    template = Template("{% load dates %}{{ value|month_label }}")
    with override("it"):
        assert template.render(Context({"value": value})) == expected
