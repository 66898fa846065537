"""From an empty or older database to one that the portal can serve from."""

import hashlib
import time
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from core.models import Installation
from piastra.tools.demo import loading

ONE_AT_A_TIME = 8_000_146_400  # any number that nobody else uses for an advisory lock


@contextmanager
def alone():
    """Two portals that start at the same moment over one database prepare it one after the other."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(
            f"The database does not answer: {str(error).strip()}\n"
            "DATABASE_URL names it; without that variable the portal brings a database of its own."
        ) from error
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def migrate(say):
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step(say, "Preparing the database"):
            call_command("migrate", verbosity=0, interactive=False)


def collect_static(say):
    """Copy and compress the built files for the web server, when they are others than last time."""
    stamp = settings.STATIC_ROOT / "collected"
    state = _state_of(settings.STATICFILES_DIRS)
    if stamp.exists() and stamp.read_text() == state:
        return
    with step(say, "Collecting the static files"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)


def load_demo(say):
    """The programme and the demo, where nobody has an account; unless it is, or begins to be, a real place."""
    if get_user_model().objects.exists():
        return
    if sentence := loading.why_not(begun=Installation.objects.exists()):
        say(sentence)
        return
    with step(say, "Loading the demo: a place, its people, eight months"):
        call_command("load_programme", stdout=_Silent())
        call_command("load_demo", stdout=_Silent())


def begin_real_place():
    """From now on this database is nobody's playground, whether or not the first account comes about."""
    Installation.objects.get_or_create(id=1)


@contextmanager
def step(say, title):
    began = time.monotonic()
    say(f"  {title} …", ending="")
    yield
    say(f" {time.monotonic() - began:.0f} s")


def _state_of(folders):
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    facts = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


class _Silent:
    def write(self, _):
        """What the commands print is said again, shorter, when the portal is up."""

    def flush(self):
        """Nothing is held back."""
