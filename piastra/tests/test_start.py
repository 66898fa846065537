"""`make start`: a real place begins, also where nobody answers, and it ends with what to do next."""

import builtins
import getpass
import io
import subprocess
import sys
from itertools import repeat

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from budget.models import Programme
from core.access import Role
from core.models import Installation
from members.models import User
from piastra.tools.embedded import prepare
from piastra.tools.embedded.home import PROJECT
from spaces.models import Space

pytestmark = pytest.mark.django_db

EMAIL = "ada@example.org"
PASSWORD = "una-frase-che-ricordo"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def here(monkeypatch):
    for name in ("PIASTRA_HOME", "PORT", "MAKELEVEL", "MAKEFLAGS"):
        monkeypatch.delenv(name, raising=False)


def says(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def answers(monkeypatch, *, email=EMAIL, password=PASSWORD):
    """Somebody at a terminal: what is typed, or what is raised instead; a list is typed one after the other."""
    asked = {"email": _one_by_one(email), "password": _one_by_one(password)}

    def give(what):
        answer = next(asked[what])
        if isinstance(answer, type):
            raise answer
        return answer

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(builtins, "input", lambda question: give("email"))
    monkeypatch.setattr(getpass, "getpass", lambda question: give("password"))


def _one_by_one(typed):
    return iter(typed) if isinstance(typed, list) else repeat(typed)


def lines(capsys) -> list[str]:
    return capsys.readouterr().out.strip().split("\n")


def test_it_makes_one_account_of_the_staff_and_the_programme(monkeypatch, capsys):
    answers(monkeypatch)
    call_command("start")
    person = User.objects.get()
    assert (person.email, person.role) == (EMAIL, Role.STAFF)
    assert person.check_password(PASSWORD)
    assert EmailAddress.objects.get().verified
    assert Programme.objects.count() == 1
    assert not Installation.demo()
    said = lines(capsys)
    assert f"Ready for a real place: sign in as {EMAIL}." in said
    assert said[-2].endswith("manage.py invite --role official name@comune.example.it")
    assert said[-1] == "Open it: make run"


def test_the_last_line_opens_this_very_place(monkeypatch, capsys, tmp_path):
    folder = tmp_path / "my places"
    monkeypatch.setenv("PIASTRA_HOME", str(folder))
    says(monkeypatch, f"{PASSWORD}\n")
    call_command("start", email=EMAIL)
    said = lines(capsys)
    assert said[-1] == f"Open it: PIASTRA_HOME='{folder}' make run"
    assert said[-2].startswith(f"  PIASTRA_HOME='{folder}' ")


def test_in_production_the_last_line_is_the_address(monkeypatch, capsys, settings):
    settings.HTTPS, settings.SITE_URL = True, "https://coworking.comune.example.it"
    says(monkeypatch, f"{PASSWORD}\n")
    call_command("start", email=EMAIL)
    assert lines(capsys)[-1] == "Open https://coworking.comune.example.it"


NO_ANSWER = {
    "nobody at the keyboard": lambda patch: says(patch, ""),
    "the end of the input": lambda patch: answers(patch, email=EOFError),
    "Ctrl-C": lambda patch: answers(patch, email=KeyboardInterrupt),
    "Ctrl-C at the password": lambda patch: answers(patch, password=KeyboardInterrupt),
    "the end at the password": lambda patch: answers(patch, password=EOFError),
    "a wrong address, then the end": lambda patch: answers(patch, email=["ada", EOFError]),
    "a weak password, then the end": lambda patch: answers(
        patch, password=["corta", "corta", EOFError]
    ),
}


@pytest.mark.parametrize("how", NO_ANSWER)
def test_a_place_begun_without_an_answer_gets_no_demo_and_can_go_on(monkeypatch, how):
    NO_ANSWER[how](monkeypatch)
    with pytest.raises(CommandError):
        call_command("start")
    said = []
    prepare.load_demo(lambda text, ending="": said.append(text))
    assert not User.objects.exists()
    assert not Space.objects.exists()
    assert ["make start" in sentence for sentence in said] == [True]

    answers(monkeypatch)
    call_command("start")
    assert User.objects.get().email == EMAIL


@pytest.mark.parametrize(("stop", "returncode"), [(EOFError, 1), (KeyboardInterrupt, 130)])
def test_stopping_is_a_sentence_and_no_traceback(monkeypatch, stop, returncode):
    answers(monkeypatch, email=stop)
    with pytest.raises(CommandError, match="Stopped: no account was made") as stopped:
        call_command("start")
    assert stopped.value.returncode == returncode


def test_no_password_on_standard_input_is_no_empty_password(monkeypatch):
    says(monkeypatch, "")
    with pytest.raises(CommandError, match="Stopped: no account was made"):
        call_command("start", email=EMAIL)


def test_a_portal_in_use_is_left_alone(monkeypatch, staff):
    answers(monkeypatch)
    with pytest.raises(CommandError, match="in use already"):
        call_command("start")
    assert User.objects.count() == 1
    assert not Installation.objects.exists()


def test_a_wrong_address_is_asked_for_again_before_any_password(monkeypatch, capsys):
    answers(monkeypatch, email=["ada", "", EMAIL], password=[PASSWORD, PASSWORD])
    call_command("start")
    assert capsys.readouterr().out.count("Enter a valid email address.") == 2
    assert User.objects.get().email == EMAIL


def test_a_wrong_address_that_was_given_is_asked_for_again_too(monkeypatch):
    answers(monkeypatch)
    call_command("start", email="ada")
    assert User.objects.get().email == EMAIL


def test_the_rules_are_said_before_and_the_password_is_typed_twice(monkeypatch, capsys):
    typed = ["corta", "corta", PASSWORD, "un-errore", PASSWORD, PASSWORD]
    answers(monkeypatch, password=typed)
    call_command("start")
    said = capsys.readouterr().out
    rules, weak = said.index("At least 10 characters."), said.index("This password is too short")
    assert rules < weak < said.index("two different passwords")
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("level", "command"),
    [("1", 'make start ARGS="--email ada@example.org"'), ("", "manage.py start --email ada@")],
)
@pytest.mark.parametrize(
    ("email", "password"), [(None, PASSWORD), ("ada", PASSWORD), (EMAIL, "corta")]
)
def test_without_a_terminal_the_command_that_was_typed_is_advised(
    monkeypatch, level, command, email, password
):
    monkeypatch.setenv("MAKELEVEL", level)
    monkeypatch.setenv("PORT", "8095")
    says(monkeypatch, f"{password}\n")
    with pytest.raises(CommandError) as refused:
        call_command("start", email=email)
    advised = str(refused.value).splitlines()[-1]
    assert advised.startswith("  PORT=8095 ")
    assert command in advised
    assert not User.objects.exists()


def test_make_hands_the_address_on():
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "start", "ARGS=--email ada@example.org"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip().endswith("manage.py start --email ada@example.org")


def test_the_last_lines_keep_the_port(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PIASTRA_HOME", str(tmp_path))
    monkeypatch.setenv("PORT", "8095")
    answers(monkeypatch)
    call_command("start")
    said = lines(capsys)
    assert said[-1] == f"Open it: PIASTRA_HOME={tmp_path} PORT=8095 make run"
    assert said[-2].startswith(f"  PIASTRA_HOME={tmp_path} PORT=8095 ")
