"""`manage.py state_table > docs/states.txt`"""

from django.core.management.base import BaseCommand

from piastra.state_table import table


class Command(BaseCommand):
    help = "Print every status of the portal with the moves between its states."

    def handle(self, **options):
        self.stdout.write(table(), ending="")
