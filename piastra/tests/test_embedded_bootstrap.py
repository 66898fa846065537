"""What the first command says when the machine is not as it should be."""

import os
import socket
import subprocess
import sys

import pytest

from piastra.tools.embedded import bootstrap
from piastra.tools.embedded.home import PROJECT


def start(**environment):
    return subprocess.run(
        [sys.executable, "piastra/tools/embedded/bootstrap.py", "for-run", "true"],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_a_sentence_with_another_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = start(PORT=str(number))
    assert done.returncode == 1
    assert f"Port {number} is in use" in done.stderr
    assert f"PORT={number + 1} make run" in done.stderr


def test_a_port_that_is_none_is_refused():
    assert "a number between 1 and 65535" in start(PORT="http").stderr


def test_without_network_the_step_that_needs_it_is_named():
    printed = [
        "WARNING: Retrying after connection broken by 'NewConnectionError'",
        "ERROR: nothing found",
    ]
    said = "\n".join(bootstrap.explain("Installing the Python packages", printed, online=True))
    assert "“Installing the Python packages” needs the network, and there is none." in said
    assert "ERROR" not in said


def test_another_failure_shows_the_end_of_what_was_printed():
    said = list(bootstrap.explain("Building", [f"line {n}" for n in range(20)], online=False))
    assert said[0] == "“Building” failed:"
    assert said[1:-1] == [f"line {n}" for n in range(12, 20)]


@pytest.mark.parametrize(
    ("for_tests", "missing"), [(True, "libpango-1.0-0"), (False, "python3-venv")]
)
def test_who_may_not_install_gets_the_line_for_who_may(monkeypatch, for_tests, missing):
    monkeypatch.setattr(bootstrap, "apt_command", lambda: None)
    monkeypatch.setitem(bootstrap.FOR_RUN, missing, lambda: False)
    with pytest.raises(bootstrap.Trouble, match=f"sudo apt-get install -y .*{missing}"):
        bootstrap.install_from_distribution(for_tests=for_tests)


def test_without_what_is_for_pdfs_the_portal_opens_all_the_same(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "apt_command", lambda: None)
    monkeypatch.setitem(bootstrap.FOR_RUN, "libpango-1.0-0", lambda: False)
    bootstrap.install_from_distribution(for_tests=False)
    assert "PDF reports cannot be made until" in capsys.readouterr().out


def test_a_step_is_done_again_only_when_its_files_change(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "PROJECT", tmp_path)
    monkeypatch.setattr(bootstrap, "DONE", tmp_path / "steps.json")
    (tmp_path / "list").write_text("one")
    bootstrap.mark("step", bootstrap.digest(["list"]))
    assert bootstrap.done("step") == bootstrap.digest(["list"])
    (tmp_path / "list").write_text("two")
    assert bootstrap.done("step") != bootstrap.digest(["list"])
