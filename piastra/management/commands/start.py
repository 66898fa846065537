import getpass
import sys

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from core.access import Role
from piastra.embedded import prepare


class Command(BaseCommand):
    help = (
        "Begin with a real, empty place: the facts of the programme and one account of the staff."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--email", help="the first staff member's address; asked for if not given"
        )

    def handle(self, *, email, **options):
        with prepare.alone():
            prepare.migrate(self.stdout.write)
            if get_user_model().objects.exists():
                raise CommandError(
                    "This portal is in use already (it may be the demo). Nothing was changed. "
                    "To begin anew, give it an empty database: PIASTRA_HOME=/some/new/folder make start"
                )
            email, password = email or _ask("E-mail of the first staff member: "), _ask_password()
            self._create(email, password)
        self.stdout.write(
            f"Ready for a real place. Start it with `make run` and sign in as {email}."
        )

    @transaction.atomic
    def _create(self, email, password):
        User = get_user_model()
        try:
            validate_email(email)
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        call_command("load_programme", stdout=self.stdout)
        user = User.objects.create_user(email=email, password=password, role=Role.STAFF)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def _ask(question):
    if not sys.stdin.isatty():
        raise CommandError(
            "Say who is the first staff member: manage.py start --email ada@example.org"
        )
    return input(question).strip()


def _ask_password():
    """Typed by a person, or the first line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
