"""What every page lets every reader do: as `pages.txt` says (`KEPT=write` writes it anew).

A link to another page, a form without its token, a button that somebody else sees is a line of the review.
"""

import pytest

from core.clock import today
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.guards.kept import Kept
from piastra.tests.guards.skeleton import frame, skeleton
from piastra.tests.test_walk import pages_of

PAGES = Kept("pages.txt")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_page_offers_what_is_kept(settings, tmp_path, at):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SITE_URL = "https://coworking.example.org"
    at("2026-11-23 10:00")
    assert today().isoformat() == "2026-11-23"
    demo, seen = DemoSite.build(), {}
    for reader in READERS:
        pages = pages_of(demo, reader)
        home = pages.get("/") or next(iter(pages.values()))
        lines = ["around each page", *frame(home)]
        for path in sorted(pages, key=masked):
            found = (masked(path), *skeleton(pages[path]))
            first = seen.setdefault(found, reader)
            lines += found if first == reader else [f"{found[0]} as {first}"]
        PAGES.is_as_kept(reader, lines)
        assert all("csrf" in line for line in lines if line.startswith("  form post"))


def masked(path: str) -> str:
    return skeleton(f"<main><a href='{path}'></a></main>")[0].strip().removeprefix("a ")
