"""`manage.py access_table > docs/access.txt`"""

from django.core.management.base import BaseCommand

from piastra.access_table import table


class Command(BaseCommand):
    help = "Print who may open which address."

    def handle(self, **options):
        self.stdout.write(table(), ending="")
