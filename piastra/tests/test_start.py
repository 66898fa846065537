"""`make start`: a real place begins, also where nobody answers, and it ends with what to do next."""

import builtins
import getpass
import io
import sys

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from budget.models import Programme
from core.access import Role
from core.models import Installation
from members.models import User
from piastra.embedded import prepare
from spaces.models import Space

pytestmark = pytest.mark.django_db

EMAIL = "ada@example.org"
PASSWORD = "una-frase-che-ricordo"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.delenv("PIASTRA_HOME", raising=False)


def says(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def answers(monkeypatch, *, email=EMAIL, password=PASSWORD):
    """Somebody at a terminal: what is typed, or what is raised instead."""

    def give(answer):
        if isinstance(answer, type):
            raise answer
        return answer

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(builtins, "input", lambda question: give(email))
    monkeypatch.setattr(getpass, "getpass", lambda question: give(password))


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
    "a wrong address": lambda patch: answers(patch, email="ada"),
    "a weak password": lambda patch: answers(patch, password="corta"),
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
