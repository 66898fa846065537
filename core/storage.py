"""Files on disk: static ones that everybody reads, media that are there whole or not at all."""

import errno
import os
import tempfile
import weakref
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from whitenoise.storage import CompressedManifestStaticFilesStorage

FILE, FOLDER = 0o644, 0o755

#: No room: on the disk, in this user's share of it, in the longest file that it takes.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files with their compressed copies and their manifest, readable by whichever user serves them.

    Whoever collects them is another user, with a umask of their own, and how closely media are kept
    (`FILE_UPLOAD_PERMISSIONS`) is no matter of theirs.
    """

    def post_process(self, *args, **options):
        yield from super().post_process(*args, **options)
        if not options.get("dry_run"):
            self._open_to_all()

    def _open_to_all(self):
        for folder, _folders, names in os.walk(self.location):
            _set_mode(folder, FOLDER)
            for name in names:
                _set_mode(os.path.join(folder, name), FILE)


def _set_mode(path, mode):
    # Only where it is another: what somebody else collected, and right, can't be changed by us.
    if os.stat(path).st_mode & 0o777 != mode:
        os.chmod(path, mode)


class NotStored(OSError):
    """A file could not be written, and nothing of it is left. The errno is the system's."""


def is_not_stored(error: BaseException) -> bool:
    """Whether a file found no room or no folder: a medium, or an upload on its way to one."""
    return isinstance(error, NotStored) or getattr(error, "errno", None) in FULL


class WholeFiles(FileSystemStorage):
    """Media on a file system. A file appears under its name once all of it is on the disk.

    Raises `NotStored` where it can't be written: no room, no permission, a disk that fails.
    """

    def _save(self, name, content):
        try:
            name, path = self._place(name, content)
        except OSError as error:
            raise NotStored(error.errno, error.strerror, name) from error
        self._ensure_location_group_id(path)
        return os.path.relpath(path, self.location)

    def _place(self, name, content):
        folder = os.path.dirname(self.path(name))
        os.makedirs(folder, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=".part-", dir=folder)
        left = [part]
        try:
            with open(handle, "wb") as file:
                self._write(file, content)
            if not self._allow_overwrite:
                name = self._free_name(name)
                left.append(self.path(name))
            os.replace(part, self.path(name))
        except BaseException:
            for path in left:
                Path(path).unlink(missing_ok=True)
            raise
        _sync_folder(folder)
        return name, self.path(name)

    def _write(self, file, content):
        for chunk in content.chunks():
            file.write(chunk.encode() if isinstance(chunk, str) else chunk)
        file.flush()
        # A full disk may say so only now.
        os.fsync(file.fileno())
        if self.file_permissions_mode is not None:
            os.fchmod(file.fileno(), self.file_permissions_mode)

    def _free_name(self, name):
        """A name that is nobody else's from now on: taken by an empty file, which ours then replaces."""
        while True:
            try:
                Path(self.path(name)).touch(exist_ok=False)
                return name
            except FileExistsError:
                name = self.get_available_name(name)


@contextmanager
def gone_unless_done(kept):
    """Delete what the block stored in this field of a row, where its row is not kept: the rest of the block
    fails, or the transaction is taken back later, by whoever called.

    A transaction takes rows back and no files: without this they stay, and nothing knows of them.
    """
    before = kept.name
    try:
        yield
    except BaseException:
        if kept.name and kept.name != before:
            kept.storage.delete(kept.name)
        raise
    if kept.name and kept.name != before:
        transaction.on_commit(_Kept(kept.storage, kept.name), robust=True)


class _Kept:
    """Waits for the commit that keeps a stored file. Django forgets what waits when a transaction is taken back:
    then the file goes with it.
    """

    def __init__(self, storage, name: str):
        self._forgotten = weakref.finalize(self, _delete_taken_back, storage, name)

    def __call__(self):
        self._forgotten.detach()


def _delete_taken_back(storage, name: str) -> None:
    if _is_taken_back():
        storage.delete(name)


def _is_taken_back() -> bool:
    """Whether what waits for the commit is forgotten because of a rollback.

    It is forgotten too where the commit was done and something else that waited for it fails, and where the
    connection is lost during it, so that nobody knows: then the file stays.
    """
    is_over = connection.autocommit or connection.errors_occurred
    return connection.in_atomic_block or not is_over


def _sync_folder(folder):
    """Make the name last over a power cut; not every file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
