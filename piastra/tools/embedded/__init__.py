"""What `make run` and `make test` need where nothing is installed.

A private PostgreSQL, and a worker inside the web process in the place of Redis.
"""

import atexit
import os
from pathlib import Path


def use_database():
    """Start or join the private PostgreSQL for as long as this process lives; DATABASE_URL names it."""
    from piastra.tools.embedded.home import Trouble
    from piastra.tools.embedded.postgres import Server

    server = Server()
    try:
        server.start()
    except Trouble as trouble:
        raise SystemExit(str(trouble)) from trouble
    atexit.register(server.stop)
    os.environ["DATABASE_URL"] = server.url


def secret_key():
    """The key of this machine's portal: made once, kept beside its data."""
    from piastra.tools.embedded.home import Home

    return Home().secret_key()


def own_address(*, is_embedded: bool) -> str:
    """Where the portal of this machine is seen when SITE_URL does not say it.

    PORT says it; else, for the embedded portal, the address at which `run` opened it last.
    """
    from piastra.tools.embedded.home import Home

    port = os.environ.get("PORT", "").strip()
    kept = Home().address() if is_embedded and not port else ""
    return kept or f"http://localhost:{port or 8000}"


def files_folder() -> Path:
    """Where media and letters are kept when no setting says it: with PIASTRA_HOME's data, else in the clone."""
    from piastra.tools.embedded.home import PROJECT

    return Path(os.environ.get("PIASTRA_HOME") or PROJECT / "var").resolve()
