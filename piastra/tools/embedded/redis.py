"""A private Redis, set as in production: nothing that was accepted is dropped."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from piastra.tools.embedded.cluster import die_with_parent
from piastra.tools.embedded.home import Trouble, wait_until

LONGEST_START = 60  # seconds, on a machine that has much else to do


class Redis:
    """A Redis for as long as the `with` block lasts, on a socket in a folder of its own.

    with Redis() as server:
        Celery(broker=server.url)
    """

    def __init__(self, folder=None):
        self._folder = folder
        self._temporary = None
        self._program = None
        self.process = None

    def __enter__(self):
        program = shutil.which("redis-server")
        if not program:
            raise Trouble("redis-server is not on this machine: apt install redis-server")
        if self._folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="piastra-redis-")
            self._folder = self._temporary.name
        self._program = program
        self.start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        if self._temporary:
            self._temporary.cleanup()

    @property
    def socket(self):
        return Path(self._folder, "redis.sock")

    @property
    def url(self):
        """As kombu and redis-py both read it."""
        return f"redis+socket://{self.socket}"

    def start(self):
        """Start it, or start it again with what it had written; its process is `process` then."""
        # A killed one leaves its socket behind, at which nobody answers.
        self.socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
        }
        self.process = subprocess.Popen(
            [
                self._program,
                *(part for name, value in options.items() for part in (f"--{name}", value)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),
        )
        if not wait_until(self.socket.exists, LONGEST_START):
            raise Trouble(f"Redis did not start in {self._folder}.")
        return self.process
