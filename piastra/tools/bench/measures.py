"""All that is measured, one after the other."""

from collections.abc import Callable

from piastra.tools.bench import booking, documents, history, pages
from piastra.tools.bench.stopwatch import Result
from piastra.tools.bench.world import World
from piastra.tools.embedded import prepare


def taken(world: World, say: Callable, *, quick: bool) -> list[Result]:
    """The results, each step told by `say`; `quick` takes fewer rounds and leaves the ten years out."""
    few, many = (3, 20) if quick else (7, 200)
    results = []
    with prepare.step(say, "Pages"):
        results += pages.measure(world, many)
    with prepare.step(say, "Booking"):
        results += booking.measure(world, many)
    with prepare.step(say, "Reports"):
        results += documents.measure(few)
    if not quick:
        with prepare.step(say, "Month figures"):
            results += history.measure(few, lambda text: say(text, ending=""))
    return results
