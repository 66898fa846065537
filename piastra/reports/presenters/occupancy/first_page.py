"""The first page of the occupancy document: the month in two sentences and four numbers.

What is compared is compared as it is printed: to a reader 74,96 and 75,04 are both 75,0, neither more nor
less than 75.
"""

from decimal import Decimal

from django.utils.html import format_html

from piastra.reports import italian
from piastra.reports.presenters import frame
from piastra.reports.presenters.occupancy.people import people_shown
from piastra.reports.presenters.occupancy.ramp_up import rate
from piastra.reports.presenters.occupancy.spaces import target_spaces, totals
from piastra.reports.presenters.occupancy.week import busiest


def summary(figures: dict) -> str:
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
    article, written = italian.split(italian.the(italian.percent(occupied)))
    return format_html(
        "In {} postazioni e uffici sono stati occupati per {}<strong>{}</strong> delle ore "
        "disponibili: <strong>{}</strong> {}{}. {}",
        word,
        article,
        written,
        against(italian.printed(occupied) - italian.printed(target)),
        italian.of_the(italian.whole_percent(target)),
        since_before(figures, occupied),
        busiest(figures["occupancy"]),
    )


def against(difference: Decimal) -> str:
    """How far from the target, in words."""
    if not difference:
        return "pari all’obiettivo"
    side = "sopra" if difference > 0 else "sotto"
    return f"{italian.number(abs(difference), 1)} punti {side} l’obiettivo"


def since_before(figures: dict, occupied: Decimal) -> str:
    """ " e 5,9 punti in più rispetto a settembre"; nothing in the first month."""
    before = frame.month_before(figures)
    if not before or rate(before) is None:
        return ""
    word = italian.month_word(before["month"])
    difference = italian.printed(occupied) - italian.printed(rate(before))
    if not difference:
        return f" e quanto in {word}"
    side = "in più" if difference > 0 else "in meno"
    size = italian.number(abs(difference), 1)
    return f" e {size} punti {side} rispetto {italian.to_month(word)}"


def kpis(figures: dict) -> list[dict]:
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


def kpi(label: str, value: str, detail: str) -> dict:
    """A number; its unit is set apart, to be printed smaller."""
    figure, _, unit = value.partition(italian.NBSP)
    return frame.kpi(label, figure, unit, detail)


def hours_of(sums: dict, key: str, one: str, many: str) -> str:
    """ "2.883 ore prenotate su 6.816"."""
    return f"{italian.counted_hours(sums[key], one, many)} su {italian.hours(sums['available'])}"


def days_of_opening(occupancy: dict) -> str:
    """ "con una prenotazione, in 27 giorni di apertura"."""
    days = italian.counted(occupancy["open_days"], "giorno di apertura", "giorni di apertura")
    return f"con una prenotazione, in {days}"


def missed_of(missed: int, due: int) -> str:
    """ "27 su 402 prenotazioni dovute"."""
    written = italian.counted(due, "prenotazione dovuta", "prenotazioni dovute")
    return f"{italian.number(missed)} su {written}"
