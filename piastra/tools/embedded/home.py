"""Where the embedded database lives, and as whom."""

import fcntl
import hashlib
import os
import pwd
import secrets
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
DATABASE = "piastra"
LONGEST_STOP = 60  # seconds that a database may take to stop before we say that something is wrong


class Trouble(RuntimeError):
    """Something that the person at the keyboard can put right. The text is written for that person."""


@dataclass(frozen=True)
class Account:
    """An unprivileged user, as whom root lets PostgreSQL run (it refuses to run as root)."""

    uid: int
    gid: int

    @property
    def as_user(self):
        """The arguments with which `subprocess` starts a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder):
        return subprocess.run(["test", "-x", folder], check=False, **self.as_user).returncode == 0


def account():
    """The user for PostgreSQL when we are root, None when we are an ordinary user already.

    In somebody's own clone it is that person, so that running once with sudo locks nobody out.
    """
    if os.geteuid() != 0:
        return None
    owner = PROJECT.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def default_folder():
    """`var/` in the project, unless PostgreSQL's user cannot come there, as below /root."""
    if os.environ.get("PIASTRA_HOME"):
        return Path(os.environ["PIASTRA_HOME"])
    user = account()
    if user is None or user.can_enter(PROJECT):
        return PROJECT / "var"
    return Path(f"/var/lib/piastra-{_digest(PROJECT)}")


class Home:
    """A folder with everything that the embedded portal keeps: database, key, locks."""

    def __init__(self, folder=None):
        self.folder = Path(folder or default_folder()).resolve()
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        # Not inside the folder: the path of a socket may have 107 bytes at most.
        self.sockets = Path(f"/tmp/piastra-{_digest(self.folder)}")

    @cached_property
    def account(self):
        return account()

    @property
    def url(self):
        return f"postgres://{DATABASE}@{str(self.sockets).replace('/', '%2F')}/{DATABASE}"

    def prepare(self):
        """Make the folders, each for the right user."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.folder.stat().st_uid == os.geteuid():
                self.folder.chmod(0o711)
        except PermissionError as error:
            raise self.not_ours(self.folder) from error
        self.give(self.folder, to_database=False)
        self.make_private(self.sockets)

    def make_private(self, folder):
        """A folder that only PostgreSQL's user may enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        ours = self.account.uid if self.account else os.geteuid()
        if folder.is_symlink() or found.st_uid not in (os.geteuid(), ours):
            raise self.not_ours(folder)
        self.give(folder, to_database=True)
        folder.chmod(0o700)

    def give(self, path, *, to_database):
        """As root, hand what we made to the user to whom it belongs."""
        if self.account is None:
            return
        owner = self.account if to_database else PROJECT.stat()
        uid = owner.uid if to_database else owner.st_uid
        gid = owner.gid if to_database else owner.st_gid
        os.chown(path, uid, gid)

    def not_ours(self, path):
        return Trouble(
            f"{path} belongs to another user of this machine, so the database cannot be used from this account.\n"
            f"Run as that user, or keep the data elsewhere: PIASTRA_HOME=/some/folder make run"
        )

    def secret_key(self):
        """A random key made on the first start and kept: sessions outlive a restart."""
        path = self.folder / "secret_key"
        if not path.exists():
            self.prepare()
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            self.give(fresh, to_database=False)
            try:
                os.link(
                    fresh, path
                )  # Unlike rename, leaves a key that somebody else has just made.
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text()

    def address(self) -> str:
        """Where `run` opened this portal last; empty if it never did."""
        try:
            return self._address.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def keep_address(self, address: str) -> None:
        """Remember where this portal is opened, for the commands that write links to it."""
        self.prepare()
        fresh = self._address.with_suffix(f".{os.getpid()}")
        fresh.write_text(address, encoding="utf-8")
        self.give(fresh, to_database=False)
        fresh.replace(self._address)

    @property
    def _address(self) -> Path:
        return self.folder / "address"

    def open_lock(self, name):
        """The file of a lock: "users" is shared by all who use the database, "keeper" is its keeper's."""
        path = self.folder / name
        try:
            handle = path.open("a")
        except PermissionError as error:
            raise self.not_ours(path) from error
        self.give(path, to_database=False)
        return handle

    def is_kept(self):
        """Whether a keeper holds the database at this moment."""
        with self.open_lock("keeper") as handle:
            return not try_lock(handle, fcntl.LOCK_EX)


def try_lock(handle, kind):
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_until(question, seconds):
    """Ask until the answer is yes; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _digest(path):
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
