import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from piastra.tools.embedded import prepare
from piastra.tools.embedded.home import Trouble
from piastra.tools.embedded.production import serve


class Command(BaseCommand):
    help = "The processes of production on this machine: gunicorn, Celery's worker and beat, Redis, PostgreSQL."
    requires_system_checks = ()  # Each of the processes makes them.

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, port, **options):
        with prepare.alone():
            prepare.migrate(self._say)
            prepare.collect_static(self._say)
        connections.close_all()
        self._say(f"http://localhost:{port} (Ctrl-C stops everything)")
        try:
            sys.exit(serve(port, self._say))
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble

    def _say(self, text, ending="\n"):
        self.stdout.write(text, ending=ending)
        self.stdout.flush()
