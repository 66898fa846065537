"""Files that people bring and the portal keeps: which are taken, and how one knows that they are still the same.

An app gives them a model (`KeptFile`) and two verbs of its own, which call `keep` and `open_kept`: what is kept
has its SHA-256, and the journal says who brought and who opened it, and when.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from core.journal import record
from core.refusals import Refusal, ensure
from core.storage import gone_unless_done

LIMIT = 5 * 1024 * 1024
KINDS = {
    ".pdf": (b"%PDF-",),
    # Byte order marks of UTF-8 and UTF-16 may stand before the first letter.
    ".xml": (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<"),
    # DER, or its base64, or PEM.
    ".p7m": (b"\x30", b"M", b"-----BEGIN"),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
}
ACCEPT = ",".join(KINDS)


def path_of(kept: "KeptFile", name: str) -> str:
    """Where a file is kept: in its folder, under its bare name, whatever folders the sender's name has."""
    return f"{kept.folder}/{kept.name or name}"


class KeptFile(models.Model):
    """A file with what proves that it is still the same. A subclass says to what it belongs."""

    file = models.FileField(upload_to=path_of)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["uploaded_at", "pk"]

    def __str__(self):
        return self.name

    @property
    def folder(self) -> str:
        """Below the media, the folder of the thing to which the file belongs."""
        raise NotImplementedError


def keep(
    kept: KeptFile,
    upload,
    *,
    by,
    verb,
    among: models.QuerySet,
    why_not: Callable | None = None,
    **details,
) -> KeptFile:
    """Keep an uploaded file as the row `kept`, and write who brought it. Raises Refusal.

    Twice is once: where the same content is `among` those that are there, that row is given back. The caller
    holds the lock of the thing to which they belong. `why_not(name, upload)` is asked instead of `why_not_keep`.
    """
    examined = examine(upload, why_not)
    if first := among.filter(sha256=examined.sha256).first():
        return first
    kept.file, kept.name, kept.uploaded_by = upload, examined.name, by
    kept.sha256, kept.size = examined.sha256, examined.size
    with gone_unless_done(kept.file):
        kept.save()
        record(by=by, verb=verb, on=kept, sha256=kept.sha256, **details)
    return kept


def open_kept(kept: KeptFile, *, by, verb, **details) -> File:
    """Open a kept file to hand it out, and write who did. Raises Refusal when it is gone, or another one."""
    # Said first: where it can't be said, no open file is left behind.
    record(by=by, verb=verb, on=kept, **details)
    try:
        content = kept.file.storage.open(kept.file.name)
    except FileNotFoundError:
        raise Refusal(gone(kept), code="gone_file") from None
    if sha256_of(content) != kept.sha256:
        content.close()
        raise Refusal(altered(kept), code="altered_file")
    return content


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: its bare name, SHA-256 in hexadecimal, and size in bytes."""

    name: str
    sha256: str
    size: int


def examine(upload, why_not: Callable[..., Refusal | None] | None = None) -> Examined:
    """Look at an uploaded file. Raises Refusal when it is empty, too large or of another kind."""
    name = PurePath(upload.name.replace("\\", "/")).name[-120:]
    ensure((why_not or why_not_keep)(name, upload))
    return Examined(name, sha256_of(upload), upload.size)


def why_not_keep(name: str, upload) -> Refusal | None:
    """Whether a file can't be kept. The kind is told by the name and by the first bytes."""
    starts = KINDS.get(PurePath(name).suffix.lower())
    if not upload.size:
        return Refusal(_("The file is empty: choose another."), code="empty_file")
    if upload.size > LIMIT:
        return Refusal(_("The file is larger than 5 MB: choose a smaller one."), code="large_file")
    if starts is None or not _first_bytes(upload).startswith(starts):
        return Refusal(
            _("This is not a PDF, an XML, a p7m, a PNG or a JPEG file: choose another."),
            code="other_file",
        )
    return None


def gone(file) -> str:
    return _("The file %(name)s is no longer where it was kept: tell whoever runs the portal.") % {
        "name": file.name
    }


def altered(file) -> str:
    return _(
        "The file %(name)s is not the one that was uploaded: its SHA-256 is different. It cannot "
        "be downloaded; tell whoever runs the portal."
    ) % {"name": file.name}


def sha256_of(file) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _first_bytes(upload) -> bytes:
    upload.seek(0)
    return upload.read(64).lstrip(b" \t\r\n")
