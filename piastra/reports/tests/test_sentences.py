"""Every sentence of the documents is what its figures say, in odd months too; and it is good Italian."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

import html
import re
from copy import deepcopy
from decimal import Decimal
from random import Random

import pytest

from piastra.reports import frozen, italian, printing
from piastra.reports.presenters.occupancy import document as occupancy_document
from piastra.reports.presenters.occupancy import first_page, remarks, use
from piastra.reports.presenters.occupancy import week as week_map
from piastra.reports.presenters.spending import document as spending_document
from piastra.reports.presenters.spending import first_page as spending_first_page
from piastra.reports.presenters.spending import lines as spending_lines
from piastra.reports.presenters.spending import remarks as spending_remarks
from piastra.reports.presenters.spending import sums
from piastra.reports.tests import legal, sample


def plain(words):
    """A sentence without marks and with plain spaces."""
    return html.unescape(re.sub(r"<[^>]+>", "", str(words))).replace("\u00a0", " ")


def cells(*booked, available=600, weekday=0, hour=9):
    """Slots of one day, one after the other."""
    return [
        sample.cell(weekday, hour + place, available, minutes)
        for place, minutes in enumerate(booked)
    ]


def of_map(*booked, **more):
    return {"heat": cells(*booked, **more), "peak": None, "mean_daily_peak": None}


def places(*hours):
    """Places with (available, booked) minutes."""
    return {
        "spaces": [
            {
                "code": f"F{place:02d}", "available": available, "booked": booked, "used": booked,
                "estimated": 0,
            }
            for place, (available, booked) in enumerate(hours, start=1)
        ]
    }  # fmt: skip


# -- In a few words --------------------------------------------------------------------------------------


def summed_up(month="2026-10", *, rate=0.5, before=None, target="0.6", heat=()):
    """The summary of a month with these rates."""
    entries = [entry_of("2026-09" if month == "2026-10" else previous(month), before, "0.5")]
    entries = entries if before is not None else []
    figures = {
        "month": month,
        "ramp_up": [*entries, entry_of(month, rate, target)],
        "occupancy": {"heat": list(heat)},
    }
    return plain(first_page.summary(figures)).strip()


def previous(month):
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1)}-{(number - 2) % 12 + 1:02d}"


def entry_of(month, rate, target):
    available = 0 if rate is None else 100_000
    booked = 0 if rate is None else round(rate * available)
    return {"month": month, "target": target, "available": available, "booked": booked}


HALF = "In ottobre postazioni e uffici sono stati occupati per"


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ({"rate": None}, "In ottobre postazioni e uffici non hanno avuto ore disponibili: il tasso di occupazione non si calcola."),
        ({"rate": 0.0, "target": "0.0000"}, f"{HALF} lo 0,0 % delle ore disponibili: pari all’obiettivo dello 0 %."),
        ({"rate": 0.8, "target": "0.8000"}, f"{HALF} l’80,0 % delle ore disponibili: pari all’obiettivo dell’80 %."),
        ({"rate": 0.112, "target": "0.1"}, f"{HALF} l’11,2 % delle ore disponibili: 1,2 punti sopra l’obiettivo del 10 %."),
        ({"rate": 1.0, "target": "1"}, f"{HALF} il 100,0 % delle ore disponibili: pari all’obiettivo del 100 %."),
        ({"rate": 0.1667, "target": "0.1667"}, f"{HALF} il 16,7 % delle ore disponibili: pari all’obiettivo del 16,7 %."),
        ({"rate": 0.5, "before": 0.5}, f"{HALF} il 50,0 % delle ore disponibili: 10,0 punti sotto l’obiettivo del 60 % e quanto in settembre."),
        ({"rate": 0.5, "before": 0.52}, f"{HALF} il 50,0 % delle ore disponibili: 10,0 punti sotto l’obiettivo del 60 % e 2,0 punti in meno rispetto a settembre."),
        ({"rate": 0.5, "before": None}, f"{HALF} il 50,0 % delle ore disponibili: 10,0 punti sotto l’obiettivo del 60 %."),
        (
            {"month": "2026-09", "rate": 0.5, "before": 0.4},
            "In settembre postazioni e uffici sono stati occupati per il 50,0 % delle ore disponibili: "
            "10,0 punti sotto l’obiettivo del 60 % e 10,0 punti in più rispetto ad agosto.",
        ),
        (
            {"month": "2026-05", "rate": 0.085, "before": 0.084},
            "In maggio postazioni e uffici sono stati occupati per l’8,5 % delle ore disponibili: "
            "51,5 punti sotto l’obiettivo del 60 % e 0,1 punti in più rispetto ad aprile.",
        ),
        (
            {"month": "2026-11", "rate": 0.5465, "before": 0.5455},
            "In novembre postazioni e uffici sono stati occupati per il 54,7 % delle ore disponibili: "
            "5,3 punti sotto l’obiettivo del 60 % e 0,1 punti in più rispetto a ottobre.",
        ),
    ],
)  # fmt: skip
def test_the_summary_of_odd_months(month, said):
    assert summed_up(**month) == said


# -- The map ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heat", "said"),
    [
        ([], ""),
        (cells(0, 0), ""),
        (cells(600, 600, 600), "In ogni fascia della settimana l’occupazione è la stessa, il 100,0 %."),
        (cells(300), "La fascia più occupata è il lunedì fra le 9 e le 10 (50,0 %)."),
        (cells(60, 480), "La fascia più occupata è il lunedì fra le 10 e le 11 (80,0 %)."),
        (
            cells(480, 0, 480),
            "Le fasce più occupate sono 2, ognuna all’80,0 %: la prima della settimana è il lunedì fra le 9 e le 10.",
        ),
        # Rates that are printed alike are tied, and what is printed as zero is not the most.
        (
            cells(17_995, 18_000, 0, available=18_000),
            "Le fasce più occupate sono 2, ognuna al 100,0 %: la prima della settimana è il lunedì fra le 9 e le 10.",
        ),
        (cells(17_995, 18_000, available=18_000), "In ogni fascia della settimana l’occupazione è la stessa, il 100,0 %."),
        (cells(0, 8, available=18_000), ""),
        (cells(0, 9, available=18_000), "La fascia più occupata è il lunedì fra le 10 e le 11 (0,1 %)."),
        (cells(60, 0, weekday=6, hour=0), "La fascia più occupata è la domenica fra mezzanotte e l’una (10,0 %)."),
        (cells(0, 60, weekday=6, hour=0), "La fascia più occupata è la domenica fra l’una e le 2 (10,0 %)."),
        (cells(0, 60, weekday=5, hour=22), "La fascia più occupata è il sabato fra le 23 e mezzanotte (10,0 %)."),
    ],
)  # fmt: skip
def test_the_busiest_slot_of_odd_months(heat, said):
    assert plain(week_map.busiest({"heat": heat})) == said


PEAK = {"in_use": 14, "available": 14, "at": "2026-10-21T06:00:00+00:00"}


@pytest.mark.parametrize(
    ("occupancy", "said"),
    [
        (of_map(), "Nel mese postazioni e uffici non hanno avuto ore di apertura."),
        (of_map(0, 0), "Nel mese postazioni e uffici non hanno avuto ore prenotate."),
        (of_map(60), "Nel mese nessuna postazione risulta usata."),
        (
            of_map(60)
            | {"peak": {"in_use": 0, "available": 14, "at": None}, "mean_daily_peak": "0.00"},
            "Nel mese nessuna postazione risulta usata.",
        ),
        (
            of_map(60) | {"peak": PEAK, "mean_daily_peak": "9.44"},
            "L’ora più affollata, o la prima fra più ore uguali, è stata mercoledì 21 ottobre 2026 fra le 8 e "
            "le 9, con 14 postazioni in uso su 14. In media, nell’ora più piena di ogni giorno di apertura "
            "erano in uso 9,4 postazioni.",
        ),
        (
            of_map(60) | {"peak": PEAK | {"in_use": 1}, "mean_daily_peak": "0.04"},
            "L’ora più affollata, o la prima fra più ore uguali, è stata mercoledì 21 ottobre 2026 fra le 8 e "
            "le 9, con 1 postazione in uso su 14. In media, nell’ora più piena di ogni giorno di apertura "
            "erano in uso meno di 0,1 postazioni.",
        ),
        (
            of_map(60) | {"peak": PEAK | {"in_use": 1, "available": 1}, "mean_daily_peak": None},
            "L’ora più affollata, o la prima fra più ore uguali, è stata mercoledì 21 ottobre 2026 fra le 8 e "
            "le 9, con 1 postazione in uso su 1.",
        ),
    ],
)
def test_the_words_above_the_map(occupancy, said):
    assert plain(week_map.heat_words(occupancy)) == said


@pytest.mark.parametrize(
    ("heat", "said"),
    [
        ([], ""),
        (cells(0), "L’unica fascia della mappa non raggiunge il 75 % di occupazione."),
        (cells(450), "L’unica fascia della mappa raggiunge il 75 % di occupazione."),
        (
            cells(600, 600),
            "L’occupazione raggiunge il 75 % in tutte le 2 fasce (un giorno e un’ora) della mappa.",
        ),
        (cells(0, 0), "L’occupazione non raggiunge il 75 % in nessuna delle 2 fasce (un giorno e un’ora) della mappa."),
        (
            cells(449, 60),
            "L’occupazione non raggiunge il 75 % in nessuna delle 2 fasce (un giorno e un’ora) della mappa; la "
            "fascia meno occupata è il lunedì fra le 10 e le 11 (10,0 %).",
        ),
        (
            cells(179_985, 100, available=240_000),
            "L’occupazione raggiunge il 75 % in una delle 2 fasce (un giorno e un’ora) della mappa; la fascia meno "
            "occupata è il lunedì fra le 10 e le 11 (0,0 %).",
        ),
        (
            cells(179_879, 100, available=240_000),
            "L’occupazione non raggiunge il 75 % in nessuna delle 2 fasce (un giorno e un’ora) della mappa; la "
            "fascia meno occupata è il lunedì fra le 10 e le 11 (0,0 %).",
        ),
        (cells(179_985, available=240_000), "L’unica fascia della mappa raggiunge il 75 % di occupazione."),
        (
            cells(600, 5, 0, available=18_000),
            "L’occupazione non raggiunge il 75 % in nessuna delle 3 fasce (un giorno e un’ora) della mappa; le fasce "
            "meno occupate sono 2, ognuna allo 0,0 %: la prima della settimana è il lunedì fra le 10 e le 11.",
        ),
        (
            cells(450, 0, 0),
            "L’occupazione raggiunge il 75 % in una delle 3 fasce (un giorno e un’ora) della mappa; le fasce "
            "meno occupate sono 2, ognuna allo 0,0 %: la prima della settimana è il lunedì fra le 10 e le 11.",
        ),
    ],
)  # fmt: skip
def test_how_many_slots_are_busy(heat, said):
    assert plain(remarks.busy_slots({"heat": heat})) == said


# -- Places ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([], "Nel mese nessuno spazio ha avuto ore disponibili."),
        ([(0, 0)], "Nel mese nessuno spazio ha avuto ore disponibili."),
        ([(60, 0)], "L’unico spazio con ore disponibili non ha avuto ore prenotate."),
        ([(60, 30), (0, 0)], "L’unico spazio con ore disponibili ha avuto ore prenotate."),
        ([(60, 0)] * 2, "Nessuno dei 2 spazi con ore disponibili ha avuto ore prenotate."),
        ([(60, 0)] * 11, "Nessuno degli 11 spazi con ore disponibili ha avuto ore prenotate."),
        ([(60, 30)] * 8, "Tutti gli 8 spazi con ore disponibili hanno avuto ore prenotate."),
        ([(60, 30)] * 3, "Tutti i 3 spazi con ore disponibili hanno avuto ore prenotate."),
        (
            [(60, 0), (60, 3)],
            "Non ha avuto ore prenotate uno dei 2 spazi con ore disponibili: F01.",
        ),
        (
            [(60, 0), (60, 30), (60, 0), (0, 0)],
            "Non hanno avuto ore prenotate 2 dei 3 spazi con ore disponibili: F01 e F03.",
        ),
        (
            [(60, 0)] * 13 + [(60, 60)],
            "Non hanno avuto ore prenotate 13 dei 14 spazi con ore disponibili.",
        ),
        # Two minutes are printed as 0,0 hours: neither booked hours nor none.
        ([(600, 2)], "L’unico spazio con ore disponibili ha avuto meno di 0,1 ore prenotate."),
        (
            [(600, 2), (600, 0)],
            "Ognuno dei 2 spazi con ore disponibili ha avuto meno di 0,1 ore prenotate.",
        ),
        (
            [(600, 2)] * 8,
            "Ognuno degli 8 spazi con ore disponibili ha avuto meno di 0,1 ore prenotate.",
        ),
        (
            [(600, 600), (600, 2)],
            "Ha avuto meno di 0,1 ore prenotate uno dei 2 spazi con ore disponibili: F02.",
        ),
        (
            [(600, 0), (600, 2), (600, 3)],
            "Hanno avuto meno di 0,1 ore prenotate 2 dei 3 spazi con ore disponibili: F01 e F02.",
        ),
    ],
)
def test_places_without_bookings(hours, said):
    assert remarks.without_bookings(places(*hours)) == said


@pytest.mark.parametrize(
    ("estimated", "used", "said"),
    [
        (0, 0, ""),
        (0, 600, ""),
        (60, 60, "Il 100,0 % dell’uso è stimato: per 1 ora su 1 manca la registrazione dell’uscita e vale la fine prenotata."),
        (67, 600, "L’11,2 % dell’uso è stimato: per 1,1 ore su 10 manca la registrazione dell’uscita e vale la fine prenotata."),
        (480, 600, "L’80,0 % dell’uso è stimato: per 8 ore su 10 manca la registrazione dell’uscita e vale la fine prenotata."),
        (1, 6000, "Meno dello 0,1 % dell’uso è stimato: per 1 minuto su 100 ore manca la registrazione dell’uscita e vale la fine prenotata."),
        (60, 600_000, "Meno dello 0,1 % dell’uso è stimato: per 1 ora su 10.000 manca la registrazione dell’uscita e vale la fine prenotata."),
        (598, 600, "Il 99,7 % dell’uso è stimato: per 9 ore e 58 minuti su 10 ore manca la registrazione dell’uscita e vale la fine prenotata."),
        (59_999, 60_000, "Più del 99,9 % dell’uso è stimato: per 999 ore e 59 minuti su 1.000 ore manca la registrazione dell’uscita e vale la fine prenotata."),
        (1, 2, "Il 50,0 % dell’uso è stimato: per 1 minuto su 2 minuti manca la registrazione dell’uscita e vale la fine prenotata."),
        (2, 2, "Il 100,0 % dell’uso è stimato: per 2 minuti su 2 minuti manca la registrazione dell’uscita e vale la fine prenotata."),
    ],
)  # fmt: skip
def test_the_estimated_use(estimated, used, said):
    spaces = [{"estimated": estimated, "used": used}]
    assert plain(remarks.estimated_use({"spaces": spaces})) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((0, 0), "Nessuna prenotazione mancata ha restituito ore agli altri."),
        ((60, 0), "Ore restituite dalle prenotazioni mancate: 1, nessuna prenotata di nuovo."),
        (
            (90, 60),
            "Ore restituite dalle prenotazioni mancate: 1,5, una di esse prenotata di nuovo.",
        ),
        (
            (180, 90),
            "Ore restituite dalle prenotazioni mancate: 3, 1,5 di esse prenotate di nuovo.",
        ),
        ((90, 90), "Ore restituite dalle prenotazioni mancate: 1,5, prenotate tutte di nuovo."),
        (
            (600, 3),
            "Ore restituite dalle prenotazioni mancate: 10, 0,1 di esse prenotate di nuovo.",
        ),
        (
            (600, 596),
            "Ore restituite dalle prenotazioni mancate: 10, 9,9 di esse prenotate di nuovo.",
        ),
        # What is printed as 10 hours of 10, as no hours, or as none of none, is told to the minute.
        (
            (600, 598),
            "Tempo restituito dalle prenotazioni mancate: 10 ore; prenotato di nuovo: 9 ore e 58 minuti.",
        ),
        (
            (602, 600),
            "Tempo restituito dalle prenotazioni mancate: 10 ore e 2 minuti; prenotato di nuovo: 10 ore.",
        ),
        (
            (600, 2),
            "Tempo restituito dalle prenotazioni mancate: 10 ore; prenotato di nuovo: 2 minuti.",
        ),
        ((2, 0), "Tempo restituito dalle prenotazioni mancate: 2 minuti, non prenotato di nuovo."),
        (
            (1, 1),
            "Tempo restituito dalle prenotazioni mancate: 1 minuto, prenotato tutto di nuovo.",
        ),
        (
            (2, 1),
            "Tempo restituito dalle prenotazioni mancate: 2 minuti; prenotato di nuovo: 1 minuto.",
        ),
    ],
)
def test_hours_given_back(found, said):
    assert use.words_of_hours(dict(zip(("released", "recovered"), found, strict=True))) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((0, 0), "Richieste in lista d’attesa: nessuna, oltre a quelle ritirate."),
        ((1, 0), "Richieste in lista d’attesa: 1, con un posto offerto."),
        ((1, 1), "Richieste in lista d’attesa: 1, senza un posto offerto."),
        ((8, 0), "Richieste in lista d’attesa: 8, tutte con un posto offerto."),
        ((8, 8), "Richieste in lista d’attesa: 8, tutte senza un posto offerto."),
        ((8, 1), "Richieste in lista d’attesa: 8, una di esse senza un posto offerto."),
        ((1200, 11), "Richieste in lista d’attesa: 1.200, 11 di esse senza un posto offerto."),
    ],
)
def test_who_waited(found, said):
    assert use.words_of_demand(dict(zip(("asked", "unmet"), found, strict=True))) == said


# -- Money -------------------------------------------------------------------------------------------------


def money(*, paid="0", incurred="0", committed="0", planned="10000", managed="131760", lines=2):
    """A month with the money on its first line, the others empty."""
    empty = dict.fromkeys(("planned", "committed", "incurred", "paid", "available"), "0.00")
    first = {
        "planned": planned, "committed": committed, "incurred": incurred, "paid": paid,
        "available": str(Decimal(planned) - Decimal(committed) - Decimal(incurred)),
    }  # fmt: skip
    rows = [first, *[empty] * (lines - 1)] if lines else []
    return {
        "month": "2026-08",
        "programme": {"managed": managed},
        "spending": {
            "lines": rows, "history": [{"incurred": incurred, "paid": paid}], "warnings": [],
            "instalments_received": "1.00",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (
            {},
            "A fine agosto risultano pagati 0,00 €, lo 0,0 % dei 131.760,00 € che il programma gestisce. Nel mese "
            "sono stati sostenuti 0,00 € e pagati 0,00 €; le voci di spesa hanno ancora 10.000,00 € disponibili.",
        ),
        (
            {"paid": "8000", "incurred": "8000", "managed": "10000", "lines": 1},
            "A fine agosto risultano pagati 8.000,00 €, l’80,0 % dei 10.000,00 € che il programma gestisce. Nel mese "
            "sono stati sostenuti 8.000,00 € e pagati 8.000,00 €; la voce di spesa ha ancora 2.000,00 € disponibili.",
        ),
        (
            {"managed": "0", "lines": 0},
            "A fine agosto risultano pagati 0,00 €, e il programma gestisce 0,00 €. Nel mese sono stati sostenuti "
            "0,00 € e pagati 0,00 €; il piano non ha ancora voci di spesa.",
        ),
        (
            {"paid": "0.01", "incurred": "0.01"},
            "A fine agosto risultano pagati 0,01 €, meno dello 0,1 % dei 131.760,00 € che il programma gestisce. Nel mese "
            "sono stati sostenuti 0,01 € e pagati 0,01 €; le voci di spesa hanno ancora 9.999,99 € disponibili.",
        ),
        (
            {"paid": "9999.99", "incurred": "9999.99", "managed": "10000"},
            "A fine agosto risultano pagati 9.999,99 €, più del 99,9 % dei 10.000,00 € che il programma gestisce. Nel mese "
            "sono stati sostenuti 9.999,99 € e pagati 9.999,99 €; le voci di spesa hanno ancora 0,01 € disponibili.",
        ),
        (
            {"paid": "10000.01", "incurred": "10000.01", "managed": "10000"},
            "A fine agosto risultano pagati 10.000,01 €, più del 100,0 % dei 10.000,00 € che il programma gestisce. Nel mese "
            "sono stati sostenuti 10.000,01 € e pagati 10.000,01 €; obbligazioni e spese superano i preventivi di 0,01 €.",
        ),
        (
            {"incurred": "90", "paid": "88", "planned": "80", "managed": "80"},
            "A fine agosto risultano pagati 88,00 €, il 110,0 % degli 80,00 € che il programma gestisce. Nel mese "
            "sono stati sostenuti 90,00 € e pagati 88,00 €; obbligazioni e spese superano i preventivi di 10,00 €.",
        ),
    ],
)
def test_the_summary_of_the_spending(month, said):
    figures = money(**month)
    assert (
        plain(spending_first_page.summary(figures, sums.totals(figures["spending"]["lines"])))
        == said
    )


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ({}, []),
        ({"incurred": "100", "paid": "100"}, []),
        ({"incurred": "100", "paid": "20"}, ["Restano da pagare 80,00 €, pari all’80,0 % dei 100,00 € sostenuti."]),
        ({"incurred": "80", "paid": "0"}, ["Restano da pagare 80,00 €, pari al 100,0 % degli 80,00 € sostenuti."]),
        ({"incurred": "1", "paid": "0.99"}, ["Restano da pagare 0,01 €, pari all’1,0 % dell’1,00 € sostenuti."]),
        ({"incurred": "11000", "paid": "10999"}, ["Restano da pagare 1,00 €, pari a meno dello 0,1 % degli 11.000,00 € sostenuti."]),
        ({"incurred": "11000", "paid": "0.01"}, ["Restano da pagare 10.999,99 €, pari a più del 99,9 % degli 11.000,00 € sostenuti."]),
        ({"incurred": "0", "paid": "-10"}, ["Restano da pagare 10,00 €."]),
        ({"incurred": "-50", "paid": "-80"}, ["Restano da pagare 30,00 €."]),
        ({"incurred": "100", "paid": "120"}, ["I pagamenti superano di 20,00 € il sostenuto, che è di 100,00 €."]),
        ({"incurred": "-50", "paid": "0"}, ["I pagamenti superano di 50,00 € il sostenuto, che è di −50,00 €."]),
    ],
)  # fmt: skip
def test_what_is_to_be_paid(month, said):
    figures = money(**month)
    found = sums.totals(figures["spending"]["lines"])
    assert [plain(sentence) for sentence in spending_remarks.to_pay(found)] == said


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        ([100] * 12, ""),
        (
            list(range(13)),
            ". Le 11 voci di maggior preventivo e, insieme, le altre 2: una per una sono nella tabella 1",
        ),
        (
            [100] * 13,
            ". 11 voci e, insieme, le altre 2, nessuna di preventivo maggiore: una per una sono nella tabella 1",
        ),
    ],
)
def test_which_lines_have_a_bar(planned, said):
    assert spending_lines.chart_words([{"planned": f"{amount}.00"} for amount in planned]) == said


# -- Any month: each claim is computed again -----------------------------------------------------------------


def any_month(seed):
    """A month at random: places closed, idle, full; few or many; ties; half hours; nothing."""
    chance = Random(seed)
    figures = legal.month(
        **{
            name: chance.choice([0, 1, 2, 8, 11])
            for name in ("lines", "documents", "payments", "events")
        },
        spaces=chance.choice([0, 1, 5, 6, 12, 30]),
    )
    occupancy = figures["occupancy"]
    for space in occupancy["spaces"]:
        space["available"] = available = chance.choice([0, 30, 60, 11_400, 44_640])
        space["booked"] = booked = chance.choice(
            [0, available, available // 2, chance.randint(0, available)]
        )
        space["used"] = chance.randint(0, booked)
        space["estimated"] = chance.randint(0, space["used"])
    shares = chance.choice(
        [[0], [1], [0, 1], [Decimal("0.8"), Decimal("0.11")], [n / 59 for n in range(60)]]
    )
    occupancy["heat"] = [
        sample.cell(day, hour, 600, round(600 * chance.choice(shares)))
        for day in range(chance.choice([0, 1, 5, 7])) for hour in range(8, chance.choice([9, 10, 19]))
    ]  # fmt: skip
    for kind in occupancy["kinds"]:
        kind["asked"] = chance.choice([0, 1, 2, 8, 11])
        kind["unmet"] = chance.choice([0, kind["asked"], kind["asked"] // 2])
    occupancy |= {name: chance.choice([0, 1, 8, 11, 80]) for name in ("open_days", "bookings_due")}
    occupancy["no_shows"] = chance.randint(0, occupancy["bookings_due"])
    figures["programme"]["managed"] = chance.choice(
        ["0.00", "1.00", "80.00", "11000.00", "131760.00"]
    )
    month = chance.choice(["2026-04", "2026-05", "2026-08", "2026-09", "2026-10", "2026-11"])
    moved(figures, month, chance)
    legal.ramp(figures)
    return figures


def moved(figures, month, chance):
    """The same figures in another month, with rates of the ramp-up at random."""
    figures["month"] = month
    for entry in figures["ramp_up"]:
        entry["target"] = chance.choice(["0", "0.08", "0.1667", "0.8", "1"])
        if entry["month"] <= month:
            entry |= {"available": 10_000, "booked": chance.randint(0, 10_000)}
    figures["spending"]["history"][-1]["month"] = month


@pytest.mark.parametrize("seed", range(60))
def test_each_claim_of_any_month_is_so(seed):
    figures = any_month(seed)
    occupancy = figures["occupancy"]
    heat = [(per_cent(c["booked"], c["available"]), c) for c in occupancy["heat"]]
    check_busy(plain(remarks.busy_slots(occupancy)), heat)
    check_busiest(plain(week_map.busiest(occupancy)), heat)
    check_idle(remarks.without_bookings(occupancy), occupancy["spaces"])


def per_cent(part, whole):
    """What is printed of a share, reckoned here again: tenths of a per cent, rounded half up."""
    return Decimal((2000 * part + whole) // (2 * whole)) / 10


def in_hours(minutes):
    """What is printed of minutes, reckoned here again: tenths of an hour, rounded half up."""
    return Decimal((minutes + 3) // 6) / 10


def check_busy(words, heat):
    busy = sum(rate >= 75 for rate, _cell in heat)
    if len(heat) < 2:
        assert len(heat) == words.startswith("L’unica fascia")
        assert bool(busy) == (bool(heat) and " non " not in words)
        return
    named = re.search(r"in (nessuna delle|tutte le|una delle|(\d+) delle) (\d+) fasce", words)
    counts = {"nessuna delle": 0, "tutte le": len(heat), "una delle": 1}
    assert int(named[3]) == len(heat)
    assert (int(named[2]) if named[2] else counts[named[1]]) == busy
    assert ("non raggiunge" in words) == (busy == 0)


def check_busiest(words, heat):
    top = max((rate for rate, _cell in heat), default=0)
    if not top:
        assert words == ""
        return
    same = [cell for rate, cell in heat if rate == top]
    assert f"{top:.1f} %".replace(".", ",") in words
    if len(same) == len(heat) > 1:
        assert words.startswith("In ogni fascia")
        return
    first = min(same, key=lambda cell: (cell["weekday"], cell["hour"]))
    assert (
        f"{italian.WEEKDAYS[first['weekday']]} fra le {first['hour']} e le {first['hour'] + 1}"
        in words
    )
    assert ("Le fasce più occupate" in words) == (len(same) > 1)
    assert len(same) == 1 or f"sono {len(same)}," in words


def check_idle(words, spaces):
    there = [space for space in spaces if space["available"]]
    idle = [space for space in there if not in_hours(space["booked"])]
    booked = "meno di 0,1" not in words and "on ha" not in words and "Nessuno" not in words
    assert (booked and bool(there)) == (bool(there) and not idle)
    assert words.startswith("Nel mese nessuno") == (not there)
    assert ("meno di 0,1 ore" in words) == any(space["booked"] for space in idle)
    if idle and len(there) > len(idle) and len(idle) <= remarks.MOST_CODES:
        assert words.endswith(f": {italian.listed(space['code'] for space in idle)}.")


# -- Any month: nobody reads wrong Italian ---------------------------------------------------------------------

NUMBER = r"(?:(?:8|11|8\d|8\d\d)(?:[.,]\d+)*|1(?:,\d+)?)(?![\d.])"
WRONG = {
    "no elision": rf"\b(?:[Ii]l|[Dd]el|[Aa]l|[Dd]al|[Nn]el|[Ss]ul) {NUMBER}(?! \w+ 20\d\d)",
    "no gli": r"\b(?:i|[Dd]ei|[Aa]i|[Nn]ei|[Dd]ai|[Ss]ui) (?:8|11|8\d|8\d\d|0)(?![\d.])",
    "no lo": r"\b(?:[Ii]l|[Dd]el|[Aa]l|[Dd]al|[Nn]el|[Ss]ul) 0",
    "elided without need": r"\b(?:[Ll]|[Dd]ell|[Aa]ll|[Dd]all)’(?:0|[2-79]|1[02-9])",
    "ad": r"\ba (?:aprile|agosto)\b",
    "one of many": r"(?<![\d.,/–\w])1 (?:ore|giorni|richieste|postazioni|prenotazioni|mancate|disponibili|voci|spazi|fasce|eventi|documenti)\b",
    "many as one": r"(?<![\d.,])(?:0|[2-9]|\d\d+) (?:ora|giorno|richiesta|postazione|prenotazione|spazio|fascia)\b",
    "hours": r"\ble (?:0|1|24)\b(?! \w+ fasce)",
    "weekday": r"\bil domenica\b|\bla (?:luned|marted|mercoled|gioved|venerd|sabato)",
    "minus zero": r"[−-]0,0+(?!\d)",
}  # fmt: skip


def wrong_in(words):
    return [
        (name, found[0]) for name, pattern in WRONG.items() if (found := re.search(pattern, words))
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_italian_of_any_month(seed):
    letters = frozen.canonical(any_month(seed))
    for kind in printing.KINDS:
        page = printing.page(kind, letters)
        prose = re.findall(r"<(?:p|li|dd|title|caption)\b[^>]*>(.*?)</", page.replace("\n", " "))
        prose += re.findall(r'<t[dh][^>]*class="num"[^>]*>(.*?)</t[dh]>', page)
        for words in (re.sub(r"\s+", " ", plain(re.sub(r"<[^>]+>", " ", each))) for each in prose):
            assert wrong_in(words) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("obiettivo del 80 %", "no elision"),
        ("Il 11,2 % dell’uso", "no elision"),
        ("pari al 1,5 %", "no elision"),
        ("dei 80,00 €", "no gli"),
        ("del 0 %", "no lo"),
        ("l’54 %", "elided without need"),
        ("rispetto a agosto", "ad"),
        ("1 richieste", "one of many"),
        ("su 1 prenotazioni dovute", "one of many"),
        ("18 ora", "many as one"),
        ("fra le 1 e le 2", "hours"),
        ("il domenica", "weekday"),
    ],
)
def test_the_guard_sees_wrong_italian(words, name):
    assert [found for found, _words in wrong_in(words)] == [name]


def test_a_frozen_edition_is_read_and_never_written():
    figures = sample.october()
    before = deepcopy(figures)
    occupancy_document.context(figures, "0" * 64)
    spending_document.context(figures, "0" * 64)
    assert figures == before
