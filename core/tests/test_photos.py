"""Colours of photos: what a camera or a scanner means by its numbers, as numbers of a screen; whole files only."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from core import photos
from core.refusals import Refusal


def prepared(picture: Image.Image, form="PNG", **more) -> Image.Image:
    kept = BytesIO()
    picture.save(kept, form, **more)
    upload = SimpleUploadedFile("foto", kept.getvalue())
    return Image.open(BytesIO(photos.prepare(upload).read())).convert("RGB")


def near(found, wanted, by=6) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize(("grey", "is_now"), [(0, 0), (12_800, 50), (32_768, 128), (65_535, 255)])
def test_grey_in_65536_steps_is_the_same_grey_in_256(grey, is_now):
    picture = Image.new("I;16", (40, 40))
    picture.putdata([grey] * 1600)
    assert near(prepared(picture).getpixel((20, 20)), (is_now,) * 3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_a_wide_gamut_are_converted(mode):
    # Lab is the widest there is: its profile gives no picture in RGB, hence one whose red and blue are exchanged.
    exchanged = swapped_profile()
    opaque = (200, 60, 20, 255)[: len(mode)]
    found = prepared(Image.new(mode, (40, 40), opaque), icc_profile=exchanged).getpixel((20, 20))
    assert near(found, (20, 60, 200), by=12)


def swapped_profile() -> bytes:
    """sRGB with the columns of red and blue exchanged."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {}
    for number in range(int.from_bytes(content[128:132])):
        at = 132 + 12 * number
        tags[bytes(content[at : at + 4])] = at
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    content[red : red + 4], content[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(content)


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200])
def test_a_profile_that_says_nothing_changes_nothing(profile):
    picture = Image.new("RGB", (40, 40), (200, 60, 20))
    assert near(prepared(picture, icc_profile=profile).getpixel((20, 20)), (200, 60, 20))


@pytest.mark.parametrize("part", [0.3, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_part_of_a_file_is_refused(form, part):
    kept = BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(kept, form)
    content = kept.getvalue()
    with pytest.raises(Refusal) as refused:
        photos.prepare(SimpleUploadedFile("foto", content[: int(len(content) * part)]))
    assert refused.value.code == "no_photo"
