"""The one settings file: strict in production, and a sentence where something is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from piastra import checks

PRODUCTION = {
    "SITE_URL": "https://coworking.example.org",
    "ALLOWED_HOSTS": "coworking.example.org",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "DATABASE_URL": "postgres://nobody@localhost/none",
}
DUTIES = {
    "ACCESSIBILITY_DECLARATION_URL": "https://form.agid.gov.it/view/prova",
    "DPO_EMAIL": "dpo@comune.example.it",
    "STAFF_EMAIL": "staff@comune.example.it",
}


def manage(*arguments, **environment):
    """Run manage.py as a process of its own, with no more settings than these."""
    kept = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("subdomains", ["false", "true"])
def test_production_settings_pass_djangos_deployment_check(subdomains):
    environment = {**PRODUCTION, **DUTIES, "HSTS_SUBDOMAINS": subdomains}
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **environment)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("ACCESSIBILITY_DECLARATION_URL", "piastra.W001", "no accessibility declaration"),
        ("DPO_EMAIL", "piastra.W002", "no data protection officer to write to"),
        ("STAFF_EMAIL", "piastra.W003", "No letter says whom to write to"),
    ],
)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_duty_that_is_missing_is_one_warning_with_what_to_do(
    settings, name, number, words, value
):
    for each, given in DUTIES.items():
        setattr(settings, each, given)
    assert checks.duties(None) == []
    setattr(settings, name, value)
    (warning,) = checks.duties(None)
    assert warning.id == number
    assert words in warning.msg
    assert name in warning.msg
    assert warning.hint


def test_the_deployment_check_warns_of_each_duty_and_the_plain_check_of_none():
    deployed = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert deployed.returncode == 1
    assert sorted(re.findall(r"\((\w+\.W\d+)\)", deployed.stderr)) == [
        "piastra.W001",
        "piastra.W002",
        "piastra.W003",
    ]
    assert manage("check", "--fail-level", "WARNING", **PRODUCTION).returncode == 0


def test_each_number_of_a_warning_is_explained():
    explained = Path(settings.BASE_DIR, "docs/settings.md").read_text()
    for name, number, _sentence, _hint in checks.DUTIES:
        assert re.search(rf"^\| `{name}` .*`{number}`", explained, re.MULTILINE)


def test_the_containers_are_given_what_env_example_names():
    """Each name of deploy/env.example is read by docker-compose.yml, or its value would be lost."""
    example = Path(settings.BASE_DIR, "deploy/env.example").read_text()
    compose = Path(settings.BASE_DIR, "docker-compose.yml").read_text()
    names = re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)
    passed = set(re.findall(r"\$\{([A-Z_]+)|^    ([A-Z_]+):$", compose, re.MULTILINE))
    assert "STORAGE_OPTIONS" in names
    assert sorted(set(names) - {name for pair in passed for name in pair}) == []


def test_production_without_a_key_or_a_database_says_what_to_do():
    for name in ("SECRET_KEY", "DATABASE_URL"):
        environment = {key: value for key, value in PRODUCTION.items() if key != name}
        refused = manage("check", **environment)
        assert refused.returncode != 0
        assert f"{name} is not set." in refused.stderr


def test_every_setting_that_is_read_is_explained():
    source = Path(settings.BASE_DIR, "piastra/settings.py").read_text()
    read = set(re.findall(r'env\.?\w*\(\s*"([A-Z_]+)"', source))
    explained = Path(settings.BASE_DIR, "docs/settings.md").read_text()
    assert read
    assert sorted(name for name in read if f"`{name}`" not in explained) == []
