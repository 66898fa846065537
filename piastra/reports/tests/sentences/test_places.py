"""What is said of places without bookings, and of use that is estimated."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

import pytest

from piastra.reports.presenters.occupancy import remarks
from piastra.reports.tests.sentences.shared import places, plain


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
