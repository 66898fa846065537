"""The processes of production, on one machine and without containers.

One that ends is started again, after pauses that grow while it does not last, as `restart: unless-stopped`
does it in docker-compose.yml. We end by a signal; or with 1, when one of them can't be started at all.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress

from piastra.tools.embedded.again import Tries
from piastra.tools.embedded.cluster import die_with_parent
from piastra.tools.embedded.home import Home
from piastra.tools.embedded.redis import Redis

# As in docker-compose.yml.
COMMANDS = {
    "web": "gunicorn --config deploy/gunicorn.conf.py piastra.wsgi",
    "worker": "celery --app piastra worker --concurrency 2 --loglevel INFO",
    "beat": "celery --app piastra beat --schedule var/celerybeat-schedule --loglevel INFO",
}
LONGEST_STOP = 30  # seconds; then the hard way
LOOK_EVERY = 0.2  # seconds
#: So often in a row a process may end at once before we believe that it can't be started.
MOST_FAILED = 4


class Kept:
    """One process, started again when it ends. `start` starts it and gives its `Popen`."""

    def __init__(self, name, start, say):
        self.name, self._start, self._say = name, start, say
        self._tries, self._next = Tries(), None
        self._begin()

    def _begin(self):
        self.process, self._began, self._next = self._start(), time.monotonic(), None
        self._say(f"  {self.name:<7} {self.process.pid:>7}  {' '.join(self.process.args)}")

    def look(self):
        """Notice that it has ended, or start it once its pause is over."""
        now = time.monotonic()
        if self._next is None and self.process.poll() is not None:
            self._has_ended(now)
        elif self._next is not None and now >= self._next:
            self._begin()

    def _has_ended(self, now):
        _kill_the_rest(self.process)
        self._tries.ended_after(now - self._began)
        self._next = now + self._tries.pause
        if not self.is_hopeless:
            how, pause = self.process.returncode, self._tries.pause
            self._say(f"{self.name} ended with {how}; it is started again in {pause:.1f} s.")

    @property
    def is_hopeless(self):
        """Whether it ended at once too often in a row."""
        return self._tries.failed >= MOST_FAILED

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        _kill_the_rest(self.process)


def serve(port, say):
    """Start everything and wait: for a signal, or for one that can't be started. The number is the exit code."""
    told = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.append(True))
    with ExitStack() as stack:
        redis = stack.enter_context(Redis(_folder(Home())))
        environment = {**os.environ, "REDIS_URL": redis.url, "BIND": f"127.0.0.1:{port}"}
        # Redis runs already: it is looked after from its first start on.
        starts = {"redis": _first(redis.process, redis.start)}
        starts |= {name: _starter(command, environment) for name, command in COMMANDS.items()}
        kept = []
        for name, start in starts.items():
            kept.append(Kept(name, start, say))
            if name != "redis":
                stack.callback(kept[-1].stop)
        return _wait(kept, told, say)


def _folder(home):
    folder = home.folder / "redis"
    folder.mkdir(exist_ok=True)
    return folder


def _wait(kept, told, say):
    while not told:
        for each in kept:
            each.look()
            if each.is_hopeless:
                how = each.process.returncode
                say(
                    f"{each.name} ended {MOST_FAILED} times at once, at last with {how}: it can't be started."
                )
                say("Its own lines above say why. Stopping the others.")
                return 1
        time.sleep(LOOK_EVERY)
    return 0


def _first(process, start):
    """`start`, but for the first time, when `process` runs already."""
    running = [process]
    return lambda: running.pop() if running else start()


def _starter(command, environment):
    words = [sys.executable, "-m", *command.split()]

    def start():
        # A session of its own: what it leaves behind when it is killed can be ended with it.
        return subprocess.Popen(
            words, env=environment, preexec_fn=die_with_parent(), start_new_session=True
        )

    return start


def _kill_the_rest(process):
    """End what an ended process had started: an orphaned worker would hold the port, or a task."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
