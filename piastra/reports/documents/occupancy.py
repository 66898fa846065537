"""The occupancy document: how much of the space was taken, when, and by how many."""

from decimal import Decimal

from django.utils.html import format_html

from piastra.reports import italian
from piastra.reports.charts import heat, ramp
from piastra.reports.documents import frame, layout, use

FEW = "meno di 5"
HIDDEN = "non esposto"
BUSY = Decimal("0.75")

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
        "summary": summary(figures),
        "kpis": kpis(figures),
        "ramp": ramp.chart(ramp_points(figures), figures["month"]),
        "ramp_table": ramp_table(figures),
        "heat": heat.chart(occupancy["heat"], heat_title(figures)),
        "heat_words": heat_words(occupancy),
        "heat_table": heat_table(occupancy["heat"]),
        "remarks": remarks(occupancy),
        "groups": groups,
        "together": totals_row("Postazioni e uffici", target_spaces(occupancy)),
        "members": members(figures["people"]),
        "themes": [theme(row) for row in occupancy["themes"]],
        "events": [event(row) for row in figures["events"]],
        "terms": terms(occupancy),
        "presence": presence(figures),
        **use.context(occupancy, plural),
        "applications": applications(figures["people"]),
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


def rate(entry):
    """Booked over available of a frozen entry, or None."""
    return italian.ratio(entry["booked"], entry["available"]) if entry["available"] else None


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


def summary(figures):
    """Two sentences with the month's key facts."""
    now = frame.this_month(figures)
    occupied, target = rate(now), Decimal(now["target"])
    word = italian.month_word(figures["month"])
    if occupied is None:
        return format_html(
            "In {} postazioni e uffici non hanno avuto ore disponibili: "
            "il tasso di occupazione <strong>non si calcola</strong>.",
            word,
        )
    return format_html(
        "In {} postazioni e uffici sono stati occupati per il <strong>{}</strong> delle ore "
        "disponibili: <strong>{}</strong> del {}{}. {}",
        word,
        italian.percent(occupied),
        against(occupied - target),
        italian.percent(target, 0),
        since_before(figures, occupied),
        busiest_sentence(figures["occupancy"]),
    )


def against(difference):
    """How far from the target, in words."""
    size = italian.number(abs(difference) * 100, 1)
    if size == "0,0":
        return "pari all’obiettivo"
    return f"{size} punti {'sopra' if difference > 0 else 'sotto'} l’obiettivo"


def since_before(figures, occupied):
    """ ", 5,9 punti in più di settembre"; nothing in the first month."""
    before = frame.month_before(figures)
    if not before or rate(before) is None:
        return ""
    difference = occupied - rate(before)
    size = italian.number(abs(difference) * 100, 1)
    side = "in più" if difference >= 0 else "in meno"
    return f" e {size} punti {side} rispetto a {italian.month_word(before['month'])}"


def open_cells(occupancy):
    """Hours of the week in which something was open, the busiest first."""
    cells = [cell for cell in occupancy["heat"] if cell["available"]]
    return sorted(cells, key=lambda c: (-rate(c), c["weekday"], c["hour"]))


def busiest_sentence(occupancy):
    """Which hour of the week was asked for most."""
    cells = [cell for cell in open_cells(occupancy) if cell["booked"]]
    return f"L’ora più richiesta è il {hour(cells[0])}." if cells else ""


def hour(cell):
    """ "martedì fra le 10 e le 11 (78 %)"."""
    return (
        f"{italian.WEEKDAYS[cell['weekday']]} fra le {cell['hour']} e le{italian.NBSP}{cell['hour'] + 1}"
        f"{italian.NBSP}({italian.percent(rate(cell), 0)})"
    )


def kpis(figures):
    """The four numbers of the first page, each with its own two terms."""
    occupancy = figures["occupancy"]
    sums = totals(target_spaces(occupancy))
    due, missed = occupancy["bookings_due"], occupancy["no_shows"]
    return [
        kpi(
            "Tasso di occupazione",
            italian.share(sums["booked"], sums["available"]),
            hours_of(sums, "booked", "prenotate"),
        ),
        kpi(
            "Utilizzo effettivo",
            italian.share(sums["used"], sums["available"]),
            hours_of(sums, "used", "d’uso"),
        ),
        kpi(
            "Persone",
            people_shown(occupancy["people"]),
            f"con una prenotazione, in {occupancy['open_days']} giorni di apertura",
        ),
        kpi(
            "Mancate presentazioni",
            italian.share(missed, due),
            f"{italian.number(missed)} su {italian.number(due)} prenotazioni dovute",
        ),
    ]


def kpi(label, value, detail):
    """A number; its unit is set apart, to be printed smaller."""
    figure, _, unit = value.partition(italian.NBSP)
    return frame.kpi(label, figure, unit, detail)


def hours_of(sums, key, words):
    """ "2.883 ore prenotate su 6.816"."""
    return f"{italian.hours(sums[key])} ore {words} su {italian.hours(sums['available'])}"


def people_shown(count):
    """A count of people, hidden where frozen as hidden."""
    return FEW if count is None else italian.number(count)


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
            row("Obiettivo, %", lambda e: italian.number(Decimal(e["target"]) * 100)),
        ],
    }


def whole_hours(minutes):
    """Hours without decimals, for narrow tables; a dash for a month to come."""
    return italian.DASH if minutes is None else italian.number(Decimal(minutes) / 60)


def tenth(value):
    """A percentage without its sign, for narrow tables."""
    return italian.DASH if value is None else italian.number(value * 100, 1)


def heat_title(figures):
    """The map in one sentence."""
    cells = open_cells(figures["occupancy"])
    peak = f" Il massimo è {hour(cells[0])}." if cells else ""
    return (
        f"Tasso di occupazione di postazioni e uffici per giorno della settimana e ora, "
        f"{italian.month_name(figures['month'])}.{peak}"
    )


def heat_words(occupancy):
    """The sentence above the map."""
    cells, peak = open_cells(occupancy), occupancy["peak"]
    if not cells or not peak or not peak["at"]:
        return "Nel mese non ci sono state prenotazioni di postazioni o uffici."
    when = italian.local(peak["at"])
    words = (
        f"Il momento di maggiore affollamento è stato {italian.WEEKDAYS[when.weekday()]} "
        f"{italian.long_date(when.date())} alle {when.hour}, con {peak['in_use']} postazioni in uso "
        f"su {peak['available']}."
    )
    mean = occupancy["mean_daily_peak"]
    return words + (
        f" In media, nell’ora più piena di ogni giorno erano in uso {italian.number(mean, 1)} "
        "postazioni."
        if mean
        else ""
    )


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


def remarks(occupancy):
    """What stands out, computed; never an opinion."""
    found = [busy_hours(occupancy), never_booked(occupancy), estimated_use(occupancy)]
    return [sentence for sentence in found if sentence]


def busy_hours(occupancy):
    """How many hours of the week pass three quarters."""
    cells = open_cells(occupancy)
    busy = [cell for cell in cells if rate(cell) >= BUSY]
    if not busy:
        return (
            f"In nessuna delle {len(cells)} ore settimanali di apertura l’occupazione raggiunge il "
            f"{italian.percent(BUSY, 0)}: c’è posto in ogni fascia."
        )
    times = "una" if len(busy) == 1 else len(busy)
    return (
        f"L’occupazione raggiunge il {italian.percent(BUSY, 0)} in {times} delle {len(cells)} ore "
        f"settimanali di apertura; la più libera è {hour(cells[-1])}."
    )


def never_booked(occupancy):
    """Spaces at zero, by code."""
    codes = [s["code"] for s in occupancy["spaces"] if s["available"] and not s["booked"]]
    if not codes:
        return "Ogni spazio in servizio ha avuto almeno una prenotazione."
    words = "non è mai stato prenotato" if len(codes) == 1 else "non sono mai stati prenotati"
    return f"Nel mese {words}: {italian.listed(codes)}."


def estimated_use(occupancy):
    """How much of the use rests on the booked end, for want of a check-out."""
    sums = totals(occupancy["spaces"])
    if not sums["estimated"]:
        return ""
    return (
        f"Il {italian.share(sums['estimated'], sums['used'])} dell’uso è stimato: in "
        f"{italian.hours(sums['estimated'])} ore su {italian.hours(sums['used'])} manca la "
        "registrazione dell’uscita e vale la fine prenotata."
    )


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
    return f"{part} su {HIDDEN if whole is None else whole}"


def rate_of(part, whole):
    """A rate of two counts, either of which may be hidden."""
    return italian.DASH if part is None or not whole else italian.share(part, whole)


def applications(people):
    """The month's applications and what became of them."""
    outcomes = [
        ("accolte", people["admitted"]),
        ("non accolte", people["not_admitted"]),
        ("in istruttoria a fine mese", people["pending"]),
    ]
    told = [f"{words} {italian.number(count)}" for words, count in outcomes if count is not None]
    hidden = [words for words, count in outcomes if count is None]
    sentences = [
        f"Domande di adesione ricevute nel mese: {people_shown(people['applications_received'])}."
    ]
    if told:
        sentences.append(f"{italian.listed(told).capitalize()}.")
    if hidden:
        sentences.append(f"Non esposte, perché gruppi piccoli: {italian.listed(hidden)}.")
    return " ".join([*sentences, f"Nuovi coworker: {people_shown(people['new_members'])}."])


# -- Terms ----------------------------------------------------------------------------------------------


def terms(occupancy):
    """Every rate of the document with its numerator and denominator."""
    sums = totals(target_spaces(occupancy))
    everything = totals(occupancy["spaces"])
    return [
        term(
            "Tasso di occupazione, postazioni e uffici",
            "ore prenotate",
            sums["booked"],
            "ore disponibili",
            sums["available"],
            italian.hours,
        ),
        term(
            "Utilizzo effettivo, postazioni e uffici",
            "ore d’uso",
            sums["used"],
            "ore disponibili",
            sums["available"],
            italian.hours,
        ),
        term(
            "Parte stimata dell’uso, tutti gli spazi",
            "ore stimate",
            everything["estimated"],
            "ore d’uso",
            everything["used"],
            italian.hours,
        ),
        term(
            "Giorni-postazione con presenza",
            "con presenza",
            occupancy["desk_days_attended"],
            "disponibili",
            occupancy["desk_days_available"],
        ),
        term(
            "Mancate presentazioni",
            "mancate",
            occupancy["no_shows"],
            "prenotazioni dovute",
            occupancy["bookings_due"],
        ),
        *(term(*rate) for rate in use.rates(occupancy)),
    ]


def term(label, part_words, part, whole_words, whole, write=italian.number):
    """One rate, with what it is made of."""
    return {
        "label": label,
        "part": f"{write(part)} {part_words}",
        "whole": f"{write(whole)} {whole_words}",
        "rate": italian.share(part, whole),
    }


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
