import os
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation

from core import mail
from core.access import Role
from core.identity import one_spelling
from piastra.tools.embedded import prepare
from piastra.tools.embedded.home import PROJECT

STOPPED = (
    "Stopped: nobody was invited. The place is begun all the same and gets no demo: run the same command again "
    "when you know who the first of the staff is."
)
INTERRUPTED = 130  # as a shell says that somebody pressed Ctrl-C
LONGEST_NAME = 80


class Command(BaseCommand):
    help = (
        "Begin with a real, empty place: the facts of the programme, and an invitation for the first of the "
        "staff. Until that person has an account it can be run again: the newest link holds."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="where the invitation goes; asked for if not given")
        parser.add_argument(
            "--first-name", help="how the first of the staff is called; asked for if not given"
        )
        parser.add_argument("--last-name", help="the same")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, help="the letter's: it (default) or en"
        )

    def handle(self, *, email, first_name, last_name, language, **options):
        with translation.override("en"), prepare.alone():
            prepare.migrate(self.stdout.write)
            if get_user_model().objects.exists():
                raise CommandError(
                    "This portal is in use already (it may be the demo). Nothing was changed. "
                    "To begin anew, give it an empty database: PIASTRA_HOME=/some/new/folder make start"
                )
            prepare.begin_real_place()
            with _somebody_answers():
                names = {
                    "first_name": _ask_name("First name", first_name, self.stdout.write),
                    "last_name": _ask_name("Last name", last_name, self.stdout.write),
                }
                email = _ask_email(email, self.stdout.write)
            self._begin(email, language, names)
        for line in _what_now():
            self.stdout.write(line)

    @transaction.atomic
    def _begin(self, email, language, names):
        call_command("load_programme", stdout=self.stdout)
        # Where no mail server is set the letter reaches nobody: its link is shown to who sits here.
        facts = {"role": Role.STAFF.value, "language": language, "print_link": mail.are_files()}
        call_command("invite", email, stdout=self.stdout, **facts, **names)


@contextmanager
def _somebody_answers():
    """No answer is an answer: the end of the input, or Ctrl-C."""
    try:
        yield
    except EOFError as end:
        raise CommandError(STOPPED) from end
    except KeyboardInterrupt as stop:
        raise CommandError(f"\n{STOPPED}", returncode=INTERRUPTED) from stop


def _ask_name(what, given, say):
    """A name that was given, or typed; without a terminal the page of the invitation asks for it."""
    while True:
        name = one_spelling(given if given is not None else _typed_name(what))
        if name and len(name) <= LONGEST_NAME or not (name or _is_terminal()):
            return name
        _say_or_stop(f"A name has 1 to {LONGEST_NAME} characters.", say)
        given = None


def _typed_name(what):
    return input(f"{what} of the first of the staff: ") if _is_terminal() else ""


def _ask_email(given, say):
    """The address that was given, or typed; one that is none is asked for again."""
    while True:
        email = given or _typed_email()
        try:
            validate_email(email)
        except ValidationError as error:
            _say_or_stop(" ".join(error.messages), say)
        else:
            return email
        given = None


def _typed_email():
    if not _is_terminal():
        raise CommandError(
            "Nobody is asked here, as there is no terminal. Say who is the first of the staff:\n"
            f"  {_start_with_email()}"
        )
    return input("E-mail of the first of the staff: ").strip()


def _say_or_stop(objections, say):
    """Who sits at a terminal is asked again; elsewhere nobody would answer."""
    if not _is_terminal():
        raise CommandError(
            f"{objections} Nobody was invited. Run it again:\n  {_start_with_email()}"
        )
    say(objections)


def _is_terminal():
    return sys.stdin.isatty()


# -- What to do next ---------------------------------------------------------------------------------
def _what_now():
    yield "Ready for a real place: the first of the staff opens the link once the portal runs."
    yield "Officials of the Comune and colleagues are invited on the page “Persone”, or by:"
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
