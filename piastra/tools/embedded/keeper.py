"""The process that keeps the embedded database alive while somebody uses it, and stops it after the last.

Web server, shells and test runs come and go, and none of them owns the database. Each holds the shared lock
"users"; the kernel takes it away even from a process that is killed. The keeper holds the lock "keeper", so
that there is one only.
"""

import fcntl
import os
import signal
import sys
import time
import traceback
from contextlib import suppress

from piastra.tools.embedded.cluster import Cluster
from piastra.tools.embedded.home import Home, Trouble, try_lock

LOOK_EVERY = 0.2  # seconds


def main(folder):
    """Leave the caller's terminal and keep the database of `folder`. Prints "ready", "taken", or what is wrong."""
    if os.fork():
        os._exit(0)
    os.setsid()
    home = Home(folder)
    lock = home.open_lock("keeper")
    if not try_lock(lock, fcntl.LOCK_EX):
        return _answer("taken")
    cluster = Cluster(home)
    try:
        home.prepare()
        cluster.start()
        _answer("ready")
        _keep(cluster)
    except Trouble as trouble:
        _answer(str(trouble))
    except Exception:
        _answer(traceback.format_exc())
    finally:
        cluster.stop()
        with suppress(OSError):
            home.sockets.rmdir()


def _keep(cluster):
    """Until nobody uses the database, or somebody tells us to end."""
    told = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.append(True))
    users = cluster.home.open_lock("users")
    # Once we hold this lock alone, whoever comes waits until we are gone, and then starts a keeper of their own.
    while not told and not try_lock(users, fcntl.LOCK_EX):
        if not cluster.is_running():
            cluster.start()
        time.sleep(LOOK_EVERY)


def _answer(text):
    """Tell the caller, who reads until we close."""
    print(text, flush=True)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


if __name__ == "__main__":
    main(sys.argv[1])
