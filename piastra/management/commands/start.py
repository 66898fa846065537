import getpass
import os
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from core.access import Role
from piastra.tools.embedded import prepare
from piastra.tools.embedded.home import PROJECT

STOPPED = (
    "Stopped: no account was made. The place is begun all the same and gets no demo: run the same command again "
    "when you know the first staff member's address and password."
)
INTERRUPTED = 130  # as a shell says that somebody pressed Ctrl-C


class Command(BaseCommand):
    help = (
        "Begin with a real, empty place: the facts of the programme and one account of the staff."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--email", help="the first staff member's address; asked for if not given"
        )

    def handle(self, *, email, **options):
        with translation.override("en"), prepare.alone():
            prepare.migrate(self.stdout.write)
            if get_user_model().objects.exists():
                raise CommandError(
                    "This portal is in use already (it may be the demo). Nothing was changed. "
                    "To begin anew, give it an empty database: PIASTRA_HOME=/some/new/folder make start"
                )
            prepare.begin_real_place()
            with _somebody_answers():
                email = _ask_email(email, self.stdout.write)
                password = _ask_password(email, self.stdout.write)
            self._create(email, password)
        for line in _what_now(email):
            self.stdout.write(line)

    @transaction.atomic
    def _create(self, email, password):
        call_command("load_programme", stdout=self.stdout)
        user = get_user_model().objects.create_user(email=email, password=password, role=Role.STAFF)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


@contextmanager
def _somebody_answers():
    """No answer is an answer: the end of the input, or Ctrl-C."""
    try:
        yield
    except EOFError as end:
        raise CommandError(STOPPED) from end
    except KeyboardInterrupt as stop:
        raise CommandError(f"\n{STOPPED}", returncode=INTERRUPTED) from stop


def _ask_email(given, say):
    """The address that was given, or typed; one that is none is refused before a password is asked for."""
    while True:
        email = given or _typed("E-mail of the first staff member: ")
        objections = _objections(validate_email, email)
        if not objections:
            return email
        _say_or_stop(objections, say)
        given = None


def _typed(question):
    if not _is_terminal():
        raise CommandError(
            "Nobody is asked here, as there is no terminal. Say who is the first staff member, "
            f"and give the password as the first line of standard input:\n  {_start_with_email()}"
        )
    return input(question).strip()


def _ask_password(email, say):
    """Typed twice by a person who has read the rules, or the first line of standard input."""
    if _is_terminal():
        say(f"The password: {' '.join(password_validators_help_texts())}")
    while True:
        password = _typed_twice(say) if _is_terminal() else _first_line()
        objections = _objections(validate_password, password, get_user_model()(email=email))
        if not objections:
            return password
        _say_or_stop(objections, say)


def _typed_twice(say):
    while True:
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same password again: ") == password:
            return password
        say("These were two different passwords. Type it twice, the same.")


def _first_line():
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _objections(validate, *values) -> str:
    """What a validator says against something; nothing if it passes."""
    try:
        validate(*values)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _say_or_stop(objections, say):
    """Who sits at a terminal is asked again; elsewhere nobody would answer."""
    if not _is_terminal():
        raise CommandError(
            f"{objections} No account was made. Run it again:\n  {_start_with_email()}"
        )
    say(objections)


def _is_terminal():
    return sys.stdin.isatty()


# -- What to do next ---------------------------------------------------------------------------------
def _what_now(email):
    yield f"Ready for a real place: sign in as {email}."
    yield "Invite the official of the Comune, who chooses a password by the link in a letter:"
    yield f"  {_in_this_place(_python(), 'manage.py invite --role official name@comune.example.it')}"
    if settings.HTTPS:
        yield f"Open {settings.SITE_URL}"
    else:
        yield f"Open it: {_in_this_place('make run')}"


def _start_with_email():
    """This very command, as it was typed, with an address."""
    if os.environ.get("MAKELEVEL"):
        return _in_this_place('make start ARGS="--email ada@example.org"')
    return _in_this_place(_python(), "manage.py start --email ada@example.org")


def _in_this_place(*command):
    """The command as it reaches this very place: with what was said about where it is."""
    home, port = os.environ.get("PIASTRA_HOME"), os.environ.get("PORT")
    where = [f"PIASTRA_HOME={shlex.quote(str(Path(home).resolve()))}"] if home else []
    where += [f"PORT={shlex.quote(port)}"] if port else []
    return " ".join([*where, *command])


def _python():
    python = Path(sys.executable)
    return str(python.relative_to(PROJECT)) if python.is_relative_to(PROJECT) else "python"
