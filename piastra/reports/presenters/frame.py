"""What both documents share: the cover, the running lines, the verification."""

from base64 import b64encode
from datetime import date

from piastra.reports import italian, measure

PLACE = "Piastra Coworking"
LETTERS = {"occupancy": "OCC", "spending": "SPE"}
TITLES = {"occupancy": "Occupazione degli spazi", "spending": "Spesa del programma"}
NAMES = {"occupancy": "occupazione", "spending": "spesa"}


def code(kind: str, month: str) -> str:
    """The document's code: "PCW-OCC-2026-10"."""
    return f"PCW-{LETTERS[kind]}-{month}"


def context(figures: dict, sha256: str, kind: str) -> dict:
    """Cover and running lines of a document."""
    month, edition, programme = figures["month"], figures["edition"], figures["programme"]
    return {
        "place": PLACE,
        "programme": programme,
        "kind": kind,
        "code": code(kind, month),
        "name": NAMES[kind],
        "title": TITLES[kind],
        "month": month,
        "period": italian.month_name(month),
        "span": span(month),
        "collected_on": italian.long_date(italian.local(figures["collected_at"]).date()),
        "collected_at": italian.the(italian.moment(figures["collected_at"])),
        "edition": edition,
        "demo": figures["demo"],
        "sha256": sha256,
        "short_hash": sha256[:12],
        "made_at": figures["collected_at"],
        "duration": programme["setup_months"] + programme["ramp_up_months"],
        "ridges": ridges(),
        "previous_sha256": figures["previous_sha256"],
        "facts": facts(figures, kind),
    }


def span(month: str) -> str:
    """ "1º–31 ottobre 2026"."""
    return f"1º–{italian.last_day(month).day} {italian.month_name(month)}"


def facts(figures: dict, kind: str) -> list[tuple[str, str]]:
    """The four pairs on the cover."""
    edition, programme = figures["edition"], figures["programme"]
    return [
        ("Codice documento", code(kind, figures["month"])),
        ("Periodo", span(figures["month"])),
        ("Edizione", edition_words(edition)),
        ("CUP", programme["cup"] or "non ancora inserito"),
    ]


def edition_words(edition: dict) -> str:
    """ "2, sostituisce la 1"."""
    replaced = edition["replaces"]
    return f"{edition['number']}, sostituisce la {replaced['number']}" if replaced else "1"


def month_before(figures: dict) -> dict:
    """The frozen ramp-up entry of the month before, or None."""
    entries = figures["ramp_up"]
    place = next(n for n, entry in enumerate(entries) if entry["month"] == figures["month"])
    return entries[place - 1] if place else None


def months_words(entries: list[dict]) -> str:
    """ "da novembre 2025 a ottobre 2026"."""
    first, last = (italian.month_name(entries[place]["month"]) for place in (0, -1))
    return f"da {first} {italian.to_month(last)}"


def this_month(figures: dict) -> dict:
    """The frozen ramp-up entry of the month itself."""
    return next(entry for entry in figures["ramp_up"] if entry["month"] == figures["month"])


def day(iso: str) -> str:
    """ "3 novembre 2026" of an ISO date."""
    return italian.long_date(date.fromisoformat(iso))


#: Points of a number on the first page, and the class that sets them.
KPI_SIZES = ((23, ""), (16, "long"), (11.5, "longer"), (8.5, "longest"))
KPI_ROOM = 110
"""Points that each of the four has."""


def kpi(label: str, value: str, unit: str, detail: str) -> dict:
    """A number of the first page, as large as its length lets it be; its unit is printed smaller."""
    fits = (css for size, css in KPI_SIZES if measure.width(f"{value} {unit}", size) <= KPI_ROOM)
    css = next(fits, KPI_SIZES[-1][1])
    return {"label": label, "value": value, "unit": unit, "detail": detail, "css": css}


# The mountains behind the title: three ridges, each a little lighter than the one behind it.
RIDGES = (
    ("#1E3C5C", "0,170 40,138 76,160 112,104 140,118 178,60 206,76 240,34 262,52 292,14 318,44 "
     "352,30 386,66 420,44 461,78 461,170"),
    ("#24466B", "62,170 110,132 150,150 186,110 222,126 258,78 286,98 318,70 352,112 384,94 "
     "424,128 461,108 461,170"),
    ("#2A527C", "140,170 200,140 244,152 292,118 336,136 372,112 410,140 461,124 461,170"),
)  # fmt: skip


def ridges() -> str:
    """The mountains as a data URI, for the background of the cover."""
    shapes = "".join(f'<polygon points="{points}" fill="{colour}"/>' for colour, points in RIDGES)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 461 170" width="461" height="170">'
        f"{shapes}</svg>"
    )
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
