import os
import tempfile
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from piastra.portal_account import grant
from piastra.secret_files import secret
from piastra.tools.embedded.prepare import alone

LONGEST_WAIT = 300  # seconds; a first start on a slow disk
STALE = """\
PostgreSQL refuses this password of “{user}”: it keeps the one of its first start, and
secrets/database_owner_password holds another. Nothing was changed. Put the old one back into that file, or make
PostgreSQL take the new one: deploy/new-database-password. Then start again: docker compose up --detach"""
NOT_WRITABLE = """\
The volume for documents and reports ({folder}) can't be written: {reason}. Nothing was started, so that no
upload is lost. Give it to the account of the portal (number {uid}), or make room on its disk; then start again."""


class Command(BaseCommand):
    help = (
        "Bring the database up to date, and let the account of the portal's processes read and write it, "
        "but not change its tables, its triggers or its rules. Run by the owner of the database."
    )
    requires_system_checks = ()  # They come with `migrate`, once the database answers.

    def handle(self, **options):
        require_writable(settings.MEDIA_ROOT)
        self._wait()
        with alone():
            call_command("migrate", verbosity=1, interactive=False, stdout=self.stdout)
            user = os.environ.get("PORTAL_DATABASE_USER")
            if user:
                grant(user, secret("PORTAL_DATABASE_PASSWORD"))
                self.stdout.write(f"“{user}” may read and write, and own nothing.")

    def _wait(self):
        """Until the database answers; what no waiting mends ends at once, with what to do."""
        until = time.monotonic() + LONGEST_WAIT
        while True:
            try:
                return connection.ensure_connection()
            except OperationalError as error:
                refused = "password authentication failed" in str(error)
                if refused:
                    raise CommandError(
                        STALE.format(user=connection.settings_dict["USER"])
                    ) from error
                if time.monotonic() > until:
                    raise CommandError(
                        f"The database did not answer for {LONGEST_WAIT} seconds: {str(error).strip()}"
                    ) from error
            time.sleep(1)


def require_writable(folder) -> None:
    """Stop with a sentence where no file can be made in `folder`."""
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"." * 4096)
    except OSError as error:
        reason = os.strerror(error.errno)
        raise CommandError(
            NOT_WRITABLE.format(folder=folder, reason=reason, uid=os.geteuid())
        ) from error
