"""What `make run` and `make test` need where nothing is installed.

A private PostgreSQL, and a worker inside the web process in the place of Redis.
"""

import atexit
import os


def use_database():
    """Start or join the private PostgreSQL for as long as this process lives; DATABASE_URL names it."""
    from piastra.embedded.home import Trouble
    from piastra.embedded.postgres import Server

    server = Server()
    try:
        server.start()
    except Trouble as trouble:
        raise SystemExit(str(trouble)) from trouble
    atexit.register(server.stop)
    os.environ["DATABASE_URL"] = server.url


def secret_key():
    """The key of this machine's portal: made once, kept beside its data."""
    from piastra.embedded.home import Home

    return Home().secret_key()
