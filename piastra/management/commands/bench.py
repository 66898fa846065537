import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from piastra.tools.bench import measures, table, world
from piastra.tools.bench.scratch import scratch_database
from piastra.tools.embedded import prepare


class Command(BaseCommand):
    help = (
        "Measure pages, booking, reports and figures against their floors, in a scratch database."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--date", type=date.fromisoformat, help="the date to write; else today's"
        )
        parser.add_argument(
            "--output", type=Path, default=settings.BASE_DIR / "docs" / "benchmarks.md"
        )
        parser.add_argument("--quick", action="store_true", help="few rounds, without ten years")

    def handle(self, **options):
        began = time.monotonic()
        prepare.collect_static(self._say)
        with scratch_database():
            results = self._measure(quick=options["quick"])
            day = options["date"] or timezone.localdate()
            options["output"].write_text(table.page(results, day))
        self._say("\n".join(["", *table.lines(results)]))
        self._say(f"\nWritten to {options['output'].name} after {time.monotonic() - began:.0f} s.")
        if missed := [f"{each.name} {said}" for each in results for said in each.missed]:
            raise CommandError("Missed: " + "; ".join(missed))

    def _measure(self, *, quick: bool):
        with prepare.step(self._say, "Building the place that is measured"):
            measured = world.build(timezone.now())
        return measures.taken(measured, self._say, quick=quick)

    def _say(self, text, ending="\n"):
        self.stdout.write(text, ending=ending)
        self.stdout.flush()
