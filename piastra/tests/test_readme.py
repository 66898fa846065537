"""The README says how the house is: its order of imports, its commands, its paths."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text()


def test_the_apps_stand_in_the_order_of_their_imports(readme):
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = [
        each["layers"] for each in contracts["contracts"] if each["name"] == "Imports run one way"
    ]
    assert re.findall(r"^([a-z]+)/ ", readme, re.MULTILINE) == [*layers, "templates"]


def test_each_path_is_there(readme):
    paths = re.findall(r"`((?:\.?[\w-]+/)+[\w.-]*)`", readme)
    assert len(paths) > 8
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_each_command_of_make_is_there(readme):
    told = set(re.findall(r"(?:`|^)(?:\w+=\S+ )?make ([a-z]+)", readme, re.MULTILINE))
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "test", "lint"} <= told <= known
