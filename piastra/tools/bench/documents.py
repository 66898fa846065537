"""The two PDFs against an empty page with the same style sheet."""

from django.utils import timezone

from core.month import Month
from piastra.reports import assemble, frozen, pdf, printing
from piastra.tools.bench.stopwatch import Result, compared, in_turns

EMPTY = "empty page, same style sheet"
NAMES = {"occupancy": "occupancy PDF", "spending": "spending PDF"}
EMPTY_PAGE = '<!doctype html><html lang="it"><head><title>Vuota</title></head><body><h1>Vuota</h1></body></html>'


def measure(rounds: int) -> list[Result]:
    """CPU time from frozen figures to bytes, for the last finished month."""
    figures = assemble.figures(
        Month.current().previous, edition={"number": 1, "replaces": None}, previous_sha256=""
    )
    letters = frozen.canonical(figures)
    calls = {EMPTY: _empty_page}
    for kind in printing.KINDS:
        calls[NAMES[kind]] = lambda kind=kind: printing.document(kind, letters)
    return compared(in_turns(calls, rounds), EMPTY)


def _empty_page() -> bytes:
    return pdf.render(EMPTY_PAGE, printing.stylesheet(), made_at=timezone.now())
