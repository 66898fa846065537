"""The occupancy document: how much of the space was taken, when, and by how many."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.charts import heat, ramp
from piastra.reports.presenters import frame, layout, sentences, use
from piastra.reports.presenters.sentences import people_shown, rate

HIDDEN = "non esposto"

PLURALS = {
    "fixed_desk": "Postazioni fisse",
    "mobile_desk": "Postazioni mobili",
    "office": "Uffici privati",
    "meeting_room": "Sale riunioni",
    "event_room": "Sale eventi",
}


def context(figures, sha256):
    """Everything that the occupancy document prints."""
    occupancy = figures["occupancy"]
    groups = grouped(occupancy)
    found = {
        **frame.context(figures, sha256, "occupancy"),
        "summary": sentences.summary(figures),
        "kpis": kpis(figures),
        "ramp": ramp.chart(ramp_points(figures), figures["month"]),
        "ramp_words": ramp_words(figures),
        "ramp_table": ramp_table(figures),
        "heat": heat.chart(occupancy["heat"], sentences.heat_title(figures)),
        "heat_words": sentences.heat_words(occupancy),
        "heat_table": heat_table(occupancy["heat"]),
        "remarks": sentences.remarks(occupancy),
        "groups": groups,
        "together": totals_row("Postazioni e uffici", target_spaces(occupancy)),
        "members": members(figures["people"]),
        "themes": [theme(row) for row in occupancy["themes"]],
        "events": [event(row) for row in figures["events"]],
        "terms": terms(occupancy),
        "presence": presence(figures),
        **use.context(occupancy, plural),
        "applications": sentences.applications(figures["people"]),
    }
    return found | {"sized": layout.occupancy(found)}


# -- Sums ------------------------------------------------------------------------------------------


def target_spaces(occupancy):
    """Desks and offices: what the programme promises to fill."""
    kinds = {kind["kind"] for kind in occupancy["kinds"] if kind["in_target"]}
    return [space for space in occupancy["spaces"] if space["kind"] in kinds]


def totals(spaces):
    """Sums of minutes; rates come from these, never from a mean of rates."""
    return {
        key: sum(space[key] for space in spaces)
        for key in ("available", "booked", "used", "estimated")
    }


def grouped(occupancy):
    """The spaces kind by kind, each kind with its rows and its sum."""
    return [
        {
            "label": plural(kind),
            "in_target": kind["in_target"],
            "rows": [space_row(space) for space in spaces],
            "total": totals_row(plural(kind), spaces),
        }
        for kind in occupancy["kinds"]
        if (spaces := [s for s in occupancy["spaces"] if s["kind"] == kind["kind"]])
    ]


def plural(kind):
    """A kind's name for many; a kind added later keeps its own name."""
    return PLURALS.get(kind["kind"], kind["label"])


def space_row(space):
    """One space, at 0% too."""
    name = "" if space["name"] == space["code"] else space["name"]
    return numbers(space) | {"code": space["code"], "name": name, "zone": space["zone"]}


def totals_row(label, spaces):
    """A sum over spaces."""
    return numbers(totals(spaces)) | {"label": label, "count": len(spaces)}


def numbers(entry):
    """The figures of a row, written."""
    occupied = italian.ratio(entry["booked"], entry["available"])
    return {
        **{key: tenths(entry[key]) for key in ("available", "booked", "used", "estimated")},
        "rate": italian.percent(occupied),
        "width": width(occupied),
        "use": italian.share(entry["used"], entry["available"]),
    }


def tenths(minutes):
    """Hours with one decimal, so that a column's commas stand in line."""
    return italian.number(Decimal(minutes) / 60, 1)


def width(value):
    """Length of a small bar as a percentage for CSS: with a point, whatever the language."""
    return f"{float(value or 0) * 100:.2f}"


# -- First page --------------------------------------------------------------------------------------


def kpis(figures):
    """The four numbers of the first page, each with its own two terms."""
    occupancy = figures["occupancy"]
    sums = totals(target_spaces(occupancy))
    due, missed = occupancy["bookings_due"], occupancy["no_shows"]
    return [
        kpi(
            "Tasso di occupazione",
            italian.share(sums["booked"], sums["available"]),
            hours_of(sums, "booked", "ora prenotata", "ore prenotate"),
        ),
        kpi(
            "Utilizzo effettivo",
            italian.share(sums["used"], sums["available"]),
            hours_of(sums, "used", "ora d’uso", "ore d’uso"),
        ),
        kpi(
            "Persone",
            people_shown(occupancy["people"]),
            days_of_opening(occupancy),
        ),
        kpi(
            "Mancate presentazioni",
            italian.share(missed, due),
            missed_of(missed, due),
        ),
    ]


def kpi(label, value, detail):
    """A number; its unit is set apart, to be printed smaller."""
    figure, _, unit = value.partition(italian.NBSP)
    return frame.kpi(label, figure, unit, detail)


def hours_of(sums, key, one, many):
    """ "2.883 ore prenotate su 6.816"."""
    return f"{italian.counted_hours(sums[key], one, many)} su {italian.hours(sums['available'])}"


def days_of_opening(occupancy):
    """ "con una prenotazione, in 27 giorni di apertura"."""
    days = italian.counted(occupancy["open_days"], "giorno di apertura", "giorni di apertura")
    return f"con una prenotazione, in {days}"


def missed_of(missed, due):
    """ "27 su 402 prenotazioni dovute"."""
    written = italian.counted(due, "prenotazione dovuta", "prenotazioni dovute")
    return f"{italian.number(missed)} su {written}"


def ramp_points(figures):
    """The ramp-up as the chart wants it."""
    return [
        {**entry, "target": Decimal(entry["target"]), "rate": rate(entry)}
        for entry in year_shown(figures)
    ]


def year_shown(figures):
    """Twelve months of the ramp-up, the report's among them: a page holds no more, the data have them all."""
    entries = figures["ramp_up"]
    place = entries.index(frame.this_month(figures))
    end = min(max(place + 1, 12), len(entries))
    return entries[max(end - 12, 0) : end]


def ramp_words(figures):
    """From which month on the ramp-up is shown: the start, or as far back as there is room."""
    shown = year_shown(figures)
    if shown[0] == figures["ramp_up"][0]:
        return "dall’avvio del programma"
    return frame.months_words(shown)


# -- Charts' words and tables --------------------------------------------------------------------------


def ramp_table(figures):
    """The ramp-up as a table: with the hours behind each percentage."""
    entries = year_shown(figures)

    def row(label, cell):
        return {"label": label, "cells": [cell(entry) for entry in entries]}

    return {
        "months": [italian.short_month(entry["month"]) for entry in entries],
        "rows": [
            row("Ore prenotate", lambda e: whole_hours(e["booked"])),
            row("Ore disponibili", lambda e: whole_hours(e["available"])),
            row("Tasso, %", lambda e: tenth(rate(e))),
            row(
                "Obiettivo, %", lambda e: without_sign(italian.whole_percent(Decimal(e["target"])))
            ),
        ],
    }


def whole_hours(minutes):
    """Hours without decimals, for narrow tables; a dash for a month to come."""
    return italian.DASH if minutes is None else italian.number(Decimal(minutes) / 60)


def tenth(value):
    """A percentage without its sign, for narrow tables."""
    return italian.DASH if value is None else italian.number(value * 100, 1)


def without_sign(written):
    """ "16,7" of "16,7 %": the column's head has the sign."""
    return written.removesuffix(f"{italian.NBSP}%")


def heat_table(cells):
    """Hours booked over hours available of each cell of the map: days beside each other, which have the room."""
    known = {(c["weekday"], c["hour"]): c for c in cells if c["available"]}
    days = sorted({day for day, _ in known})
    return {
        "days": [italian.WEEKDAYS[day] for day in days],
        "rows": [
            {
                "label": f"{start}–{start + 1}",
                "cells": [fraction(known.get((day, start))) for day in days],
            }
            for start in heat.hours_between(known)
        ],
    }


def fraction(cell):
    """ "63/80"; a dash where closed."""
    if cell is None:
        return italian.DASH
    return f"{whole_hours(cell['booked'])}/{whole_hours(cell['available'])}"


# -- People, themes, events ------------------------------------------------------------------------------


def members(people):
    """People admitted, by kind of applicant."""
    active = people["active_members"]
    return {
        "active": people_shown(active),
        "rows": [
            {
                "label": row["label"],
                "people": people_hidden(row["people"]),
                "share": italian.share(row["people"], active)
                if row["people"] is not None and active
                else italian.DASH,
            }
            for row in people["by_kind"]
        ],
    }


def people_hidden(count):
    """A cell of a table: a hidden one may be small, or hidden to cover a small one."""
    return HIDDEN if count is None else italian.number(count)


def theme(row):
    """People and hours of a theme."""
    hidden = row["people"] is None
    return {
        "name": row["name"],
        "people": people_hidden(row["people"]),
        "booked": HIDDEN if hidden else tenths(row["booked"]),
        # Editions of /1 had no use by theme, and print none.
        "used": HIDDEN if hidden else tenths(row.get("used", 0)),
    }


def event(row):
    """An event with its fill and its attendance, each with both terms."""
    when = italian.local(row["start"])
    return {
        "title": row["title"],
        "when": f"{when:%d/%m}, {when:%H:%M}",
        "fill": over(row["registered"], row["capacity"]),
        "fill_rate": rate_of(row["registered"], row["capacity"]),
        "attendance": over(row["attended"], row["registered"]),
        "attendance_rate": rate_of(row["attended"], row["registered"]),
    }


def over(part, whole):
    """ "52 su 60"."""
    if part is None:
        return HIDDEN
    return f"{italian.number(part)} su {people_hidden(whole)}"


def rate_of(part, whole):
    """A rate of two counts, either of which may be hidden."""
    return italian.DASH if part is None or not whole else italian.share(part, whole)


# -- Terms ----------------------------------------------------------------------------------------------


OPEN = ("ora disponibile", "ore disponibili")
OF_USE = ("ora d’uso", "ore d’uso")


def terms(occupancy):
    """Every rate of the document with its numerator and denominator."""
    sums, everything = totals(target_spaces(occupancy)), totals(occupancy["spaces"])
    hours, count = italian.counted_hours, italian.counted
    rates = [
        (
            "Tasso di occupazione, postazioni e uffici",
            hours(sums["booked"], "ora prenotata", "ore prenotate"),
            hours(sums["available"], *OPEN),
            italian.share(sums["booked"], sums["available"]),
        ),
        (
            "Utilizzo effettivo, postazioni e uffici",
            hours(sums["used"], *OF_USE),
            hours(sums["available"], *OPEN),
            italian.share(sums["used"], sums["available"]),
        ),
        (
            "Parte stimata dell’uso, tutti gli spazi",
            hours(everything["estimated"], "ora stimata", "ore stimate"),
            hours(everything["used"], *OF_USE),
            italian.share(everything["estimated"], everything["used"]),
        ),
        (
            "Giorni-postazione con presenza",
            f"{italian.number(occupancy['desk_days_attended'])} con presenza",
            count(occupancy["desk_days_available"], "disponibile", "disponibili"),
            italian.share(occupancy["desk_days_attended"], occupancy["desk_days_available"]),
        ),
        (
            "Mancate presentazioni",
            count(occupancy["no_shows"], "mancata", "mancate"),
            count(occupancy["bookings_due"], "prenotazione dovuta", "prenotazioni dovute"),
            italian.share(occupancy["no_shows"], occupancy["bookings_due"]),
        ),
        *use.rates(occupancy),
    ]
    return [dict(zip(("label", "part", "whole", "rate"), row, strict=True)) for row in rates]


def presence(figures):
    """Counts of bookings that are no percentages."""
    occupancy = figures["occupancy"]
    return [
        ("Annullate in tempo", italian.number(occupancy["cancelled_in_time"])),
        ("Annullate tardi", italian.number(occupancy["cancelled_late"])),
        ("Ingressi senza prenotazione", italian.number(occupancy["walk_ins"])),
        ("Giorni di apertura", italian.number(occupancy["open_days"])),
        *use.counts(occupancy),
    ]
