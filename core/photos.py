"""Photos of places and people: whatever a phone or a camera gives, made small and bare."""

import hashlib
import warnings
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from core.refusals import Refusal

LIMIT = 5 * 1024 * 1024
#: What is opened at all; other readers of the library stay shut.
FORMATS = ["JPEG", "PNG", "WEBP"]
ACCEPT = "image/jpeg,image/png,image/webp"
#: More than any phone takes. A small file can unfold into a huge picture: that is refused before it does.
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 1600
QUALITY = 80
SRGB = ImageCms.createProfile("sRGB")


def prepare(upload) -> ContentFile:
    """The upload as a WebP of at most 1600 pixels a side, upright, in sRGB, without what the camera noted.

    Its name is made of its content. Raises `Refusal` for what is empty, too large or no picture.
    """
    if not upload.size:
        raise Refusal(_("The file is empty: choose another."), code="empty")
    if upload.size > LIMIT:
        sentence = _("The photo is larger than 5 MB: choose a smaller one.")
        raise Refusal(sentence, code="too_large")
    content = _encoded(_read(upload))
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()[:20]}.webp")


def _read(upload) -> Image.Image:
    """The picture, small and upright."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_many_pixels()
        # A JPEG is decoded small at once, where it can be.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(picture)
        picture = _eight_bits(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _flat(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        sentence = _("This photo cannot be read: choose a JPEG, PNG or WebP file.")
        raise Refusal(sentence, code="no_photo") from error


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey in 65,536 steps as grey in 256: the library would make white of all but the darkest."""
    if picture.mode != "I" and not picture.mode.startswith("I;16"):
        return picture
    return picture.convert("I").point(lambda grey: grey / 256).convert("L")


def _too_many_pixels() -> Refusal:
    sentence = _("The photo has too many pixels: choose a smaller one.")
    return Refusal(sentence, code="too_many_pixels")


def _flat(picture: Image.Image) -> Image.Image:
    """On white where it was transparent, in the colours of screens, and without anything that came with it."""
    colours = picture.info.get("icc_profile")
    sheet = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        sheet.paste(_in_srgb(picture.convert("RGB"), colours), mask=picture)
    else:
        sheet.paste(_in_srgb(picture, colours))
    return sheet


def _in_srgb(picture: Image.Image, colours: bytes | None) -> Image.Image:
    """The same colours as numbers of sRGB; a profile that cannot be read, or is of other colours, says nothing."""
    plain = picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")
    if not colours:
        return plain.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(colours))
        return ImageCms.profileToProfile(plain, own, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return plain.convert("RGB")


def _encoded(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "WEBP", quality=QUALITY)
    return kept.getvalue()
