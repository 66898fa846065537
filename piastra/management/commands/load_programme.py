from django.core.management.base import BaseCommand

from piastra import programme


class Command(BaseCommand):
    help = "Write the facts of the programme (annex B): themes, objectives, actions, ceilings."

    def handle(self, **options):
        loaded = programme.load()
        self.stdout.write(f"{loaded.title}: {loaded.managed} + {loaded.reserved} = {loaded.total}")
