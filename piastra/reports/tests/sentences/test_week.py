"""What is said of the map of weekdays and hours."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

import pytest

from piastra.reports.presenters.occupancy import remarks
from piastra.reports.presenters.occupancy import week as week_map
from piastra.reports.tests.sentences.shared import cells, of_map, plain


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
