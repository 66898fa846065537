"""The first page of the spending document: the month in two sentences and four amounts."""

from decimal import Decimal

from django.utils.html import format_html

from piastra.reports import italian
from piastra.reports.presenters import frame
from piastra.reports.presenters.spending.sums import due


def summary(figures: dict, sums: dict) -> str:
    """Two sentences with the key facts."""
    month = figures["spending"]["history"][-1]
    return format_html(
        "A fine {} risultano pagati <strong>{}</strong>{}. Nel mese sono stati sostenuti {} e pagati {}; {}.",
        italian.month_word(figures["month"]),
        italian.euro(sums["paid"]),
        of_the_ceiling(sums["paid"], Decimal(figures["programme"]["managed"])),
        italian.euro(month["incurred"]),
        italian.euro(month["paid"]),
        left(figures["spending"]["lines"], sums["available"]),
    )


def of_the_ceiling(paid: Decimal, managed: Decimal) -> str:
    """ ", il 58,1 % dei 131.760,00 € che il programma gestisce"."""
    if not managed:
        return f", e il programma gestisce {italian.euro(managed)}"
    article, written = italian.split(italian.the_share(paid, managed))
    return format_html(
        ", {}<strong>{}</strong> {} che il programma gestisce",
        article,
        written,
        italian.of_the_many(italian.euro(managed)),
    )


def left(lines: list[dict], available: Decimal) -> str:
    """What the lines still have."""
    if not lines:
        return "il piano non ha ancora voci di spesa"
    if available < 0:
        return f"obbligazioni e spese superano i preventivi di {italian.euro(-available)}"
    if len(lines) == 1:
        return f"la voce di spesa ha ancora {italian.euro(available)} disponibili"
    return f"le voci di spesa hanno ancora {italian.euro(available)} disponibili"


def kpis(figures: dict, sums: dict) -> list[dict]:
    """The four amounts of the first page, with their share of the managed budget."""
    managed = Decimal(figures["programme"]["managed"])
    return [
        kpi("Pagato (quietanzato)", sums["paid"], managed),
        kpi("Sostenuto, da pagare", due(sums), managed),
        kpi("Obbligazioni assunte", sums["committed"], managed),
        kpi("Disponibile sulle voci", sums["available"], managed),
    ]


def kpi(label: str, amount: Decimal, managed: Decimal) -> dict:
    """An amount in whole euro; its cents are in the tables."""
    return frame.kpi(label, italian.number(amount), "€", detail_of(amount, managed))


def detail_of(amount: Decimal, managed: Decimal) -> str:
    """What share of the ceiling an amount is."""
    if not managed:
        return "il tetto gestito è di 0,00 €"
    return f"{italian.share(amount, managed)} del tetto gestito"
