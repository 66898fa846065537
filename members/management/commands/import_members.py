from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core.access import Role
from core.refusals import Refusal
from members.actions import imports as actions
from members.models import Import, User


class Command(BaseCommand):
    help = (
        "Import coworkers, organisations or past bookings from a CSV file (docs/import.md). Says row by row what "
        "would be done, and writes nothing; with --write it is done. The same file again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the CSV file")
        parser.add_argument("--kind", choices=Import.Kind.values, default=Import.Kind.MEMBERS)
        parser.add_argument(
            "--by",
            required=True,
            help="the address of whoever of the staff imports: it is journalled",
        )
        parser.add_argument("--write", action="store_true", help="do it, after the check")
        parser.add_argument(
            "--invite", action="store_true", help="write to each person whose account is made"
        )

    def handle(self, *, file, kind, by, write, invite, **options):
        staff = User.objects.at(by)
        if staff is None or staff.role != Role.STAFF:
            raise CommandError(f"{by} is the address of nobody of the staff. Nothing was read.")
        with translation.override(staff.language):
            try:
                self._import(staff, Path(file), kind, write, invite)
            except (OSError, Refusal) as error:
                raise CommandError(str(error)) from error

    def _import(self, staff, path: Path, kind: str, write: bool, invite: bool) -> None:
        facts = {"content": path.read_bytes(), "name": path.name, "invites": invite}
        brought = actions.bring_file(by=staff, kind=kind, **facts)
        actions.check_import(brought)
        if write:
            actions.begin_import(by=staff, brought=brought)
            actions.write_import(brought)
        for row in brought.rows.all():
            self.stdout.write(f"{row.number}: {row.get_outcome_display()}. {row.words}")
        counts = brought.counts()
        self.stdout.write(", ".join(f"{name}: {number}" for name, number in sorted(counts.items())))
        if not write:
            brought.delete()
            self.stdout.write("Nothing was written: --write does it.")
