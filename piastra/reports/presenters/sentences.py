"""What the occupancy document says in words. Each sentence is computed from the figures that it names.

It compares them as they are printed: to a reader 74,96 and 75,04 are both 75,0, neither more nor less than 75.

A slot ("fascia") is a cell of the map: a weekday and a clock hour, with all such hours of the month.
"""

from decimal import Decimal

from django.utils.html import format_html

from piastra.reports import italian
from piastra.reports.presenters import frame

BUSY = Decimal("0.75")

NEXT_TO_NOTHING = "meno di 0,1"
"""How is told what is not zero and would be printed so."""

MOST_CODES = 12
"""As many places are named in a sentence; of more only the number is told."""


def rate(entry):
    """Booked over available of a frozen entry, or None."""
    return italian.ratio(entry["booked"], entry["available"]) if entry["available"] else None


def told(entry):
    """The rate in per cent as it is printed; of an entry that has one."""
    return italian.printed(rate(entry))


# -- In a few words ------------------------------------------------------------------------------------


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


def against(difference):
    """How far from the target, in words."""
    if not difference:
        return "pari all’obiettivo"
    side = "sopra" if difference > 0 else "sotto"
    return f"{italian.number(abs(difference), 1)} punti {side} l’obiettivo"


def since_before(figures, occupied):
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


# -- The map -------------------------------------------------------------------------------------------


def open_cells(occupancy):
    """Slots in which something was open, the busiest first, then in the week's order."""
    cells = [cell for cell in occupancy["heat"] if cell["available"]]
    return sorted(cells, key=lambda c: (-told(c), c["weekday"], c["hour"]))


def slot(cell):
    """ "il martedì fra le 10 e le 11"."""
    return f"{italian.the_weekday(cell['weekday'])} {italian.between(cell['hour'])}"


def tied(cells, chosen):
    """The slots with the same printed rate as the chosen one, in the week's order."""
    same = [cell for cell in cells if told(cell) == told(chosen)]
    return sorted(same, key=lambda c: (c["weekday"], c["hour"]))


def extreme(cells, chosen, word):
    """Which slots are the most or least occupied ones: "la fascia più occupata è …"."""
    same, written = tied(cells, chosen), italian.percent(rate(chosen))
    if len(same) == 1:
        return f"la fascia {word} occupata è {slot(chosen)} ({written})"
    return (
        f"le fasce {word} occupate sono {len(same)}, ognuna {italian.to_the(written)}: la prima della "
        f"settimana è {slot(same[0])}"
    )


def is_even(cells):
    """Whether all slots have the same printed rate: then none is the busiest."""
    return len(tied(cells, cells[0])) == len(cells) > 1


def busiest(occupancy):
    """Which slot of the week was taken most; nothing where none was."""
    cells = open_cells(occupancy)
    if not cells or not told(cells[0]):
        return ""
    if is_even(cells):
        written = italian.the(italian.percent(rate(cells[0])))
        return f"In ogni fascia della settimana l’occupazione è la stessa, {written}."
    return f"{italian.capital(extreme(cells, cells[0], 'più'))}."


def heat_title(figures):
    """The map in one sentence or two."""
    words = busiest(figures["occupancy"])
    return (
        f"Tasso di occupazione di postazioni e uffici per giorno della settimana e ora, "
        f"{italian.month_name(figures['month'])}.{' ' if words else ''}{words}"
    )


def heat_words(occupancy):
    """The sentences above the map."""
    cells = open_cells(occupancy)
    if not cells:
        return "Nel mese postazioni e uffici non hanno avuto ore di apertura."
    if not any(cell["booked"] for cell in cells):
        return "Nel mese postazioni e uffici non hanno avuto ore prenotate."
    peak = occupancy["peak"]
    if not peak or not peak["at"]:
        return "Nel mese nessuna postazione risulta usata."
    return f"{peak_words(peak)} {mean_words(occupancy['mean_daily_peak'])}".strip()


def peak_words(peak):
    """When most desks were in use. Others may have been as full: the figures have the first one."""
    when = italian.local(peak["at"])
    in_use = italian.counted(peak["in_use"], "postazione in uso", "postazioni in uso")
    return (
        f"L’ora più affollata, o la prima fra più ore uguali, è stata "
        f"{italian.WEEKDAYS[when.weekday()]} {italian.long_date(when.date())} "
        f"{italian.between(when.hour)}, con {in_use} su {italian.number(peak['available'])}."
    )


def mean_words(mean):
    """How many desks were in use in the fullest hour of each day."""
    if mean is None:
        return ""
    written = italian.number(mean, 1)
    if written == "0,0" and Decimal(mean):
        written = NEXT_TO_NOTHING
    return f"In media, nell’ora più piena di ogni giorno di apertura erano in uso {written} postazioni."


# -- What stands out -----------------------------------------------------------------------------------


def remarks(occupancy):
    """What stands out, computed; never an opinion."""
    found = [busy_slots(occupancy), without_bookings(occupancy), estimated_use(occupancy)]
    return [sentence for sentence in found if sentence]


def busy_slots(occupancy):
    """How many slots pass three quarters, and which is the freest."""
    cells = open_cells(occupancy)
    if not cells:
        return ""
    limit = italian.percent(BUSY, 0)
    busy = sum(told(cell) >= italian.printed(BUSY) for cell in cells)
    if len(cells) == 1:
        return f"L’unica fascia della mappa {'' if busy else 'non '}raggiunge {italian.the(limit)} di occupazione."
    freest = "" if is_even(cells) else f"; {extreme(cells, cells[-1], 'meno')}"
    return f"L’occupazione {reaches(busy, len(cells), italian.the(limit))}{freest}."


def reaches(busy, count, limit):
    """ "raggiunge il 75 % in 12 delle 59 fasce (un giorno e un’ora) della mappa"."""
    slots = f"{count} fasce (un giorno e un’ora) della mappa"
    if not busy:
        return f"non raggiunge {limit} in nessuna delle {slots}"
    if busy == count:
        return f"raggiunge {limit} in tutte le {slots}"
    return f"raggiunge {limit} in {'una' if busy == 1 else busy} delle {slots}"


def without_bookings(occupancy):
    """Places that were open and have 0,0 booked hours in the table, by code as long as they are few."""
    there = [space for space in occupancy["spaces"] if space["available"]]
    idle = [space for space in there if not italian.printed_hours(space["booked"])]
    if not there:
        return "Nel mese nessuno spazio ha avuto ore disponibili."
    count = italian.number(len(there))
    if not idle:
        return all_booked(len(there), count)
    # A minute or two that were booked are printed as none: of such places it is not said that they had none.
    if any(space["booked"] for space in idle):
        return hardly_booked([space["code"] for space in idle], len(there), count)
    return never_booked([space["code"] for space in idle], len(there), count)


def all_booked(there, count):
    """Every place had booked hours."""
    if there == 1:
        return "L’unico spazio con ore disponibili ha avuto ore prenotate."
    return f"Tutti {italian.the_many(count)} spazi con ore disponibili hanno avuto ore prenotate."


def never_booked(idle, there, count):
    """ "Non hanno avuto ore prenotate 2 dei 22 spazi con ore disponibili: U05 e U06."."""
    whole = f"{italian.of_the_many(count)} spazi con ore disponibili"
    if there == 1:
        return "L’unico spazio con ore disponibili non ha avuto ore prenotate."
    if len(idle) == there:
        return f"Nessuno {whole} ha avuto ore prenotate."
    return f"Non {some_of_the_places(idle, 'ore prenotate', whole)}"


def hardly_booked(idle, there, count):
    """ "Hanno avuto meno di 0,1 ore prenotate 2 dei 22 spazi con ore disponibili: U05 e U06."."""
    whole, hours = (
        f"{italian.of_the_many(count)} spazi con ore disponibili",
        f"{NEXT_TO_NOTHING} ore prenotate",
    )
    if there == 1:
        return f"L’unico spazio con ore disponibili ha avuto {hours}."
    if len(idle) == there:
        return f"Ognuno {whole} ha avuto {hours}."
    return italian.capital(some_of_the_places(idle, hours, whole))


def some_of_the_places(codes, hours, whole):
    """ "hanno avuto ore prenotate 2 dei 22 spazi con ore disponibili: U05 e U06."."""
    verb, count = ("ha", "uno") if len(codes) == 1 else ("hanno", italian.number(len(codes)))
    named = f": {italian.listed(codes)}" if len(codes) <= MOST_CODES else ""
    return f"{verb} avuto {hours} {count} {whole}{named}."


def estimated_use(occupancy):
    """How much of the use rests on the booked end, for want of a check-out."""
    estimated, used = (
        sum(space[key] for space in occupancy["spaces"]) for key in ("estimated", "used")
    )
    if not estimated:
        return ""
    written = italian.capital(italian.the_share(estimated, used))
    if italian.is_blurred(estimated, used):
        hours = f"{italian.length(estimated)} su {italian.length(used)}"
    else:
        hours = f"{italian.counted_hours(estimated)} su {italian.hours(used)}"
    return (
        f"{written} dell’uso è stimato: per {hours} "
        "manca la registrazione dell’uscita e vale la fine prenotata."
    )


# -- People --------------------------------------------------------------------------------------------

FEW = "meno di 5"


def people_shown(count):
    """A count of people, hidden where frozen as hidden."""
    return FEW if count is None else italian.number(count)


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
        sentences.append(f"{italian.capital(italian.listed(told))}.")
    if hidden:
        sentences.append(
            "Non esposte, perché gruppi piccoli o perché ne farebbero ricavare uno: "
            f"{italian.listed(hidden)}."
        )
    return " ".join([*sentences, f"Nuovi coworker: {people_shown(people['new_members'])}."])
