"""Files on disk: static ones are readable by all, media are there whole or not at all."""

import errno
import gc
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import DataError, OperationalError, connection, transaction

from core.storage import NotStored, WholeFiles, gone_unless_done


def everything_in(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*"))


# -- Static files ------------------------------------------------------------------------------------


def collect(folder):
    """`collectstatic` as the image's build runs it, by somebody who keeps all files to themselves."""
    environment = {
        "PATH": os.environ["PATH"],
        "SITE_URL": "https://coworking.example.org",
        "SECRET_KEY": "for-this-step-only",
        "DATABASE_URL": "postgres://nobody@nowhere/none",
        "STATIC_ROOT": str(folder),
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=environment,
        umask=0o077,
        check=True,
    )


@pytest.mark.slow
def test_collected_static_files_can_be_read_by_every_user(tmp_path):
    root = tmp_path / "static"
    collect(root)
    modes = {path: path.stat().st_mode & 0o777 for path in [root, *root.rglob("*")]}
    wrong = {
        str(path): oct(mode)
        for path, mode in modes.items()
        if mode != (0o755 if path.is_dir() else 0o644)
    }
    assert wrong == {}
    kinds = {path.suffix for path in modes}
    assert {".json", ".gz", ".br", ".css", ".js", ".woff2", ".svg"} <= kinds
    assert root / "staticfiles.json" in modes


# -- Media -------------------------------------------------------------------------------------------


@pytest.fixture
def storage(tmp_path):
    return WholeFiles(location=tmp_path / "media")


def test_media_are_kept_by_it_unless_a_setting_names_another():
    assert isinstance(default_storage, WholeFiles)


def test_a_file_is_kept_as_it_came_for_the_portals_user_and_group(storage):
    name = storage.save("a/b.txt", ContentFile(b"first"))
    again = storage.save("a/b.txt", ContentFile("second, of letters"))
    assert name == "a/b.txt"
    assert again != name
    assert Path(storage.path(name)).read_bytes() == b"first"
    assert Path(storage.path(again)).read_bytes() == b"second, of letters"
    assert Path(storage.path(name)).stat().st_mode & 0o777 == 0o640
    assert everything_in(storage.location) == sorted(["a", name, again])


def test_a_name_that_is_taken_in_the_same_moment_is_left_to_its_owner(storage, monkeypatch):
    storage.save("a.txt", ContentFile(b"first"))
    monkeypatch.setattr(storage, "exists", lambda name: False)
    monkeypatch.setattr(storage, "get_available_name", lambda name, max_length=None: name[:1] + "2")
    monkeypatch.setattr(storage, "generate_filename", lambda name: name)
    name, _path = storage._place("a.txt", ContentFile(b"second"))
    assert name == "a2"
    assert Path(storage.path("a.txt")).read_bytes() == b"first"
    assert Path(storage.path("a2")).read_bytes() == b"second"


@pytest.mark.parametrize("call", ["fsync", "replace", "fchmod"])
def test_nothing_is_left_of_a_file_that_finds_no_room(storage, monkeypatch, call):
    storage.save("kept.txt", ContentFile(b"kept"))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(NotStored) as caught:
        storage.save("lost.txt", ContentFile(b"x" * 100_000))
    assert caught.value.errno == errno.ENOSPC
    assert everything_in(storage.location) == ["kept.txt"]


def test_nothing_is_left_of_a_file_whose_source_breaks_off(storage):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half of it"
            raise ValueError("the rest is gone")

    with pytest.raises(ValueError, match="the rest is gone"):
        storage.save("half.txt", Broken(b""))
    assert everything_in(storage.location) == []


def test_a_folder_that_cannot_be_made_is_not_stored_either(storage):
    storage.save("file", ContentFile(b"no folder"))
    with pytest.raises(NotStored):
        storage.save("file/below.txt", ContentFile(b"x"))


@contextmanager
def small_disk(folder: Path, size="256k"):
    """A disk of its own below `folder`, soon full."""
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"NOT TESTED on a full disk, which only root can mount: {mounted.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("by_way_of_a_file", [False, True])
def test_nothing_is_left_on_a_disk_that_is_really_full(tmp_path, by_way_of_a_file):
    with small_disk(tmp_path / "disk") as disk:
        storage = WholeFiles(location=disk)
        storage.save("kept.txt", ContentFile(b"k" * 50_000))
        big = ContentFile(b"x" * 500_000)
        if by_way_of_a_file:
            big = TemporaryUploadedFile("big", "text/plain", 500_000, None)
            big.write(b"x" * 500_000)
        with pytest.raises(NotStored):
            storage.save("a/big.txt", big)
        assert everything_in(disk) == ["a", "kept.txt"]
        assert not list(Path(tempfile.gettempdir()).glob("*.part-*"))
        assert storage.save("a/small.txt", ContentFile(b"y" * 50_000)) == "a/small.txt"


# -- Files and transactions --------------------------------------------------------------------------


class Row:
    """The file field of a row, with what is stored in it."""

    def __init__(self, storage):
        self.storage, self.name = storage, ""

    def store(self, name: str) -> None:
        with gone_unless_done(self):
            self.name = self.storage.save(name, ContentFile(b"x"))


class Broken(Exception):
    """What fails after the file was stored."""


@pytest.fixture
def row(tmp_path, transactional_db):
    return Row(WholeFiles(location=tmp_path))


def test_a_file_stays_when_its_transaction_is_committed(row, tmp_path):
    with transaction.atomic():
        row.store("kept.txt")
    gc.collect()
    assert everything_in(tmp_path) == ["kept.txt"]
    row.store("at once.txt")
    assert everything_in(tmp_path) == ["at once.txt", "kept.txt"]


def test_a_file_goes_when_its_block_fails(row, tmp_path):
    with suppress(Broken), transaction.atomic(), gone_unless_done(row):
        row.name = row.storage.save("a.txt", ContentFile(b"x"))
        raise Broken
    assert everything_in(tmp_path) == []


def test_a_file_goes_when_whoever_called_takes_the_transaction_back(row, tmp_path):
    with suppress(Broken), transaction.atomic():
        with transaction.atomic():
            row.store("a.txt")
        assert everything_in(tmp_path) == ["a.txt"]
        raise Broken
    assert everything_in(tmp_path) == []


def test_a_file_goes_with_the_part_of_a_transaction_that_is_taken_back(row, tmp_path):
    with transaction.atomic():
        row.store("kept.txt")
        with suppress(Broken), transaction.atomic():
            row.store("gone.txt")
            raise Broken
        with suppress(DataError), transaction.atomic(), connection.cursor() as cursor:
            row.store("gone too.txt")
            cursor.execute("SELECT 1 / 0")
        assert everything_in(tmp_path) == ["kept.txt"]
    assert everything_in(tmp_path) == ["kept.txt"]


def test_a_file_whose_row_is_committed_stays_whatever_fails_after_it(row, tmp_path):
    def fails():
        raise Broken

    with suppress(Broken), transaction.atomic():
        transaction.on_commit(fails)
        row.store("kept.txt")
    gc.collect()
    assert everything_in(tmp_path) == ["kept.txt"]


def test_a_file_stays_where_nobody_knows_whether_its_row_was_committed(row, tmp_path, monkeypatch):
    """The connection is lost during the commit itself."""

    def lost():
        connection.connection.close()
        with connection.wrap_database_errors:
            raise psycopg2.OperationalError("server closed the connection unexpectedly")

    with suppress(OperationalError), transaction.atomic():
        row.store("kept.txt")
        monkeypatch.setattr(connection, "_commit", lost)
    monkeypatch.undo()
    connection.close()
    assert everything_in(tmp_path) == ["kept.txt"]
