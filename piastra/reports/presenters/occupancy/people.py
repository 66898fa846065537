"""People, themes and events: counts, of which the small ones were frozen as hidden."""

from piastra.reports import italian
from piastra.reports.presenters.occupancy.spaces import tenths

FEW = "meno di 5"


HIDDEN = "non esposto"


def people_shown(count: int) -> str:
    """A count of people, hidden where frozen as hidden."""
    return FEW if count is None else italian.number(count)


def applications(people: dict) -> str:
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
        sentences.append(f"{italian.capital(italian.listed(told))}.")
    if hidden:
        sentences.append(
            "Non esposte, perché gruppi piccoli o perché ne farebbero ricavare uno: "
            f"{italian.listed(hidden)}."
        )
    return " ".join([*sentences, f"Nuovi coworker: {people_shown(people['new_members'])}."])


def members(people: dict) -> dict:
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


def people_hidden(count: int | None) -> str:
    """A cell of a table: a hidden one may be small, or hidden to cover a small one."""
    return HIDDEN if count is None else italian.number(count)


def theme(row: dict) -> dict:
    """People and hours of a theme."""
    hidden = row["people"] is None
    return {
        "name": row["name"],
        "people": people_hidden(row["people"]),
        "booked": HIDDEN if hidden else tenths(row["booked"]),
        # Editions of /1 had no use by theme, and print none.
        "used": HIDDEN if hidden else tenths(row.get("used", 0)),
    }


def event(row: dict) -> dict:
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


def over(part: int | None, whole: int) -> str:
    """ "52 su 60"."""
    if part is None:
        return HIDDEN
    return f"{italian.number(part)} su {people_hidden(whole)}"


def rate_of(part: int | None, whole: int) -> str:
    """A rate of two counts, either of which may be hidden."""
    return italian.DASH if part is None or not whole else italian.share(part, whole)
