"""A name as long as it may be, without a space in it: the week keeps its days in view, the plan its places."""

from html import unescape

import pytest

from spaces.models import Space, Zone
from spaces.pages import plan

LONG = "W" * 60
NARROW = {"width": 320, "height": 640}
WEEK, DAY = "/settimana/2026-11-26/", "/prenota/2026-11-26/"

#: Of the frame that scrolls: its width, the widest heading that stays, and what of a zone's name sticks out.
MEASURES = """() => {
  const frame = document.querySelector(".week-frame"), room = frame.getBoundingClientRect();
  const widths = (css) => [...frame.querySelectorAll(css)].map((box) => box.getBoundingClientRect().width);
  const ends = [...frame.querySelectorAll(".zone span")].map((box) => box.getBoundingClientRect().right);
  return {
    room: room.width,
    column: Math.max(...widths("tbody th[scope=row], thead th:first-child")),
    sticks: Math.max(...ends) - room.right,
    sticky: [...frame.querySelectorAll("th")].map((box) => getComputedStyle(box).position),
  };
}"""

#: The letters of the plan that leave their place's box, and titles that run over the next one or off the plan.
RUNS_OVER = """() => {
  const svg = document.querySelector("svg.plan"), page = svg.getBoundingClientRect(), out = [];
  for (const text of svg.querySelectorAll(".place text")) {
    const box = text.parentNode.querySelector(".box").getBoundingClientRect();
    const words = text.getBoundingClientRect();
    if (words.left < box.left || words.right > box.right) out.push(text.textContent);
  }
  const titles = [...svg.querySelectorAll("text.zone")];
  for (const text of titles) {
    const mine = text.getBoundingClientRect();
    const others = titles.filter((other) => other !== text).map((other) => other.getBoundingClientRect());
    const meets = (o) => o.left < mine.right && mine.left < o.right && o.top < mine.bottom && mine.top < o.bottom;
    if (mine.right > page.right || others.some(meets)) out.push(text.textContent);
  }
  return out;
}"""


@pytest.fixture
def long_names(floor):
    """Every zone and place bears a long name of its own."""
    for zone in Zone.objects.all():
        zone.name = f"{LONG[:50]}{zone.pk:010}"
        zone.save()
    for place in Space.objects.all():
        place.name = f"{LONG[:50]}{place.pk:010}"
        place.save()
    return floor


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_headings_that_stay_take_at_most_half_of_the_week(
    long_names, read, browse, live_server, width
):
    page = browse(size={"width": width, "height": 640}).open("/note-legali/")
    page.set_content(read(WEEK), wait_until="load")
    found = page.evaluate(MEASURES)
    assert "sticky" in found["sticky"]
    assert 40 < found["column"] <= found["room"] / 2 + 1
    assert found["sticks"] <= 0


@pytest.mark.browser
def test_no_name_on_the_plan_runs_over_its_neighbour(long_names, read, browse, live_server):
    page = browse(size=NARROW).open("/note-legali/")
    page.set_content(read(DAY), wait_until="load")
    assert page.locator("svg.plan .place text").count() > 5
    assert page.evaluate(RUNS_OVER) == []


def test_a_place_whose_name_has_no_room_shows_its_code_and_tells_its_name(long_names, read):
    page, place = unescape(read(DAY)), long_names.desk
    drawing = page.partition('<svg class="plan"')[2].partition("</svg>")[0]
    assert f">{place.code}</text>" in drawing
    place.refresh_from_db()
    assert f">{place.name}</text>" not in drawing
    assert f'aria-label="{place.name}, ' in drawing
    assert f'role="group" aria-label="{place.zone.name}"' in drawing


def test_what_has_room_is_drawn_whole_and_the_rest_ends_with_a_sign():
    assert plan.cut("Sala Stelvio", 164) == "Sala Stelvio"
    cut = plan.cut(LONG, 48)
    assert cut.endswith("…")
    assert plan.length(cut) <= 48
