"""A private PostgreSQL for whoever asks: started for the first, joined by the others, stopped after the last."""

import fcntl
import os
import subprocess
import sys

from piastra.tools.embedded.cluster import LONGEST_START, is_answering
from piastra.tools.embedded.home import LONGEST_STOP, PROJECT, Home, Trouble, try_lock, wait_until

MOMENT = 0.4  # seconds, in which a keeper notices that its last user has left


class Server:
    """The database of one home folder, for as long as it is in use here.

        with Server(folder) as server:
            connect(server.url)

    The lock that says "in use" is shared by forked children, and goes with the last of them, even if killed.
    """

    def __init__(self, folder=None):
        self.home = Home(folder)
        self.url = self.home.url
        self._use = None
        self._starter = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Start the database, or join it if it is running. Raises Trouble with a sentence when it cannot."""
        self.home.prepare()
        self._use = self.home.open_lock("users")
        self._starter = os.getpid()
        try:
            self._wait_for_one_that_is_stopping()
            if not wait_until(self._is_up, LONGEST_START):
                raise Trouble(f"The database does not answer. Its log: {self.home.log}")
        except BaseException:
            self._use.close()
            raise

    def stop(self):
        """Stop using the database. The last user waits until it has stopped."""
        if self._use is None or self._starter != os.getpid():
            return  # A forked child must not end what its parent uses.
        self._use.close()
        self._use = None
        if wait_until(self._is_stopping, MOMENT):
            wait_until(lambda: not self.home.is_kept(), LONGEST_STOP)

    def _wait_for_one_that_is_stopping(self):
        if not wait_until(lambda: try_lock(self._use, fcntl.LOCK_SH), LONGEST_STOP):
            raise Trouble(f"The database in {self.home.folder} has been stopping for too long.")

    def _is_up(self):
        return is_answering(self.home) if self.home.is_kept() else self._call_keeper()

    def _call_keeper(self):
        """Start a keeper; True if it is ready, False if another one is at work."""
        told = subprocess.run(
            [sys.executable, "-m", "piastra.tools.embedded.keeper", self.home.folder],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        ).stdout.strip()
        if told not in ("ready", "taken"):
            raise Trouble(told)
        return told == "ready"

    def _is_stopping(self):
        """A keeper that stops holds the users' lock alone."""
        with self.home.open_lock("users") as handle:
            return not self.home.is_kept() or not try_lock(handle, fcntl.LOCK_SH)
