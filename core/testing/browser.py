"""A real browser for tests: Chromium, a phone first, and no fault forgiven.

`browse(person)` gives a `Visitor`. Whatever a page writes to the console as an error, whatever the
Content-Security-Policy stops, fails the test at its next step. `Visitor.check()` adds axe and the
width of the page; `html_errors` puts the HTML of many pages through the Nu validator in one run.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from core.testing.waiting import STANDSTILL

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
MODULES = Path(settings.BASE_DIR) / "node_modules"
LOUD = {"error", "warning"}

AXE = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(
  (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`
)"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter((box) => box.getBoundingClientRect().right > room + 1)
    .slice(0, 5)
    .map((box) => box.outerHTML.slice(0, 120));
}"""


@cache
def axe_source() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Visitor:
    """One person at one browser."""

    page: object
    server: str
    faults: list[str] = field(default_factory=list)
    html: str = ""

    def open(self, path: str, status: int = 200):
        """Go to an address of the portal; returns Playwright's page."""
        response = self.page.goto(self.server + path)
        assert response.status == status, f"{path} answered {response.status}"
        if "text/html" in response.headers.get("content-type", ""):
            self.html = response.text()
        self.page.evaluate("document.fonts.ready.then(() => true)")
        self.no_faults(path)
        return self.page

    def no_faults(self, where: str = ""):
        """Nothing was written to the console, nothing was stopped by the security policy."""
        assert self.faults == [], f"{where or self.page.url}: {self.faults}"

    def check(self, widths=(PHONE, DESK)):
        """The page as it stands now: axe finds nothing, and it fits at every width."""
        assert self.problems(widths) == []

    def problems(self, widths=(PHONE, DESK)) -> list[str]:
        found = list(self.faults)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_source())
        for size in widths:
            self.page.set_viewport_size(size)
            found += [f"{size['width']} axe {fault}" for fault in self.page.evaluate(AXE)]
            found += [f"{size['width']} too wide: {box}" for box in self.page.evaluate(TOO_WIDE)]
        return found

    def hears(self, message):
        if message.type in LOUD:
            self.faults.append(f"{message.type}: {message.text}")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    # Playwright runs a loop in this thread; Django would take its own calls for asynchronous ones.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return {"executable_path": chromium(), "args": ARGS}


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(found).exists():
        pytest.fail("No Chromium: install the package chromium, or set CHROMIUM to its program.")
    return found


@pytest.fixture
def browse(browser, live_server, client_of):
    """`browse(member)`: a Visitor signed in as this person; `browse()` is a stranger.

    A test client may stand for the person: the browser goes on in its session.
    """
    contexts = []

    def begin(who=None, *, javascript: bool = True, size=PHONE) -> Visitor:
        context = browser.new_context(
            locale="it-IT",
            timezone_id="Europe/Rome",
            viewport=size,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        # A busy machine is slow and not wrong.
        context.set_default_timeout(STANDSTILL * 1000)
        client = who if isinstance(who, Client) else client_of(who)
        carried = map(
            client.cookies.get, (settings.SESSION_COOKIE_NAME, settings.FORMS_COOKIE_NAME)
        )
        context.add_cookies(
            [
                {"name": each.key, "value": each.value, "url": live_server.url}
                for each in carried
                if each
            ]
        )
        visitor = Visitor(context.new_page(), live_server.url)
        visitor.page.on("console", visitor.hears)
        visitor.page.on("pageerror", lambda fault: visitor.faults.append(f"script: {fault}"))
        return visitor

    yield begin
    for context in contexts:
        context.close()


def html_errors(pages: dict[str, str], folder: Path) -> list[str]:
    """What the Nu HTML checker finds in these pages (name: HTML), in one run of Java."""
    folder = folder / "html"
    folder.mkdir()
    names = {}
    for place, (name, html) in enumerate(pages.items()):
        file = folder / f"{place}.html"
        file.write_text(html, encoding="utf-8")
        names[file.name] = name
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [
        "java",
        "-Xss1m",
        "-jar",
        jar,
        "--errors-only",
        "--format",
        "json",
        "--exit-zero-always",
    ]
    run = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    assert run.stderr.startswith("{"), f"The HTML checker did not run: {run.stderr or run.stdout}"
    return [
        f"{names[Path(fault['url']).name]}: {fault['message']} {fault.get('extract', '')!r}"
        for fault in json.loads(run.stderr)["messages"]
    ]
