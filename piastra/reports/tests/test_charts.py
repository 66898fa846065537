"""Charts: well-formed, without style, the same in every language."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from piastra.reports.charts import heat, history, lines, ramp, svg
from piastra.reports.presenters.occupancy import ramp_up
from piastra.reports.presenters.spending import history as spending_history
from piastra.reports.presenters.spending import lines as spending_lines
from piastra.reports.tests.sample import october

SVG = "{http://www.w3.org/2000/svg}"


def drawings():
    figures = october()
    return {
        "ramp": ramp.chart(ramp_up.ramp_points(figures), "2026-10"),
        "heat": heat.chart(figures["occupancy"]["heat"], "Mappa"),
        "history": history.chart(
            spending_history.history_points(figures), Decimal(131760), "2026-10"
        ),
        "lines": lines.chart(spending_lines.bars(figures["spending"]["lines"]), caption="Voci"),
    }


@pytest.mark.parametrize("name", ["ramp", "heat", "history", "lines"])
def test_a_chart_is_well_formed_titled_and_without_style(name):
    root = ElementTree.fromstring(drawings()[name])
    assert root.find(f"{SVG}title").text
    assert root.get("viewBox").startswith("0 0 642 ")
    for element in root.iter():
        assert "style" not in element.attrib
        assert "class" not in element.attrib
        assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}image"}


def test_numbers_have_points_in_every_language():
    with override("it"):
        italian = drawings()
    with override("en"):
        assert drawings() == italian
    for chart in italian.values():
        for element in ElementTree.fromstring(chart).iter():
            for name in ("x", "y", "width", "height", "cx", "cy", "points", "font-size"):
                assert all(part for part in element.get(name, "1").split(","))


def test_a_line_with_markup_in_its_name_is_only_a_name():
    line = {"code": "A1", "name": "<script>alert(1)</script>", "planned": Decimal(10)}
    line |= dict.fromkeys(("paid", "due", "committed", "available"), Decimal(0))
    chart = lines.chart([line], caption="a & b")
    assert "<script>" not in chart
    assert "a &amp; b" in chart


def test_a_month_with_nothing_is_still_a_drawing():
    empty = [{"month": "2026-03", "number": 1, "target": Decimal(0), "rate": None}]
    assert "Marzo 2026: nessuna ora disponibile" in ramp.chart(empty, "2026-03")
    assert ElementTree.fromstring(heat.chart([], "Vuota")) is not None
    assert ElementTree.fromstring(lines.chart([], caption="Nessuna")) is not None


@pytest.mark.parametrize(("rate", "fill"), [
    ("0", "#F3F7FB"), ("0.15", "#D6E6F5"), ("0.5994", "#6FA8DC"), ("0.5995", "#2A74BA"), ("0.7494", "#2A74BA"),
    ("0.7495", "#0A559C"), ("0.90", "#00305E"), ("1", "#00305E"),
])  # fmt: skip
def test_each_step_of_the_map_begins_at_its_lower_end(rate, fill):
    """… of the rate that is printed upon it: 59,95 is 60,0 there."""
    assert heat.step_of(Decimal(rate))[0] == fill


def test_the_map_sums_hours_and_never_averages_percentages():
    cells = [
        {"weekday": 0, "hour": 9, "available": 60, "booked": 60},
        {"weekday": 0, "hour": 10, "available": 540, "booked": 0},
    ]
    assert heat.rate_of(cells) == Decimal("0.1")


@pytest.mark.parametrize(("top", "levels"), [
    (0, [0, 1]), (38000, [0, 10000, 20000, 30000, 40000]), (131760, [0, 50000, 100000, 150000]),
])  # fmt: skip
def test_axes_have_round_numbers_above_the_highest(top, levels):
    found = svg.ticks(top)
    assert found[-1] >= top
    assert len(found) <= 7
    assert levels[0] == found[0] == 0
