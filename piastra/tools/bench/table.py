"""The results as a table for the terminal and for docs/benchmarks.md."""

import os
import platform
from datetime import date
from pathlib import Path

from django.db import connection

from piastra.tools.bench.stopwatch import Result

HEAD = ["measured", "median", "ratio", "against", "queries", "HTML", "budget"]
METHOD = """\
`make bench` measures everything in one run, in turns (A B A B …), and gives medians; trust the ratios,
not the milliseconds. It builds the place that it measures in a scratch database on the same server, and drops it:
50 desks, six offices and three rooms, 32,748 bookings of 40 people over two years, events and money, the same rows
whenever it runs on the same day. When a budget is missed it says so and ends with an error; `make bench
ARGS=--quick` measures with fewer rounds and leaves the ten years out.

- **Pages** are asked for through WSGI, signed in as a coworker, with all middleware, in another order each
  time: CPU time of the process. The floor is a view that answers “Hello, world” behind the same middleware to
  the same person; what a signed-out visitor's hello costs is on its own line. HTML is counted before compression.
- **Day and week** are those of the first week to come without a holiday: every cell can be booked or is taken.
- **Booking** is elapsed time with the commit. The floor takes the same lock and inserts the same row in
  SQL by hand; the action adds the rules, the journal and the letter. Refused bookings, for five reasons, are
  compared by CPU time with one that succeeds.
- **Reports** are CPU time from frozen figures to a finished PDF/A of the last month. The floor is
  an empty page with the same style sheet.
- **Month figures** are elapsed time of one month's occupancy of 200 desks and eight rooms, with check-ins at any
  second, no-shows, walk-ins and cancellations. The floor is one statement in SQL over the same rows: of each place
  the hours booked and used, each moment once, the bookings by what became of them, and how many different people.
  The plainest sum, of the bookings' lengths by place, counts twice what overlaps and knows nothing of use or of
  opening; it is on its own line. Over a table with ten years of bookings the ratio says whether history makes a
  month slower.
"""


def rows(results: list[Result]) -> list[list[str]]:
    return [
        [
            each.name,
            f"{each.median:,.2f} ms" if each.median < 100 else f"{each.median:,.0f} ms",
            "1" if each.ratio is None else f"{each.ratio:.1f}×",
            each.floor or "–",
            "–" if each.queries is None else str(each.queries),
            "–" if each.size is None else f"{each.size / 1000:.1f} kB",
            _budget(each),
        ]
        for each in results
    ]


def _budget(each: Result) -> str:
    missed = each.missed
    return ", ".join(f"{said} missed" if said in missed else said for said in each.promised) or "–"


def lines(results: list[Result]) -> list[str]:
    """A Markdown table that reads well in a terminal too."""
    cells = [HEAD, *rows(results)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    drawn = [_line(row, widths) for row in cells]
    drawn.insert(1, _line(["-" * width for width in widths], widths))
    return drawn


def _line(row, widths) -> str:
    cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """Processor, cores, memory and versions, without the name of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = connection.pg_version // 10000
    return (
        f"{len(os.sched_getaffinity(0))} cores of {_processor()}, {memory:.0f} GB; "
        f"Python {platform.python_version()}, PostgreSQL {version}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def page(results: list[Result], day: date) -> str:
    """docs/benchmarks.md."""
    table = "\n".join(lines(results))
    return f"# Benchmarks\n\n{METHOD}\nMeasured on {day}: {machine()}.\n\n{table}\n"
