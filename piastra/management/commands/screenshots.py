"""The README's pictures, taken of the demo in a scratch database."""

import subprocess
import tempfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.testcases import LiveServerThread
from django.utils import timezone, translation
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from core.month import Month
from core.testing.browser import ARGS, PHONE, chromium
from piastra.reports import assemble, frozen, printing
from piastra.tools.bench.scratch import scratch_database
from piastra.tools.demo import cast
from piastra.tools.demo.loading import load
from piastra.tools.embedded import prepare

LARGEST = 150_000  # bytes: whoever clones the project takes the pictures along
COLOURS = (256, 128, 64, 32)
EDGE = "#c5d0da"
DOTS = 84  # per inch of the report's page


class Command(BaseCommand):
    help = "Take the README's pictures: the day page on a phone, the first page of a report."

    def add_arguments(self, parser):
        folder = settings.BASE_DIR / "docs" / "images"
        parser.add_argument("--output", type=Path, default=folder)

    def handle(self, *, output, **options):
        output.mkdir(parents=True, exist_ok=True)
        prepare.collect_static(self._say)
        with scratch_database():
            with prepare.step(self._say, "Loading the demo into a scratch database"):
                load(timezone.now())
            report = first_page(printing.document("occupancy", figures()))
            with server() as address:
                day_page = photograph(address)
        for name, picture in {"day-page": day_page, "report": report}.items():
            self._keep(output / f"{name}.png", picture)

    def _keep(self, path: Path, picture: bytes):
        path.write_bytes(lighter(picture))
        self._say(f"  {path.name}: {path.stat().st_size / 1000:.0f} kB")

    def _say(self, text, ending="\n"):
        self.stdout.write(text, ending=ending)
        self.stdout.flush()


def figures() -> str:
    """Last month's figures, as a first edition would freeze them."""
    edition = {"number": 1, "replaces": None}
    month = Month.current().previous
    with translation.override("it"):
        return frozen.canonical(assemble.figures(month, edition=edition, previous_sha256=""))


def first_page(document: bytes) -> bytes:
    """A picture of a PDF's first page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(document)
        options = ["-png", "-r", str(DOTS), "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run(["pdftoppm", *options, path, path.with_suffix("")], check=True)
        return path.with_suffix(".png").read_bytes()


@contextmanager
def server():
    """The portal on a free port, for as long as the block lasts."""
    thread = LiveServerThread("localhost", static_handler=lambda portal: portal)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


def photograph(address: str) -> bytes:
    """A coworker's phone, from the top of the day page to the end of the plan."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        page = browser.new_page(locale="it-IT", viewport=PHONE, device_scale_factor=2)
        page.goto(f"{address}/accedi/login/?next=/prenota/")
        page.fill("[name=login]", cast.COWORKER.email)
        page.fill("[name=password]", cast.PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/prenota/*/")
        page.reload()  # Without the greeting of whoever just signed in.
        plan = page.locator(".places-plan")
        end = plan.evaluate("box => box.getBoundingClientRect().bottom + window.scrollY")
        area = {"x": 0, "y": 0, "width": PHONE["width"], "height": end + 16}
        picture = page.screenshot(full_page=True, clip=area)
        browser.close()
    return picture


def lighter(picture: bytes) -> bytes:
    """The same picture inside a thin line, with as many colours as its size allows."""
    image = ImageOps.expand(Image.open(BytesIO(picture)).convert("RGB"), border=1, fill=EDGE)
    for colours in COLOURS:
        small = BytesIO()
        image.quantize(colours).save(small, "PNG", optimize=True)
        if small.tell() < LARGEST:
            return small.getvalue()
    raise CommandError(f"A picture stays above {LARGEST // 1000} kB with {COLOURS[-1]} colours.")
