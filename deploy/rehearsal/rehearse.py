"""The deployment for real, from an empty machine: `make rehearse`. A table at the end; code 1 if a step fails.

Image, compose file and scripts are those that are shipped, in a fresh clone of the last commit made under a strict
umask; only the base images are stand-ins (engine.py). It can't show the true bases, certificates of a public
authority, IPv6, a power cut.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from engine import HERE, PROJECT, Engine, Failed, wait_until, why_not

WORK = Path(os.environ.get("REHEARSAL_WORK", "/var/tmp/piastra-rehearsal"))
EVERYTHING = ("web-1", "web-2", "worker-1", "beat-1", "postgres-1", "redis-1", "proxy-1")
HARDENED = (*EVERYTHING, "migrate-1")
#: A migration that fails in the middle of what it does.
BROKEN = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("core", "{last}")]
    operations = [migrations.RunSQL("CREATE TABLE half_done (id int)"), migrations.RunSQL("SELECT 1/0")]
"""
#: One as it should be: what is new has a value of its own where the version before writes.
SOUND = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("core", "{last}")]
    operations = [
        migrations.RunSQL("ALTER TABLE core_outgoingmail ADD COLUMN rehearsed text NOT NULL DEFAULT ''"),
    ]
"""
CONTENTS = """
select format('select %L, count(*), md5(string_agg(md5(x::text), '''' order by x::text)) from %I x',
              relname, relname)
from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname \\gexec
"""


class Rehearsal:
    """The shipped tree in its folder, and what an operator and a visitor do with it."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self.tree = WORK / "tree"
        engine.environment["COMPOSE_FILE"] = f"docker-compose.yml:{HERE / 'compose.yml'}"
        engine.environment["REHEARSAL"] = str(HERE)

    def sh(self, *command, **options) -> str:
        return self.engine.run(*command, cwd=self.tree, **options)

    def compose(self, *command, **options) -> str:
        return self.sh("docker", "compose", *command, **options)

    def visitor(self, *words) -> str:
        return self.compose("exec", "-T", "visitor", "python", "/visitor.py", *words).strip()

    def sql(self, text: str, user="piastra", **options) -> str:
        host = "localhost" if user == "piastra" else "postgres"
        command = ["psql", "--tuples-only", "--no-align", "--username", user, "--dbname", "piastra"]
        if host == "postgres":  # By the network, with its password, as the portal does.
            password = (self.tree / "secrets/database_password").read_text().strip()
            command = ["env", f"PGPASSWORD={password}", *command, "--host", host]
        return self.compose("exec", "-T", "postgres", *command, input=text.encode(), **options)

    def ids(self, *services) -> list[str]:
        return self.compose("ps", "--quiet", *services).split()

    def refused(self, *command, saying: str) -> str:
        """The command must fail, and say so in these words."""
        text = self.sh(*command, check=False, stdin=subprocess.DEVNULL)
        if saying not in text:
            raise Failed(f"{' '.join(command)} did not say “{saying}” but:\n{text[-1500:]}")
        return f"refused: “{saying}”"

    @contextmanager
    def probed(self, notes: list[str]):
        """Asks for the home page all the time; not one answer may fail."""
        command = ["docker", "compose", "exec", "-T", "visitor", "python", "/visitor.py", "probe"]
        prober = subprocess.Popen(
            command, cwd=self.tree, env=self.engine.environment, stdout=subprocess.PIPE, text=True
        )
        time.sleep(1)
        try:
            yield
        finally:
            self.visitor("stop")
            asked, failed, slowest, words = prober.communicate(timeout=60)[0].split(" ", 3)
        notes.append(f"{failed} of {asked} probes failed, the slowest took {slowest} s")
        if failed != "0":
            raise Failed(f"{notes[-1]}: {words}")

    # -- The steps, in their order; each returns what the table says of it. ---------------------------

    def the_clone(self):
        """a clone under umask 077; .env without a value"""
        shutil.rmtree(self.tree, ignore_errors=True)
        self.engine.run("sh", "-ec", f"umask 077; git clone -q '{PROJECT}' tree", cwd=WORK)
        self.refused("deploy/prepare", saying="DOMAIN is missing")
        return self.refused("docker", "compose", "config", "--quiet", saying="Run deploy/prepare")

    def prepared(self):
        """deploy/prepare makes .env and secrets, twice the same"""
        own = {"DOMAIN": "piastra.test", "EMAIL_URL": "smtp://letters:2525"}
        self.sh("env", *(f"{name}={value}" for name, value in own.items()), "deploy/prepare")
        secrets = {file: file.read_bytes() for file in (self.tree / "secrets").iterdir()}
        self.sh("deploy/prepare", stdin=subprocess.DEVNULL)
        if any(file.read_bytes() != text for file, text in secrets.items()):
            raise Failed("a second deploy/prepare changed a secret")
        modes = {
            path: path.stat().st_mode & 0o777
            for path in (self.tree / ".env", self.tree / "secrets")
        }
        if list(modes.values()) != [0o600, 0o700]:
            raise Failed(f"modes are {modes}")
        return f"{len(secrets)} secrets, kept by a second run"

    def started(self):
        """docker compose up --detach --build, the database's first start on a slow disk"""
        began = time.monotonic()
        self.compose("up", "--detach", "--build", "--pull", "never")
        self.visitor("wait", "/readyz")
        webs = len(self.ids("web"))
        if webs != 2:
            raise Failed(f"{webs} web processes, .env says 2")
        return f"served after {time.monotonic() - began:.0f} s, 2 web from .env"

    def started_again(self):
        """the same command again leaves everything running"""
        before = self.ids()
        self.compose("up", "--detach", "--build", "--pull", "never")
        new = len(set(self.ids()) - set(before))
        if new > 0:
            raise Failed(f"{new} containers were made anew")
        return f"{len(before)} containers, 0 made anew"

    def hardened(self):
        """each container: read-only, no capability, limits, log rotation"""
        for name in HARDENED:
            host = json.loads(self.sh("docker", "inspect", f"piastra-{name}"))[0]["HostConfig"]
            wanted = {
                "read-only": host["ReadonlyRootfs"],
                "capabilities": host["CapDrop"] == ["ALL"],
                "no new privileges": "no-new-privileges:true" in host["SecurityOpt"],
                "memory": host["Memory"] > 0,
                "pids": host["PidsLimit"] > 0,
                "log rotation": "max-size" in host["LogConfig"]["Config"],
            }
            if not all(wanted.values()):
                raise Failed(f"{name}: {wanted}")
        return f"{len(HARDENED)} containers"

    def separated(self):
        """the proxy's network knows no database; the portal's account owns nothing"""
        seen = self.visitor("reach")
        if "REACHED" in seen:
            raise Failed(seen)
        for attack in (
            "ALTER TABLE reports_edition DISABLE TRIGGER ALL",
            "TRUNCATE reports_edition CASCADE",
            "DROP TABLE core_journalentry",
            "CREATE TABLE mine (id int)",
            "ALTER ROLE piastra_portal SUPERUSER",
        ):
            said = self.sql(attack, user="piastra_portal", check=False)
            if not ("must be owner" in said or "permission denied" in said):
                raise Failed(f"{attack}: {said}")
        if "NOAUTH" not in self.compose("exec", "-T", "redis", "redis-cli", "keys", "*"):
            raise Failed("Redis answers without a password")
        return "5 attacks by SQL refused, Redis asks for its password"

    def walked(self):
        """the demo; then a walk: static files, sign-in, booking, letter, report"""
        run = ("run", "--rm", "--no-deps", "-T", "web", "python", "manage.py")
        self.compose(*run, "load_programme")
        self.compose(*run, "load_demo", "--even-in-production")
        return self.visitor("walk")

    def invited(self):
        """an official invited by the command: the letter, an account, a report downloaded"""
        official = "ufficio@comune.example.org"
        invite = ("invite", "--role", "official", official)
        self.compose("run", "--rm", "--no-deps", "-T", "web", "python", "manage.py", *invite)
        return self.visitor("accept", official)

    def killed(self):
        """a booking acknowledged, then kill -9 of a container: each of them in turn"""
        booked = []
        for name in EVERYTHING:
            booked.append(self.visitor("book").split()[-1])
            pid = self.sh(
                "docker", "inspect", "--format", "{{.State.Pid}}", f"piastra-{name}"
            ).strip()
            self.sh("kill", "-9", pid)
            wait_until(lambda name=name, pid=pid: self._runs_anew(name, pid), 60, f"{name} again")
            self.visitor("wait", "/readyz")
        ids = ",".join(booked)
        kept = self.sql(f"SELECT count(*) FROM spaces_booking WHERE id IN ({ids})").strip()
        if int(kept) != len(set(booked)) or len(booked) != len(EVERYTHING):
            raise Failed(f"{kept} of {booked} are there")
        self.visitor("walk")
        return f"{len(EVERYTHING)} killed, {kept} of {len(booked)} bookings there, walk done"

    def _runs_anew(self, name, pid):
        state = json.loads(self.sh("docker", "inspect", f"piastra-{name}"))[0]["State"]
        return state["Running"] and str(state["Pid"]) != pid

    def update_that_fails(self):
        """an update whose migration fails"""
        broken = self.migration(BROKEN)
        before, notes = self.ids(), []
        with self.probed(notes):
            self.refused("deploy/update", saying="The old version goes on serving")
        broken.unlink()
        if self.ids() != before or "half_done" in self.sql("\\dt"):
            raise Failed("something was stopped, or half a migration stayed")
        self.compose("up", "--detach")
        if self.ids("web") != [each for each in before if each in self.ids("web")]:
            raise Failed("a later start takes the image that could not be migrated to")
        return f"refused, nothing stopped; {notes[0]}"

    def migration(self, text: str) -> Path:
        """One more in the tree, after all that are there."""
        folder = self.tree / "core/migrations"
        last = sorted(folder.glob("0*.py"))[-1].stem
        made = folder / "9999_rehearsed.py"
        made.write_text(text.format(last=last))
        return made

    def updated(self):
        """an update with a migration, bookings all the while: new web beside the old"""
        self.migration(SOUND)
        before, notes = set(self.ids("web")), []
        with self.probed(notes), ThreadPoolExecutor() as beside:
            done = beside.submit(self.sh, "deploy/update")
            booked = []
            while not done.done():
                booked.append(self.visitor("cancel"))
                time.sleep(3)
            done.result()
        webs = self.ids("web")
        if before & set(webs) or len(webs) != 2:
            raise Failed(f"{len(webs)} web processes, of which {len(before & set(webs))} are old")
        again = self.ids()
        self.compose("up", "--detach")
        if self.ids() != again:
            raise Failed("a plain start after the update makes containers anew")
        return f"{len(booked)} bookings made and cancelled meanwhile; {notes[0]}"

    def restored(self):
        """backup, everything deleted, restore, compared; then over one that is in use"""
        before = self._contents()
        backup = self.sh("deploy/backup", WORK / "backups").strip().splitlines()[-1]
        if any(file.stat().st_mode & 0o077 for file in Path(backup).iterdir()):
            raise Failed("others can read the backup")
        self.compose("down", "--volumes", "--timeout", "10")
        self.sh("deploy/restore", "--stopped", backup)
        self._same(before)
        self.refused("deploy/restore", backup, saying="deploy/restore --replace")
        self.sh("deploy/restore", "--replace", "--stopped", backup)
        self._same(before)
        self.compose("up", "--detach")
        self.visitor("wait", "/readyz")
        self.visitor("walk")
        return f"{len(before)} tables and files are the same, walk done"

    def _contents(self) -> list[str]:
        """A line for each table and each file, while nothing writes."""
        self.compose("stop", "web", "worker", "beat")
        sums = "cd /srv/media && find . -type f -exec sha256sum {} + | sort"
        files = self.compose("run", "--rm", "--no-deps", "-T", "web", "sh", "-c", sums)
        lines = (self.sql(CONTENTS) + files).splitlines()
        return [line for line in lines if "|" in line or "  ./" in line]

    def _same(self, before):
        other = set(before) ^ set(self._contents())
        if other:
            raise Failed(f"{len(other)} lines differ after the restore: {sorted(other)[:6]}")

    def new_passwords(self):
        """another database password in its file alone; then told to PostgreSQL; the portal's own"""
        owner, own = (
            self.tree / "secrets" / name
            for name in ("database_owner_password", "database_password")
        )
        rewrite(owner, "another-password-0123456789")
        migrate = ("docker", "compose", "run", "--rm", "--no-deps", "-T", "migrate")
        self.refused(*migrate, saying="deploy/new-database-password")
        self.sh("deploy/new-database-password")
        rewrite(own, "it's a 'new' $one % with: every/thing@")
        self.compose("up", "--detach", "--force-recreate", "migrate", "web", "worker", "beat")
        self.visitor("wait", "/readyz")
        return "refused with what to do, then both are new"

    def volume_not_writable(self):
        """the volume of the documents can't be written"""
        where = self.sh(
            "docker", "volume", "inspect", "--format", "{{.Mountpoint}}", "piastra_media"
        )
        media = Path(where.strip())
        owner = media.stat().st_uid
        os.chown(media, 0, 0)
        media.chmod(0o755)
        try:
            migrate = ("docker", "compose", "run", "--rm", "--no-deps", "-T", "migrate")
            return self.refused(*migrate, saying="can't be written")
        finally:
            os.chown(media, owner, owner)

    def without_redis(self):
        """Redis away: web starts, people sign in and book; Redis back: the letter leaves"""
        self.compose("stop", "redis", "web")
        self.compose("start", "web", check=False)
        self.visitor("wait", "/readyz")
        booking = self.visitor("book")
        self.compose("up", "--detach")
        self.visitor("walk")
        return f"{booking} without Redis, walk with it"

    def sizes(self):
        """memory of each container"""
        rows = self.sh("docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}")
        used = [row.split()[:2] for row in rows.splitlines() if "visitor" not in row]
        return ", ".join(f"{name.removeprefix('piastra-')} {size}" for name, size in sorted(used))

    STEPS = (
        the_clone, prepared, started, started_again, hardened, separated, walked, invited, killed,
        update_that_fails, updated, restored, new_passwords, volume_not_writable, without_redis, sizes,
    )  # fmt: skip


def rewrite(file: Path, text: str):
    file.chmod(0o644)
    file.write_text(text + "\n")
    file.chmod(0o444)


def main() -> int:
    reason = why_not()
    if reason:
        print(f"The rehearsal was skipped: {reason}.")
        return 0
    # Whoever ends it from outside gets the engine stopped and the containers taken away as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    WORK.mkdir(parents=True, exist_ok=True)
    began, rows, engine = time.monotonic(), [], Engine(WORK)
    try:
        with engine.running():
            rows.append((time.monotonic() - began, "ok", "engine and stand-ins", ""))
            rehearsal = Rehearsal(engine)
            try:
                for step in Rehearsal.STEPS:
                    rows.append(timed(rehearsal, step))
            finally:
                rehearsal.compose("down", "--volumes", "--timeout", "5", check=False)
    except Failed as failure:
        print(f"\n{failure}\n\nEverything that was said: {engine.log}\n")
    show(rows, time.monotonic() - began)
    return 0 if len(rows) == len(Rehearsal.STEPS) + 1 else 1


def timed(rehearsal, step):
    print(f"· {step.__doc__}", flush=True)
    began = time.monotonic()
    said = step(rehearsal)
    return time.monotonic() - began, "ok", step.__doc__, said


def show(rows, seconds):
    missing = len(Rehearsal.STEPS) + 1 - len(rows)
    for spent, state, what, said in rows:
        print(f"{spent:5.0f} s  {state}  {what:<84} {said}")
    print(
        f"{seconds:5.0f} s  "
        + ("rehearsal passed" if not missing else f"FAILED: {missing} steps did not pass")
    )


if __name__ == "__main__":
    sys.exit(main())
