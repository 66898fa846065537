"""What is to be paid, what was received, and the warnings of the budget."""

from collections.abc import Iterator
from decimal import Decimal

from piastra.reports import italian
from piastra.reports.presenters.spending.sums import due


def remarks(figures: dict, sums: dict) -> list[str]:
    """What is to be paid, what was received, and the warnings of the budget."""
    spending = figures["spending"]
    received = (
        f"Contributo ricevuto dal Comune dall’avvio: {italian.euro(spending['instalments_received'])}, a "
        f"fronte di {italian.euro(sums['paid'])} pagati."
    )
    return [*to_pay(sums), received, *spending["warnings"]]


def to_pay(sums: dict) -> Iterator:
    """What is still to be paid of what was incurred; or to come back, where credit notes leave less."""
    rest, incurred = due(sums), sums["incurred"]
    if rest < 0:
        yield (
            f"I pagamenti superano di {italian.euro(-rest)} il sostenuto, che è di {italian.euro(incurred)}."
        )
    elif rest:
        yield f"Restano da pagare {italian.euro(rest)}{of_the_incurred(rest, incurred)}."


def of_the_incurred(rest: Decimal, incurred: Decimal) -> str:
    """ ", pari all’80,0 % dei 100,00 € sostenuti"; nothing where credit notes left nothing to be a part of."""
    if incurred <= 0:
        return ""
    written = italian.to_the_share(rest, incurred)
    return f", pari {written} {italian.of_the_many(italian.euro(incurred))} sostenuti"
