"""One PostgreSQL data folder and the server over it: made, started, stopped."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from piastra.tools.embedded.binaries import binaries
from piastra.tools.embedded.home import DATABASE, LONGEST_STOP, Trouble, wait_until

LONGEST_START = (
    120  # seconds; recovery after a power cut reads back what was written since the last checkpoint
)
LONGEST_LOG = 10_000_000  # bytes
FAST_SHUTDOWN = (
    signal.SIGINT
)  # PostgreSQL's word for: roll back what is open, write everything, end
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
SETTINGS = {
    "listen_addresses": "",  # nobody comes in over the network
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",  # a booking that was confirmed survives a power cut
    "synchronous_commit": "on",
}


class Cluster:
    def __init__(self, home):
        self.home = home
        self.process = None

    def start(self):
        """Make the data folder if there is none, start the server over it, come back when it answers."""
        programs = binaries(self._version()).reachable_for(self.home)
        if not self.home.data.exists():
            self._make(programs)
        _clear_stale_pids(self.home)
        for _ in range(20):
            if self._launch(programs):
                return
            time.sleep(
                0.5
            )  # Processes of a server that was killed may hold on to its memory for a moment.
        raise Trouble(
            "The database did not start. What it said last:\n"
            f"{_last_lines(self.home.log)}\nAll of it: {self.home.log}"
        )

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Stop cleanly; the hard way only if it takes too long (nothing that was confirmed is lost by it)."""
        if not self.is_running():
            return
        self.process.send_signal(FAST_SHUTDOWN)
        try:
            self.process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _version(self):
        try:
            return int((self.home.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def _make(self, programs):
        """A new data folder, under its name only when it is complete."""
        fresh = self.home.folder / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self.home.make_private(fresh)
        self._run(
            [programs["initdb"], "-D", fresh, "-U", DATABASE, *_initdb_options(programs.major)]
        )
        self._run(
            [programs["postgres"], "--single", "-D", fresh, "postgres"],
            input=f"CREATE DATABASE {DATABASE};\n",
        )
        fresh.rename(self.home.data)

    def _run(self, command, **options):
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **self._as_user,
            **options,
        )
        if done.returncode:
            raise Trouble(f"The database could not be made:\n{done.stderr.strip()}")

    def _launch(self, programs):
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with _fresh_log(self.home) as log:
            self.process = subprocess.Popen(
                [programs["postgres"], "-D", self.home.data, "-k", self.home.sockets, *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(),
                **self._as_user,
            )
        wait_until(lambda: is_answering(self.home) or not self.is_running(), LONGEST_START)
        return self.is_running() and is_answering(self.home)

    @property
    def _as_user(self):
        environment = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}
        return {"env": environment, **(self.home.account.as_user if self.home.account else {})}


def is_answering(home):
    """Whether the server takes connections: it says so in its pid file, and its socket opens."""
    try:
        status = (home.data / "postmaster.pid").read_text().splitlines()[7].strip()
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect(str(home.sockets / ".s.PGSQL.5432"))
    except (OSError, IndexError):
        return False
    return status == "ready"


def _initdb_options(major):
    """One way of comparing text on every machine: by code point; upper and lower case for all of Unicode."""
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    if major >= 17:
        return [*options, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*options, "--lc-ctype=C.UTF-8"]


def _clear_stale_pids(home):
    """Take away what a server that was killed left behind: its number, in two files.

    PostgreSQL would believe in whatever process got that number since. One that still has this data folder
    open is asked to end. Linux only: elsewhere PostgreSQL decides by itself.
    """
    path = home.data / "postmaster.pid"
    if not sys.platform.startswith("linux"):
        return
    if path.exists():
        _end(int(path.read_text().split("\n", 1)[0]), home.data)
    path.unlink(missing_ok=True)
    (home.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _end(pid, data):
    if _works_in(pid, data):
        os.kill(pid, FAST_SHUTDOWN)
    if not wait_until(lambda: not _works_in(pid, data), LONGEST_STOP):
        raise Trouble(f"Another PostgreSQL (process {pid}) has {data} open and does not end.")


def _works_in(pid, folder):
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def die_with_parent():
    """For a child, before it becomes another program: be asked to stop when we die, however we die."""
    parent = os.getpid()

    def prepare():
        if sys.platform.startswith("linux"):
            LIBC.prctl(PR_SET_PDEATHSIG, FAST_SHUTDOWN)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _fresh_log(home):
    if home.log.exists() and home.log.stat().st_size > LONGEST_LOG:
        home.log.replace(home.log.with_suffix(".log.old"))
    handle = home.log.open("a")
    home.give(home.log, to_database=False)
    return handle


def _last_lines(log):
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])
