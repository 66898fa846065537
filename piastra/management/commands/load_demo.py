import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from piastra.tools.demo import cast, editions
from piastra.tools.demo.loading import NotHere, load


class Command(BaseCommand):
    requires_system_checks = []  # They ran with the migrations, a moment ago.
    help = (
        "Fill an empty database with the demo: an invented place, its people, eight months of use."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--even-in-production",
            action="store_true",
            help="also where SITE_URL is https://: everybody knows the password, so only where nobody else comes",
        )

    def handle(self, *, even_in_production, **options):
        began = time.monotonic()
        try:
            loaded = load(timezone.now(), even_in_production=even_in_production)
        except NotHere as refusal:
            raise CommandError(str(refusal)) from refusal
        if not loaded:
            self.stdout.write("The demo is loaded already.")
            return
        editions.ask()
        self.stdout.write(f"The demo is loaded ({time.monotonic() - began:.1f} s).")
        self.stdout.write(f"Sign in with the password {cast.PASSWORD} as:")
        for sign_in in cast.SIGN_INS:
            self.stdout.write(f"  {sign_in.email:<24} {sign_in.role.label}")
