"""Months that the forms and the database permit, of any size and of the longest words: as they would be frozen."""

from decimal import Decimal
from random import Random

from piastra.reports.tests import sample

MOST = Decimal("9999999999.99")
"""The largest amount that a column of money holds."""

KINDS = ("fixed_desk", "mobile_desk", "office", "meeting_room", "event_room")


class Words:
    """Texts of a given length: with spaces, or as one word; wide letters, for they need the most room."""

    def __init__(self, unbroken):
        self.unbroken = unbroken

    def of(self, length, turn=0):
        if self.unbroken:
            return f"{turn}{'WM' * length}"[:length]
        return f"{turn} {'Società Cooperativa Sociale Valtellinese ' * 6}"[: length - 1] + "W"


def month(*, words="spaced", most=False, **counts):
    """A month with as many `lines`, `documents`, `payments`, `warnings`, `spaces`, `events`, `themes` as told,
    none by default. `most`: every amount is as large as it can be."""
    text = Words(words == "unbroken")
    figures = sample.october()
    figures["programme"] |= {"title": text.of(200), "funding": text.of(200)}
    figures["occupancy"] |= occupancy(text, counts)
    figures["events"] = [event(text, turn) for turn in range(counts.get("events", 0))]
    figures["spending"] |= spending(text, counts, most)
    figures["edition"] = {
        "number": 32767,
        "replaces": {"number": 32766, "sha256": "ab" * 32, "reason": text.of(400)},
    }
    if most:
        enlarge(figures)
    ramp(figures)
    return figures


def occupancy(text, counts):
    """Places of each kind."""
    places = counts.get("spaces", 0)
    # One kind has them all; of each other there is one, where there is any place.
    numbers = dict.fromkeys(KINDS, min(places, 1)) | {
        KINDS[0]: max(places - len(KINDS) + 1, min(places, 1))
    }
    spaces = [space(text, kind, turn) for kind in KINDS for turn in range(numbers[kind])]
    theme_count = counts.get("themes", 0)
    return {
        "spaces": spaces,
        "kinds": [
            sample.kind(
                kind, text.of(40), kind in KINDS[:3], (9999, 99, 99, 9, 9), (99, 9, 9, 9, 9)
            )
            for kind in KINDS
        ],
        "themes": [
            sample.theme(text.of(200, turn), 9999, 999_999) | {"slug": f"t{turn}"}
            for turn in range(theme_count)
        ],
        "heat": heat(len([s for s in spaces if s["kind"] in KINDS[:3]])),
    }


def space(text, kind, turn):
    """A place, with its hours; every seventh was never booked."""
    available, booked = 44_640, 0 if turn % 7 == 0 else 44_640 - turn % 50
    return {
        "code": text.of(12, f"{kind[:1]}{turn}").upper()
        if text.unbroken
        else f"{kind[:1].upper()}{turn:04d}",
        "name": text.of(60),
        "kind": kind,
        "zone": text.of(60),
        "available": available,
        "booked": booked,
        "used": booked,
        "estimated": booked // 3,
        **sample.days(kind, 3, available, booked),
    }


def heat(places):
    """Open day and night, all week."""
    chance = Random(places)
    hour = places * 5 * 60
    return [
        sample.cell(day, clock, hour, chance.randint(0, hour))
        for day in range(7) for clock in range(24) if places
    ]  # fmt: skip


def event(text, turn):
    return {
        "title": text.of(120, turn),
        "start": "2026-10-15T16:00:00+00:00",
        "theme_names": [text.of(200)],
        "objective": text.of(200),
        "capacity": 32767,
        "registered": 32767,
        "attended": 32767,
    }


def spending(text, counts, most):
    lines = [line(text, turn) for turn in range(counts.get("lines", 0))]
    code = lines[0]["code"] if lines else "A1"
    return {
        "lines": lines,
        "documents": [document(text, code, n) for n in range(counts.get("documents", 0))],
        "payments": [payment(text, n) for n in range(counts.get("payments", 0))],
        "warnings": [
            f"Fattura {text.of(40, n)} di {text.of(160, n)}: il totale è 9.999.999.999,99 €, ma le sue "
            "parti fanno 9.999.999.999,98 €."
            for n in range(counts.get("warnings", 0))
        ],
    }


def line(text, turn):
    planned = Decimal(100 + turn)
    return {
        "code": text.of(12, f"{turn}").upper(),
        "name": text.of(120, turn),
        "action": text.of(200),
        "planned": f"{planned}.00",
        "committed": "10.00",
        "incurred": "60.00",
        "paid": "40.00",
        "available": f"{planned - 70}.00",
    }


def document(text, code, turn):
    kind = ("invoice", "credit_note", "receipt", "payslip", "other")[turn % 5]
    sign = "-" if kind == "credit_note" else ""
    return {
        "number": text.of(40, turn),
        "kind": kind,
        "date": f"2026-10-{turn % 31 + 1:02d}",
        "supplier": text.of(160, turn),
        "description": text.of(200, turn),
        "line": code,
        "total": f"{sign}1220.00",
        "reportable": f"{sign}1220.00",
        "paid": f"{sign}1220.00",
        "cup_status": "not_due",
        "cig_status": "elsewhere",
    }


def payment(text, turn):
    return {
        "date": f"2026-10-{turn % 31 + 1:02d}",
        "document": text.of(40, turn),
        "supplier": text.of(160, turn),
        "method": "direct_debit",
        "amount": "1220.00",
        "reportable": "1220.00",
    }


def enlarge(figures):
    """Every amount becomes the largest that its column holds."""
    most = f"{MOST}"
    figures["programme"] |= dict.fromkeys(("total", "reserved", "managed", "allocated"), most)
    spending = figures["spending"]
    spending["instalments_received"] = most
    for part, keys in {
        "lines": ("planned", "committed", "incurred", "paid", "available"),
        "documents": ("total", "reportable", "paid"),
        "payments": ("amount", "reportable"),
        "history": ("incurred", "paid", "cumulative_incurred", "cumulative_paid"),
    }.items():
        for row in spending[part]:
            row |= {key: most if Decimal(row[key]) >= 0 else f"-{most}" for key in keys}


def ramp(figures):
    """The month's own entry of the ramp-up has the sums of the places."""
    targets = [s for s in figures["occupancy"]["spaces"] if s["kind"] in KINDS[:3]]
    now = next(entry for entry in figures["ramp_up"] if entry["month"] == figures["month"])
    now |= {key: sum(space[key] for space in targets) for key in ("available", "booked")}
