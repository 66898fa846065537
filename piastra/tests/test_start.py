"""`make start`: a real place begins, also where nobody answers, and it ends with what to do next."""

import builtins
import io
import subprocess
import sys
from itertools import repeat

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from budget.models import Programme
from core.access import Role
from core.models import Installation, OutgoingMail
from members.models import Invitation, User
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
def here(monkeypatch, settings, tmp_path):
    """No mail server is set: letters are files of a folder."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "letters")
    for name in ("PIASTRA_HOME", "PORT", "MAKELEVEL", "MAKEFLAGS"):
        monkeypatch.delenv(name, raising=False)


def says(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def answers(monkeypatch, *, email=EMAIL, name=("Ada", "Bianchi")):
    """Somebody at a terminal: what is typed, or what is raised instead; a list is typed one after the other."""
    first, last = (name, name) if isinstance(name, type) else name
    asked = {"E-mail": _one_by_one(email), "First": _one_by_one(first), "Last": _one_by_one(last)}

    def give(question):
        answer = next(asked[question.split()[0]])
        if isinstance(answer, type):
            raise answer
        return answer

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(builtins, "input", give)


def _one_by_one(typed):
    return iter(typed) if isinstance(typed, list) else repeat(typed)


def lines(capsys) -> list[str]:
    return capsys.readouterr().out.strip().split("\n")


def link_in(said: list[str]) -> str:
    """The link that was printed, as a path."""
    (line,) = (line for line in said if "/invito/" in line)
    return line[line.index("/invito/") :]


def test_it_invites_the_first_of_the_staff_by_name_and_prints_the_link(monkeypatch, capsys, client):
    answers(monkeypatch, name=("Niccolo\u0300 ", "De  Rossi"))
    call_command("start")
    assert not User.objects.exists()
    assert Programme.objects.count() == 1
    assert not Installation.demo()
    invited = Invitation.objects.get()
    assert (invited.email, invited.role) == (EMAIL, Role.STAFF)
    said = lines(capsys)
    assert (
        "Ready for a real place: the first of the staff opens the link once the portal runs."
        in said
    )
    assert said[-2].endswith("manage.py invite --role official name@comune.example.it")
    assert said[-1] == "Open it: make run"
    path = link_in(said)
    form = client.get(path).context["form"]
    assert (form["first_name"].value(), form["last_name"].value()) == ("Niccolò", "De Rossi")
    names = {"first_name": "Niccolò", "last_name": "De Rossi"}
    client.post(path, names | {"password": PASSWORD})
    person = User.objects.get()
    assert (str(person), person.role, person.email) == ("Niccolò De Rossi", Role.STAFF, EMAIL)
    assert person.check_password(PASSWORD)
    assert EmailAddress.objects.get().verified


def test_where_letters_leave_the_link_is_not_printed(monkeypatch, capsys, settings):
    settings.EMAIL_BACKEND = "core.smtp.EmailBackend"
    answers(monkeypatch)
    call_command("start")
    assert "/invito/" not in capsys.readouterr().out
    assert "/invito/" in OutgoingMail.objects.get().text


def test_until_somebody_answered_it_can_be_run_again_and_the_newest_link_holds(
    monkeypatch, capsys, client
):
    answers(monkeypatch)
    call_command("start")
    first = link_in(lines(capsys))
    call_command("start")
    second = link_in(lines(capsys))
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_the_last_line_opens_this_very_place(monkeypatch, capsys, tmp_path):
    folder = tmp_path / "my places"
    monkeypatch.setenv("PIASTRA_HOME", str(folder))
    says(monkeypatch, "")
    call_command("start", email=EMAIL)
    said = lines(capsys)
    assert said[-1] == f"Open it: PIASTRA_HOME='{folder}' make run"
    assert said[-2].startswith(f"  PIASTRA_HOME='{folder}' ")


def test_in_production_the_last_line_is_the_address(monkeypatch, capsys, settings):
    settings.HTTPS, settings.SITE_URL = True, "https://coworking.comune.example.it"
    says(monkeypatch, "")
    call_command("start", email=EMAIL)
    assert lines(capsys)[-1] == "Open https://coworking.comune.example.it"


NO_ANSWER = {
    "nobody at the keyboard": lambda patch: says(patch, ""),
    "the end of the input": lambda patch: answers(patch, email=EOFError),
    "Ctrl-C": lambda patch: answers(patch, email=KeyboardInterrupt),
    "Ctrl-C at the name": lambda patch: answers(patch, name=KeyboardInterrupt),
    "the end at the name": lambda patch: answers(patch, name=EOFError),
    "a wrong address, then the end": lambda patch: answers(patch, email=["ada", EOFError]),
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
    assert Invitation.objects.get().email == EMAIL


@pytest.mark.parametrize(("stop", "returncode"), [(EOFError, 1), (KeyboardInterrupt, 130)])
def test_stopping_is_a_sentence_and_no_traceback(monkeypatch, stop, returncode):
    answers(monkeypatch, email=stop)
    with pytest.raises(CommandError, match="Stopped: nobody was invited") as stopped:
        call_command("start")
    assert stopped.value.returncode == returncode


def test_a_portal_in_use_is_left_alone(monkeypatch, staff):
    answers(monkeypatch)
    with pytest.raises(CommandError, match="in use already"):
        call_command("start")
    assert User.objects.count() == 1
    assert not Installation.objects.exists()


def test_a_wrong_address_is_asked_for_again(monkeypatch, capsys):
    answers(monkeypatch, email=["ada", "", EMAIL])
    call_command("start")
    assert capsys.readouterr().out.count("Enter a valid email address.") == 2
    assert Invitation.objects.get().email == EMAIL


def test_a_wrong_address_that_was_given_is_asked_for_again_too(monkeypatch):
    answers(monkeypatch)
    call_command("start", email="ada")
    assert Invitation.objects.get().email == EMAIL


@pytest.mark.parametrize("odd", ["", "   ", "a" * 81])
def test_a_name_is_asked_for_until_it_is_one(monkeypatch, capsys, odd):
    answers(monkeypatch, name=([odd, "Ada"], "Bianchi"))
    call_command("start")
    assert "A name has 1 to 80 characters." in capsys.readouterr().out
    assert Invitation.objects.get().first_name == "Ada"


def test_without_a_terminal_the_page_asks_for_a_name_that_was_not_given(monkeypatch):
    says(monkeypatch, "")
    call_command("start", email=EMAIL, last_name="Bianchi")
    invited = Invitation.objects.get()
    assert (invited.first_name, invited.last_name) == ("", "Bianchi")


@pytest.mark.parametrize(
    ("level", "command"),
    [("1", 'make start ARGS="--email ada@example.org"'), ("", "manage.py start --email ada@")],
)
@pytest.mark.parametrize("email", [None, "ada"])
def test_without_a_terminal_the_command_that_was_typed_is_advised(
    monkeypatch, level, command, email
):
    monkeypatch.setenv("MAKELEVEL", level)
    monkeypatch.setenv("PORT", "8095")
    says(monkeypatch, "")
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
