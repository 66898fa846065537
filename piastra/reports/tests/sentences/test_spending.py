"""What the spending document says."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

from decimal import Decimal

import pytest

from piastra.reports.presenters.spending import first_page as spending_first_page
from piastra.reports.presenters.spending import lines as spending_lines
from piastra.reports.presenters.spending import remarks as spending_remarks
from piastra.reports.presenters.spending import sums
from piastra.reports.tests.sentences.shared import plain


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
