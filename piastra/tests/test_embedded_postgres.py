"""The private PostgreSQL: started, shared, stopped, killed, and what it says when it cannot."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from core.testing.waiting import wait_until
from piastra.tools.embedded.binaries import binaries
from piastra.tools.embedded.home import PROJECT, Home, Trouble, account
from piastra.tools.embedded.postgres import Server

pytestmark = pytest.mark.slow

USER = """
import sys
from piastra.tools.embedded.postgres import Server
with Server(sys.argv[1]):
    print("up", flush=True)
    sys.stdin.read()
"""


@contextmanager
def open_folder():
    """A folder where PostgreSQL's user may come; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="piastra ") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def folder():
    """A home with a space in its path."""
    with open_folder() as made:
        yield made / "of data"


@pytest.fixture
def another_user(folder):
    """A process that uses the database; ended by whatever the test does to it."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, folder],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "up\n"
    yield process
    process.stdin.close()
    process.wait()
    process.stdout.close()


def ask(server, query):
    connection = psycopg2.connect(host=str(server.home.sockets), user="piastra", dbname="piastra")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def postmaster(folder):
    return int((Path(folder) / "postgres" / "postmaster.pid").read_text().split()[0])


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_starts_in_a_path_with_spaces_and_leaves_nothing_behind(folder):
    with Server(folder) as server:
        pid = postmaster(folder)
        assert ask(server, "SELECT current_setting('fsync'), upper('perché')") == [("on", "PERCHÉ")]
        assert ask(server, "SHOW listen_addresses") == [("",)]
    assert not is_alive(pid)
    assert not server.home.is_kept()
    assert not server.home.sockets.exists()


def test_it_never_runs_as_root(folder):
    with Server(folder):
        assert Path(f"/proc/{postmaster(folder)}").stat().st_uid != 0


def test_strangers_cannot_reach_data_or_socket(folder):
    home = Home(folder)
    with Server(folder):
        assert home.data.stat().st_mode & 0o077 == 0
        assert home.sockets.stat().st_mode & 0o077 == 0


def test_a_second_user_joins_and_the_first_may_leave(folder, another_user):
    with Server(folder) as server:
        pid = postmaster(folder)
        another_user.stdin.close()
        another_user.wait()
        time.sleep(0.5)  # longer than the keeper takes to look
        assert ask(server, "SELECT 1") == [(1,)]
        assert postmaster(folder) == pid


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_stops_when_its_only_user_is_ended(folder, another_user, number):
    pid = postmaster(folder)
    os.killpg(another_user.pid, number)
    assert wait_until(lambda: not is_alive(pid))
    assert "shut down" in Home(folder).log.read_text().splitlines()[-1]


def test_it_dies_with_its_keeper(folder, another_user):
    pid = postmaster(folder)
    os.kill(keeper_of(pid), signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid))


def test_what_was_confirmed_survives_when_everything_is_killed(folder, another_user):
    server = Server(folder)
    ask(server, "CREATE TABLE kept AS SELECT generate_series(1, 200)")
    pid = postmaster(folder)
    # The keeper first, so that nothing is left that could stop the database in good order.
    everything = [keeper_of(pid), pid, another_user.pid]
    for each in everything:
        os.kill(each, signal.SIGKILL)
    assert wait_until(lambda: not any(map(is_alive, everything)))
    with server:
        assert ask(server, "SELECT count(*) FROM kept") == [(200,)]
        ask(server, "DROP TABLE kept")


def test_it_comes_back_when_the_server_alone_is_killed(folder, another_user):
    pid = postmaster(folder)
    os.kill(pid, signal.SIGKILL)
    server = Server(folder)
    assert wait_until(lambda: not is_alive(pid))

    def answers():
        try:
            return ask(server, "SELECT 1")
        except psycopg2.OperationalError:
            return None

    assert wait_until(answers)


def test_a_stale_pid_file_does_not_hurt_the_process_that_got_its_number(folder):
    with subprocess.Popen(["sleep", "60"]) as innocent:
        stale = folder / "postgres" / "postmaster.pid"
        stale.write_text(f"{innocent.pid}\n{folder / 'postgres'}\n")
        Home(folder).prepare()
        (Home(folder).sockets / ".s.PGSQL.5432.lock").write_text(stale.read_text())
        with Server(folder) as server:
            assert ask(server, "SELECT 1") == [(1,)]
        assert innocent.poll() is None
        innocent.kill()


def test_data_of_another_version_are_left_alone_and_the_way_out_is_told(folder):
    version = folder / "postgres" / "PG_VERSION"
    real = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(Trouble, match=r"(?s)PostgreSQL 9;.*pg_dump.*PIASTRA_HOME"):
            Server(folder).start()
    finally:
        version.write_text(real)
    with Server(folder) as server:
        assert ask(server, "SELECT 1") == [(1,)]


def test_a_machine_without_postgresql_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(Trouble, match="apt install postgresql"):
        binaries()


def test_the_key_is_made_once_and_only_its_owner_reads_it(folder):
    first, again = Home(folder).secret_key(), Home(folder).secret_key()
    assert first == again
    assert len(first) >= 50
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def as_ordinary_user():
    """Run the user's script as somebody else, with an interpreter that this somebody may start."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    interpreters = [sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"]
    reachable = [each for each in interpreters if account().can_enter(os.path.realpath(each))]
    if not reachable or not account().can_enter(PROJECT):
        pytest.skip("python or the project lie where an ordinary user cannot come")

    def run(folder):
        return subprocess.run(
            [reachable[0], "-c", USER, folder],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **account().as_user,
        )

    return run


def test_an_ordinary_user_runs_their_own(as_ordinary_user):
    with open_folder() as theirs:
        os.chown(theirs, account().uid, account().gid)
        done = as_ordinary_user(theirs)
    assert (done.stdout, done.stderr) == ("up\n", "")


def test_data_of_another_user_are_refused_with_a_sentence(as_ordinary_user, folder):
    done = as_ordinary_user(folder)
    assert "belongs to another user" in done.stderr


def keeper_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
