"""The README's pictures stay small."""

import os
from io import BytesIO

import pytest
from django.core.management.base import CommandError
from PIL import Image

from piastra.management.commands.screenshots import LARGEST, lighter


def png(image: Image.Image) -> bytes:
    content = BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def test_a_picture_gets_a_thin_line_and_few_colours():
    made = lighter(png(Image.linear_gradient("L").resize((780, 2000))))
    image = Image.open(BytesIO(made))
    assert len(made) < LARGEST
    assert (image.size, image.mode) == ((782, 2002), "P")


def test_a_picture_that_cannot_be_made_small_is_refused():
    noise = Image.frombytes("RGB", (540, 540), os.urandom(540 * 540 * 3))
    with pytest.raises(CommandError, match="stays above 150 kB with 32 colours"):
        lighter(png(noise))
