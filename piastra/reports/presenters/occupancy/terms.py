"""Every rate of the occupancy document with its numerator and its denominator, and counts that are no rates."""

from piastra.reports import italian
from piastra.reports.presenters.occupancy import use
from piastra.reports.presenters.occupancy.spaces import target_spaces, totals

OPEN = ("ora disponibile", "ore disponibili")


OF_USE = ("ora d’uso", "ore d’uso")


def terms(occupancy: dict) -> list[dict]:
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


def presence(figures: dict) -> list[tuple[str, str]]:
    """Counts of bookings that are no percentages."""
    occupancy = figures["occupancy"]
    return [
        ("Annullate in tempo", italian.number(occupancy["cancelled_in_time"])),
        ("Annullate tardi", italian.number(occupancy["cancelled_late"])),
        ("Ingressi senza prenotazione", italian.number(occupancy["walk_ins"])),
        ("Giorni di apertura", italian.number(occupancy["open_days"])),
        *use.counts(occupancy),
    ]
