"""`manage.py personal_data_table > docs/personal-data.txt`"""

from django.core.management.base import BaseCommand

from piastra.own_rows import table


class Command(BaseCommand):
    help = "Print what the portal keeps of people, and what erasure does to it."

    def handle(self, **options):
        self.stdout.write(table(), ending="")
