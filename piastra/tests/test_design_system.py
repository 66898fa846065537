"""The pages are made of the design system of the public administration, and say which version it is."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from piastra.tests.demo_site import DemoSite
from piastra.tests.test_walk import pages_of

MODULES = Path(settings.BASE_DIR) / "node_modules" / "bootstrap-italia"
#: Of the names of a page's classes, how many the library's style sheet knows. 30% is the State's own bar.
LEAST = 0.36
CLASSES = re.compile(r'class="([^"]*)"')

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demo(live_server, settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    return DemoSite.build()


def names_of_the_library() -> set[str]:
    css = (MODULES / "dist" / "css" / "bootstrap-italia.min.css").read_text(encoding="utf-8")
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", css))


def names_on(html: str) -> set[str]:
    return {name for names in CLASSES.findall(html) for name in names.split()}


def test_enough_of_each_pages_classes_are_the_librarys(demo):
    known, poor = names_of_the_library(), {}
    for reader in ("stranger", "applicant", "member", "staff", "official"):
        for path, html in pages_of(demo, reader).items():
            names = names_on(html)
            share = len(names & known) / len(names)
            if share < LEAST:
                poor[f"{reader} {path}"] = f"{share:.0%}"
    assert poor == {}


def test_no_button_has_two_looks(demo):
    for reader in ("member", "staff"):
        for path, html in pages_of(demo, reader).items():
            looks = [set(names.split()) for names in CLASSES.findall(html)]
            assert not [each for each in looks if {"btn-primary", "btn-outline-primary"} <= each], (
                path
            )


def test_a_page_says_which_version_it_has(browse):
    page = browse().open("/note-legali/")
    version = json.loads((MODULES / "package.json").read_text(encoding="utf-8"))["version"]
    assert page.evaluate("window.BOOTSTRAP_ITALIA_VERSION") == version
