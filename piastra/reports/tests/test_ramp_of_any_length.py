"""A programme of any length has its report: the month is among the twelve that are shown."""

from decimal import Decimal

import pytest

from budget.models import Programme
from piastra.reports import assemble, frozen, printing
from piastra.reports.presenters.occupancy import ramp_up
from piastra.reports.presenters.spending import history as spending_history
from piastra.reports.tests.sample import october


def months(count, start=2024):
    return [
        {
            "month": f"{start + place // 12}-{place % 12 + 1:02d}", "number": place + 1, "target": "0.5",
            "available": 600 if place <= 60 else None, "booked": 300 if place <= 60 else None,
        }
        for place in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(("length", "place"), [
    (1, 0), (2, 1), (12, 0), (12, 11), (24, 0), (24, 5), (24, 11), (24, 12), (24, 23), (40, 39), (60, 30),
])  # fmt: skip
def test_twelve_months_with_the_reports_own(length, place):
    figures = {"month": months(length)[place]["month"], "ramp_up": months(length)}
    shown = [entry["number"] for entry in ramp_up.year_shown(figures)]
    assert place + 1 in shown
    assert len(shown) == min(length, 12)
    assert shown == list(range(shown[0], shown[-1] + 1))


def test_a_programme_of_two_years_prints_in_its_third_month():
    figures = october()
    figures["ramp_up"] = months(24, 2026)
    figures["ramp_up"][9]["booked"] = 0
    page = printing.page("occupancy", frozen.canonical(figures))
    assert "mese per mese dall’avvio del programma</p>" in page


def test_a_chart_that_begins_later_says_from_when_to_when():
    figures = october()
    figures["ramp_up"] = [*months(27, 2024), *figures["ramp_up"][1:8]]
    assert ramp_up.ramp_words(figures) == "da novembre 2025 a ottobre 2026"
    figures["spending"]["history"] = [
        figures["spending"]["history"][0] | {"month": entry["month"]} for entry in months(20, 2025)
    ]
    assert spending_history.history_words(figures) == " da settembre 2025 ad agosto 2026"
    assert spending_history.history_words(october()) == ""


@pytest.mark.parametrize(("number", "wanted"), [(1, 0), (2, 0), (3, 1), (4, 1)])
def test_without_months_of_ramp_up_the_target_is_there_at_once(number, wanted):
    programme = Programme(setup_months=2, ramp_up_months=0)
    assert assemble.target(number, programme) == Decimal(wanted)
