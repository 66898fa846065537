"""How heavy the day page is for a phone: at most 200 kB and 12 requests at first, 15 kB afterwards.

The web server of production sends static files compressed by Brotli and kept for ever by the browser; the
test's own server sends them plain, so that their weight is worked out here.
"""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

import brotli
import pytest

from spaces.tests.factories import SpaceFactory, join, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COLD, REQUESTS, WARM = 200_000, 12, 15_000
PAGES = ["/prenota/2026-11-24/", "/settimana/2026-11-24/", "/libero/", "/"]
#: Formats that are compressed in themselves.
COMPRESSED = {".woff2", ".png", ".jpg", ".webp"}


@pytest.fixture
def marta(at, live_server, member):
    """A coworker of a floor with thirty desks."""
    at("2026-11-23 09:00")
    floor = make_floor()
    SpaceFactory.create_batch(26, zone=floor.desk.zone)
    join(member)
    return member


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(browse, marta, path):
    visitor = browse(marta)
    answers = []
    visitor.page.on("response", lambda answer: answers.append(answer))
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    document = answers[0].request.sizes()["responseBodySize"]
    static = {answer.url: _weight(answer) for answer in answers[1:]}
    assert all(url.startswith(visitor.server) for url in static), static
    assert len(answers) <= REQUESTS, static
    assert document + sum(static.values()) <= COLD, static
    assert 1_000 < document <= WARM


def _weight(answer) -> int:
    """What is sent for a static file, in bytes."""
    body = answer.body()
    if PurePosixPath(urlsplit(answer.url).path).suffix in COMPRESSED:
        return len(body)
    return len(brotli.compress(body))
