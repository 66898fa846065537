"""What is said of hours given back, and of who waited."""
# ruff: noqa: E501 -- sentences stand whole beside their figures

import pytest

from piastra.reports.presenters.occupancy import use


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
