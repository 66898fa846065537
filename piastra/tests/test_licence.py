"""LICENSE and publiccode.yml: what catalogues of public software read."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def code() -> dict:
    return yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))


def test_the_licence_is_the_one_that_the_packages_name():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in text
    assert "‘Compatible Licences’ according to Article 5 EUPL" in text
    assert '"license": "EUPL-1.2"' in (ROOT / "package.json").read_text(encoding="utf-8")


def test_the_licence_travels_with_the_image():
    assert "!LICENSE" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_publiccode_has_what_the_standard_requires(code):
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert required <= set(code)
    assert code["publiccodeYmlVersion"] == "0.4"
    assert code["url"].startswith("https://")
    assert code["platforms"] == ["web"]
    assert code["softwareType"] == "standalone/web"
    assert code["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert code["legal"]["license"] == "EUPL-1.2"


def test_publiccode_says_who_keeps_it(code):
    kept = code["maintenance"]
    assert kept["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in kept["contacts"])


def test_publiccode_speaks_the_languages_of_the_portal(code):
    languages = [language for language, _name in settings.LANGUAGES]
    assert code["localisation"] == {"localisationReady": True, "availableLanguages": languages}
    assert sorted(code["description"]) == sorted(languages)
    for told in code["description"].values():
        assert 0 < len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert told["features"]
        assert all(0 < len(feature) <= 100 for feature in told["features"])
        assert len(told["genericName"]) <= 35
