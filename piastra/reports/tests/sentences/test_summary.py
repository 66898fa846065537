"""The month in a few words, in odd months too."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

import pytest

from piastra.reports.presenters.occupancy import first_page
from piastra.reports.tests.sentences.shared import plain


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
