"""The proxy of production, as docker-compose.yml runs it, before a portal on this machine."""

import os
import shutil
import subprocess
import sysconfig
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from core.testing.portal import free_port
from core.testing.waiting import STANDSTILL, wait_until

CADDYFILE = settings.BASE_DIR / "deploy" / "Caddyfile"


def program() -> str:
    """Caddy of the version that production runs: Debian's own is too old to read the file."""
    found = shutil.which("caddy", path=sysconfig.get_path("scripts"))
    if found is None:
        pytest.skip(
            "NO CADDY: requirements/caddy.txt has none for this machine, the proxy is not tried"
        )
    return found


@contextmanager
def proxy(portal: str, folder: Path):
    """The address of the proxy while it runs before `portal`."""
    with proxy_process(portal, folder) as (address, _process):
        yield address


@contextmanager
def proxy_process(portal: str, folder: Path):
    """The same, with the process."""
    port = free_port()
    environment = {
        **os.environ,
        "DOMAIN": f"http://127.0.0.1:{port}",
        "UPSTREAM": portal.removeprefix("http://"),
        "UPLOADS": portal.removeprefix("http://").replace("127.0.0.1", "localhost"),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "CADDY_ADMIN": f"unix/{folder}/admin",
    }
    log = folder / "caddy.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [program(), "run", "--config", CADDYFILE, "--adapter", "caddyfile"],
            env=environment,
            stdout=written,
            stderr=written,
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=STANDSTILL)


def _wait(process, port: int, log: Path) -> None:
    wait_until(lambda: _answers(port) or process.poll() is not None, watching=log.read_text)
    assert process.poll() is None, log.read_text()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=STANDSTILL):
            return True
    except OSError:
        return False
