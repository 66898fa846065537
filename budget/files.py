"""Files of a document: which are taken, and how one knows later that they are still the same."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.refusals import Refusal, ensure

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


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: its bare name, SHA-256 in hexadecimal, and size in bytes."""

    name: str
    sha256: str
    size: int


def examine(upload) -> Examined:
    """Look at an uploaded file. Raises Refusal when it is empty, too large or of another kind."""
    name = PurePath(upload.name.replace("\\", "/")).name[-120:]
    ensure(why_not_keep(name, upload))
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
        "The file %(name)s is not the one that was uploaded: its SHA-256 is another. It is not handed out; "
        "tell whoever runs the portal."
    ) % {"name": file.name}


def sha256_of(file) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest


def _first_bytes(upload) -> bytes:
    upload.seek(0)
    return upload.read(64).lstrip(b" \t\r\n")
