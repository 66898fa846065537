"""Days, bookings and demand in the occupancy document: what the frozen figures have since /2.

An edition of /1 is printed as it always was: `context` answers with nothing for it.
"""

from piastra.reports import italian
from piastra.reports.presenters.occupancy.spaces import plural, tenths

#: The order of the document's tables, which gives them their numbers.
IN_SCHEMA_1 = ["hours", "register", "people", "themes", "events", "terms", "ramp", "heat"]
SINCE_THEN = [
    "hours", "days", "bookings", "demand", "register", "days_register", "people", "themes",
    "events", "terms", "ramp", "heat",
]  # fmt: skip

OF_SPACES = (
    "days_available", "days_attended", "days_assignable", "days_assigned", "released", "recovered",
)  # fmt: skip
OF_KINDS = (
    "bookings_due", "no_shows", "cancelled_in_time", "cancelled_late", "walk_ins",
    "asked", "served", "declined", "expired", "unmet", "asked_minutes", "unmet_minutes",
)  # fmt: skip


def is_known(occupancy: dict) -> bool:
    """Whether the figures have days and demand: those of /1 had not."""
    return all("unmet" in kind for kind in occupancy["kinds"])


def context(occupancy: dict) -> dict:
    """What the template needs of it."""
    if not is_known(occupancy):
        return {"number": numbered(IN_SCHEMA_1), "use": None}
    return {
        "number": numbered(SINCE_THEN),
        "use": {
            "words": words(occupancy),
            "kinds": by_kind(occupancy),
            "register": register(occupancy),
            "together": row("Postazioni e uffici", sums(occupancy, in_target(occupancy))),
        },
    }


def numbered(tables: list[str]) -> dict:
    return {name: place for place, name in enumerate(tables, start=1)}


# -- Sums --------------------------------------------------------------------------------------------


def in_target(occupancy: dict) -> list[str]:
    return [kind["kind"] for kind in occupancy["kinds"] if kind["in_target"]]


def sums(occupancy: dict, names: list[str]) -> dict:
    """The sums over the spaces of these kinds, and over their bookings and requests."""
    spaces = [space for space in occupancy["spaces"] if space["kind"] in names]
    kinds = [kind for kind in occupancy["kinds"] if kind["kind"] in names]
    return {
        **{key: sum(space[key] for space in spaces) for key in OF_SPACES},
        **{key: sum(kind[key] for kind in kinds) for key in OF_KINDS},
    }


def of_all(occupancy: dict) -> dict:
    return sums(occupancy, [kind["kind"] for kind in occupancy["kinds"]])


# -- Rows --------------------------------------------------------------------------------------------


def by_kind(occupancy: dict) -> list[dict]:
    """Each kind that has a space; after those of the target their sum."""
    there = {space["kind"] for space in occupancy["spaces"]}
    kinds = [kind for kind in occupancy["kinds"] if kind["kind"] in there]

    def rows(target: bool) -> list[dict]:
        return [
            row(plural(kind), sums(occupancy, [kind["kind"]]))
            for kind in kinds
            if kind["in_target"] == target
        ]

    together = row("Postazioni e uffici", sums(occupancy, in_target(occupancy)))
    return [*rows(True), together | {"class": "subtotal"}, *rows(False)]


def register(occupancy: dict) -> list[dict]:
    """Every space with its days and with what was given back, kind by kind."""
    return [
        {
            "total": row(plural(kind), sums(occupancy, [kind["kind"]])),
            "rows": [space_row(space) for space in spaces],
        }
        for kind in occupancy["kinds"]
        if (spaces := [s for s in occupancy["spaces"] if s["kind"] == kind["kind"]])
    ]


def space_row(space: dict) -> dict:
    name = "" if space["name"] == space["code"] else space["name"]
    return days(space) | {"code": space["code"], "name": name, "zone": space["zone"]}


def row(label: str, entry: dict) -> dict:
    """A kind, or several, with all that is counted of it."""
    return {
        "label": label,
        **days(entry),
        **{key: italian.number(entry[key]) for key in OF_KINDS},
        "no_show_rate": italian.share(entry["no_shows"], entry["bookings_due"]),
        "unmet_rate": italian.share(entry["unmet"], entry["asked"]),
        "unmet_hours": tenths(entry["unmet_minutes"]),
    }


def days(entry: dict) -> dict:
    """Days with somebody and days assigned, hours given back; each with both its terms."""
    can_be = entry["days_assignable"] > 0
    return {
        "attended": italian.number(entry["days_attended"]),
        "available": italian.number(entry["days_available"]),
        "day_rate": italian.share(entry["days_attended"], entry["days_available"]),
        "day_width": width(entry["days_attended"], entry["days_available"]),
        "assigned": italian.number(entry["days_assigned"]) if can_be else italian.DASH,
        "assignable": italian.number(entry["days_assignable"]) if can_be else italian.DASH,
        "assignment": italian.share(entry["days_assigned"], entry["days_assignable"]),
        "released": tenths(entry["released"]),
        "recovered": tenths(entry["recovered"]),
        "recovery": italian.share(entry["recovered"], entry["released"]),
    }


def width(part: int, whole: int) -> str:
    """Length of a small bar as a percentage for CSS: with a point, whatever the language."""
    return f"{float(italian.ratio(part, whole) or 0) * 100:.2f}"


# -- Words -------------------------------------------------------------------------------------------


def words(occupancy: dict) -> str:
    """What became of given back hours and of who waited, in two sentences."""
    found = of_all(occupancy)
    return f"{words_of_hours(found)} {words_of_demand(found)}"


def words_of_hours(found: dict) -> str:
    """Hours given back, and how many of them were booked again."""
    released, recovered = found["released"], found["recovered"]
    if not released:
        return "Nessuna prenotazione mancata ha restituito ore agli altri."
    if italian.is_blurred(recovered, released):
        return words_of_minutes(released, recovered)
    if not recovered:
        again = "nessuna prenotata di nuovo"
    elif recovered == released:
        again = "prenotate tutte di nuovo"
    else:
        again = some_of_them(italian.hours(recovered), "prenotata", "prenotate") + " di nuovo"
    return f"Ore restituite dalle prenotazioni mancate: {italian.hours(released)}, {again}."


def words_of_minutes(released: int, recovered: int) -> str:
    """The same to the minute, where hours in tenths would say that none or all was booked again."""
    if not recovered:
        again = ", non prenotato di nuovo"
    elif recovered == released:
        again = ", prenotato tutto di nuovo"
    else:
        again = f"; prenotato di nuovo: {italian.length(recovered)}"
    return f"Tempo restituito dalle prenotazioni mancate: {italian.length(released)}{again}."


def words_of_demand(found: dict) -> str:
    """Requests that waited until their start, and those without an offer."""
    asked, unmet = found["asked"], found["unmet"]
    if not asked:
        return "Richieste in lista d’attesa: nessuna, oltre a quelle ritirate."
    if not unmet:
        rest = "con un posto offerto" if asked == 1 else "tutte con un posto offerto"
    elif unmet == asked:
        rest = "senza un posto offerto" if asked == 1 else "tutte senza un posto offerto"
    else:
        rest = some_of_them(italian.number(unmet)) + " senza un posto offerto"
    return f"Richieste in lista d’attesa: {italian.number(asked)}, {rest}."


def some_of_them(written: str, one: str = "", many: str = "") -> str:
    """ "una di esse prenotata", "11 di esse prenotate"; without words "11 di esse"."""
    words = f"una di esse {one}" if written == "1" else f"{written} di esse {many}"
    return words.strip()


def rates(occupancy: dict) -> list[tuple[str, str, str, str]]:
    """The rates for the table of terms: label, numerator, denominator, value."""
    if not is_known(occupancy):
        return []
    found, peak = of_all(occupancy), occupancy["peak"] or {"in_use": 0, "available": 0}
    hours, count = italian.counted_hours, italian.counted
    return [
        (
            "Assegnazione di postazioni fisse e uffici",
            count(found["days_assigned"], "giorno assegnato", "giorni assegnati"),
            count(found["days_assignable"], "giorno disponibile", "giorni disponibili"),
            italian.share(found["days_assigned"], found["days_assignable"]),
        ),
        (
            "Momento di maggiore affollamento",
            count(peak["in_use"], "postazione in uso", "postazioni in uso"),
            count(peak["available"], "disponibile in quell’ora", "disponibili in quell’ora"),
            italian.share(peak["in_use"], peak["available"]),
        ),
        (
            "Ore recuperate, tutti gli spazi",
            hours(found["recovered"], "ora recuperata", "ore recuperate"),
            hours(found["released"], "ora rilasciata", "ore rilasciate"),
            italian.share(found["recovered"], found["released"]),
        ),
        (
            "Richieste in attesa non soddisfatte",
            f"{italian.number(found['unmet'])} senza un posto",
            count(found["asked"], "richiesta", "richieste"),
            italian.share(found["unmet"], found["asked"]),
        ),
    ]


def counts(occupancy: dict) -> list[tuple[str, str]]:
    """Counts of requests that are no percentages."""
    if not is_known(occupancy):
        return []
    found = of_all(occupancy)
    return [
        ("Ore richieste e non soddisfatte", italian.hours(found["unmet_minutes"])),
        ("Posti offerti e accettati", italian.number(found["served"])),
        ("Rifiutati", italian.number(found["declined"])),
        ("Offerte scadute", italian.number(found["expired"])),
    ]
