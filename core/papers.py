"""Papers that people outside the staff bring: a PDF or a picture, known by what it is and not by its name."""

import warnings
from pathlib import PurePath

from django.utils.translation import gettext as _
from PIL import Image

from core.photos import MOST_PIXELS
from core.refusals import Refusal

LIMIT = 10 * 1024 * 1024
#: Which kind each name must be.
FORMATS = {".pdf": "PDF", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
ACCEPT = ",".join(FORMATS)
#: A PDF ends with this mark; some programs write a few bytes behind it.
TRAILER, TAIL = b"%%EOF", 1024


def why_not_paper(name: str, upload) -> Refusal | None:
    """Why this upload is not kept as a paper: empty, above 10 MB, or not what its name says."""
    if not upload.size:
        return Refusal(_("The file is empty: choose another."), code="empty_file")
    if upload.size > LIMIT:
        sentence = _("The file is larger than 10 MB: choose a smaller one.")
        return Refusal(sentence, code="large_file")
    said = FORMATS.get(PurePath(name).suffix.lower())
    if said is None:
        sentence = _("Only PDF, JPEG and PNG files are accepted: choose another.")
        return Refusal(sentence, code="other_file")
    if not (_is_pdf(upload) if said == "PDF" else _is_picture(upload, said)):
        sentence = _(
            "%(name)s is not a %(kind)s file that can be opened: save it again, or choose another."
        )
        return Refusal(sentence % {"name": name, "kind": said}, code="not_what_it_says")
    return None


def _is_pdf(upload) -> bool:
    upload.seek(0)
    begins = upload.read(5) == b"%PDF-"
    upload.seek(max(0, upload.size - TAIL))
    return begins and TRAILER in upload.read()


def _is_picture(upload, said: str) -> bool:
    """Whether all of it can be read, as one picture of that kind, and is no picture that unfolds without end."""
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=[said])
        if picture.width * picture.height > MOST_PIXELS:
            return False
        picture.load()
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
    ):
        return False
    return True
