"""What speaks for an embedded portal knows where that portal is opened, and where it keeps its files."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.management import call_command

from piastra.management.commands import run
from piastra.tests.test_settings import PRODUCTION, told
from piastra.tools.embedded import own_address, prepare
from piastra.tools.embedded.home import Home

ASKED = (
    "import json; from django.conf import settings as s; "
    "print(json.dumps([s.SITE_URL, str(s.MEDIA_ROOT), s.EMAIL_FILE_PATH]))"
)


@pytest.fixture
def home(monkeypatch, tmp_path) -> Path:
    """A portal's folder, and nothing said about its address."""
    monkeypatch.setenv("PIASTRA_HOME", str(tmp_path))
    for name in ("PORT", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def opened(monkeypatch, settings):
    """`run` with everything but preparing and serving; gives the address that its letters name."""
    settings.IS_EMBEDDED = True
    monkeypatch.setattr(prepare, "alone", nullcontext)
    for step in ("migrate", "collect_static", "load_demo"):
        monkeypatch.setattr(prepare, step, lambda say: None)
    monkeypatch.setattr(run.connections, "close_all", lambda: None)
    seen = []

    class Web:
        def __init__(self, *_):
            seen.append(settings.SITE_URL)

        def run(self):
            """Serves nobody."""

    monkeypatch.setattr(run, "Web", Web)

    def open_at(**options):
        call_command("run", **options)
        return seen[-1]

    return open_at


def settings_of(**environment) -> list[str]:
    """SITE_URL, MEDIA_ROOT and EMAIL_FILE_PATH as a process with this environment reads them."""
    ours = {"DATABASE_URL": PRODUCTION["DATABASE_URL"], "SECRET_KEY": PRODUCTION["SECRET_KEY"]}
    said = told(ASKED, **ours, **environment)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.mark.django_db
def test_other_commands_speak_of_the_address_at_which_the_portal_was_opened(home, opened):
    assert own_address(is_embedded=True) == "http://localhost:8000"
    for port in (8095, 8001):
        assert opened(port=port) == f"http://localhost:{port}"
        assert own_address(is_embedded=True) == f"http://localhost:{port}"


@pytest.mark.django_db
def test_an_address_that_was_given_is_the_one_that_is_kept(home, opened, monkeypatch, settings):
    settings.SITE_URL = "http://piastra.lan:8095"
    monkeypatch.setenv("SITE_URL", settings.SITE_URL)
    assert opened(port=8095) == settings.SITE_URL
    monkeypatch.delenv("SITE_URL")
    assert own_address(is_embedded=True) == "http://piastra.lan:8095"


@pytest.mark.django_db
def test_a_portal_on_a_server_of_its_own_keeps_no_address(home, opened, settings):
    settings.IS_EMBEDDED = False
    assert opened(port=8095) == "http://localhost:8095"
    assert Home().address() == ""


def test_what_is_typed_now_counts_more_than_what_was_kept(home, monkeypatch):
    Home().keep_address("http://localhost:8001")
    monkeypatch.setenv("PORT", "8095")
    assert own_address(is_embedded=True) == "http://localhost:8095"
    monkeypatch.delenv("PORT")
    assert own_address(is_embedded=False) == "http://localhost:8000"


def test_a_port_alone_is_enough_for_the_links_of_a_command():
    assert settings_of(PORT="8095")[0] == "http://localhost:8095"
    assert settings_of(PORT="8095", SITE_URL="http://piastra.lan")[0] == "http://piastra.lan"


def test_two_places_of_one_clone_share_no_file(settings, tmp_path):
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        kept = settings_of(PIASTRA_HOME=str(place))[1:]
        assert kept == [str(place / "media"), str(place / "mail")]
    var = Path(settings.BASE_DIR) / "var"
    assert settings_of()[1:] == [str(var / "media"), str(var / "mail")]
    given = {"MEDIA_ROOT": "/srv/media", "EMAIL_FILE_PATH": "/srv/mail"}
    assert settings_of(PIASTRA_HOME=str(places[0]), **given)[1:] == ["/srv/media", "/srv/mail"]
