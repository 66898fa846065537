"""The one settings file: strict in production, and a sentence where something is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "SITE_URL": "https://coworking.example.org",
    "ALLOWED_HOSTS": "coworking.example.org",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "DATABASE_URL": "postgres://nobody@localhost/none",
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
    environment = {**PRODUCTION, "HSTS_SUBDOMAINS": subdomains}
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **environment)
    assert checked.returncode == 0, checked.stderr


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


@pytest.mark.parametrize(
    ("given", "backend", "bounces"),
    [
        ({}, "django.core.mail.backends.filebased.EmailBackend", "noreply@localhost"),
        ({"EMAIL_URL": "smtp+tls://u:p@mail:587"}, "core.smtp.EmailBackend", "noreply@localhost"),
        ({"EMAIL_URL": "smtp+ssl://u:p@mail:465"}, "core.smtp.EmailBackend", "noreply@localhost"),
        (
            {"DEFAULT_FROM_EMAIL": "Piastra <piastra@example.org>", "BOUNCE_EMAIL": ""},
            "django.core.mail.backends.filebased.EmailBackend",
            "piastra@example.org",
        ),
        (
            {"EMAIL_URL": "consolemail://", "BOUNCE_EMAIL": "rimbalzi@example.org"},
            "django.core.mail.backends.console.EmailBackend",
            "rimbalzi@example.org",
        ),
    ],
)
def test_letters_leave_under_the_portals_name_and_come_back_to_the_bounce_address(
    given, backend, bounces
):
    asked = "from django.conf import settings as s; print(s.EMAIL_BACKEND, s.BOUNCE_EMAIL)"
    said = manage("shell", "--no-imports", "--command", asked, **PRODUCTION, **given)
    assert said.stdout.split() == [backend, bounces], said.stderr


def test_every_setting_that_is_read_is_explained():
    source = Path(settings.BASE_DIR, "piastra/settings.py").read_text()
    read = set(re.findall(r'env\.?\w*\(\s*"([A-Z_]+)"', source))
    explained = Path(settings.BASE_DIR, "docs/settings.md").read_text()
    assert read
    assert sorted(name for name in read if f"`{name}`" not in explained) == []
