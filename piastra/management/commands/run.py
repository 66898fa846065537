import os

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import translation

from core.models import Installation
from piastra.tools.demo import cast
from piastra.tools.embedded import prepare
from piastra.tools.embedded.home import Home
from piastra.tools.embedded.web import Web


class Command(BaseCommand):
    help = "Prepare the portal and serve it on this machine. An empty database gets the demo."
    requires_system_checks = ()  # The tests make them; a start need not.

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, host, port, **options):
        _settle_address(port)
        with prepare.alone():
            prepare.migrate(self._say)
            prepare.collect_static(self._say)
            prepare.load_demo(self._say)
            is_demo = Installation.objects.filter(is_demo=True).exists()
        connections.close_all()  # The web process is a fork: it opens its own.
        Web(host, port, lambda: self._greet(port, is_demo)).run()

    def _greet(self, port, is_demo):
        self._say(f"\nPiastra Coworking is open: http://localhost:{port}\n")
        if is_demo:
            self._say(
                f"Everything in it is invented. Sign in with the password {cast.PASSWORD} as:"
            )
            with translation.override("en"):
                for each in cast.SIGN_INS:
                    self._say(f"  {each.email:<24} {each.role.label}")
        self._say("\nCtrl-C stops it; nothing is lost.")

    def _say(self, text, ending="\n"):
        self.stdout.write(text, ending=ending)
        self.stdout.flush()


def _settle_address(port):
    """Links lead to where this portal listens, also those of other commands while it runs and afterwards."""
    if not os.environ.get("SITE_URL", "").strip():
        settings.SITE_URL = f"http://localhost:{port}"
    if settings.IS_EMBEDDED:
        Home().keep_address(settings.SITE_URL)
