"""The processes of `make serve`, killed one by one: each is started again, and the site answers."""

import os
import re
import signal
import socket
import subprocess
from contextlib import closing

import psycopg2
import pytest

from core.testing.waiting import STANDSTILL, wait_until
from piastra.tests.test_durability import Portal, portal_of
from piastra.tools.embedded.again import LASTS, LONGEST_PAUSE, Tries
from piastra.tools.embedded.home import Home

STARTED = re.compile(r"^  (\w+) +(\d+)  ", re.M)
SUCCEEDED = re.compile(r"Task core\.tasks\.deliver_mail\S* succeeded")
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Served(Portal):
    """The same portal by the processes of production."""

    command = "serve"

    def pid_of(self, name: str) -> int:
        return [int(pid) for each, pid in STARTED.findall(self.log) if each == name][-1]

    def kill_one(self, name: str) -> None:
        """SIGKILL, and wait for the next one of this name."""
        killed = self.pid_of(name)
        os.kill(killed, signal.SIGKILL)
        self.wait_for(lambda: self.pid_of(name) != killed)
        assert f"{name} ended with -9; it is started again in" in self.log

    def wait_for(self, happened) -> None:
        assert wait_until(happened, watching=lambda: len(self.log)), self.log

    def works_again(self) -> None:
        """The worker does what beat rings for from now on."""
        before = len(SUCCEEDED.findall(self.log))
        self.wait_for(lambda: len(SUCCEEDED.findall(self.log)) > before)

    def database(self):
        sockets = str(Home(self.folder / "home").sockets)
        return psycopg2.connect(host=sockets, user="piastra", dbname="piastra")


@pytest.fixture
def served():
    with portal_of(Served) as made:
        yield made


@pytest.mark.slow
def test_each_process_that_is_killed_is_started_again(served):
    served.start()
    for name in ("web", "worker", "beat"):
        served.kill_one(name)
        served.wait_for(served.is_ready)
    served.works_again()
    served.process.terminate()
    assert served.process.wait(STANDSTILL) == 0


@pytest.mark.slow
def test_redis_killed_with_a_task_in_flight(served):
    """The task can't be acknowledged, and the worker may end of it: it works again all the same."""
    served.start()
    with closing(served.database()) as held, closing(served.database()) as looking:
        looking.autocommit = True
        held.cursor().execute("LOCK TABLE core_outgoingmail IN ACCESS EXCLUSIVE MODE")
        served.wait_for(lambda: is_waiting(looking))
        served.kill_one("redis")
        held.rollback()
    served.works_again()
    served.wait_for(served.is_ready)
    assert served.process.poll() is None


def is_waiting(connection) -> bool:
    """Whether a task stands before the table that we hold."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS)
        return cursor.fetchone()[0] > 0


@pytest.mark.slow
def test_what_cannot_be_started_ends_all_with_a_sentence(served):
    """The port is somebody else's."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", served.port))
        other.listen()
        served.begin()
        served.wait_for(lambda: served.process.poll() is not None)
    assert served.process.returncode == 1
    assert "web ended 4 times at once, at last with 1: it can't be started." in served.log


@pytest.mark.parametrize(
    ("lasted", "pauses"),
    [([0, 0, 0, 0], [0.5, 1, 2, 4]), ([0, 0, LASTS, 0], [0.5, 1, 0.5, 1]), ([LASTS], [0.5])],
)
def test_pauses_grow_until_it_lasts(lasted, pauses):
    tries, found = Tries(), []
    for seconds in lasted:
        tries.ended_after(seconds)
        found.append(tries.pause)
    assert found == pauses


def test_no_pause_is_longer_than_the_longest():
    tries = Tries()
    for _time in range(100):
        tries.ended_after(0)
    assert tries.pause == LONGEST_PAUSE


def test_a_process_that_ends_leaves_nothing_behind():
    """What it had started itself ends with it: an orphan would hold the port."""
    from piastra.tools.embedded.production import _kill_the_rest

    parent = subprocess.Popen(
        ["sh", "-c", "sleep 600 >/dev/null & echo $!"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    orphan = int(parent.communicate()[0])
    _kill_the_rest(parent)
    assert wait_until(lambda: is_gone(orphan))


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
