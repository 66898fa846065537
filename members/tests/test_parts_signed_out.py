"""A part of a page, asked for by a script once the session is over: the whole page goes to sign-in and back."""

from urllib.parse import parse_qs, urlsplit

import pytest

from core.testing.plugin import PASSWORD

pytestmark = pytest.mark.django_db
PART = "/prenotazioni/"
HERE = "http://testserver"


def led_to(answer) -> str:
    way = urlsplit(answer["HX-Redirect"])
    assert (answer.status_code, way.scheme, way.netloc) == (401, "", "")
    assert way.path == "/accedi/login/"
    return parse_qs(way.query)["next"][0]


@pytest.mark.parametrize(
    ("page", "back_to"),
    [
        (
            f"{HERE}/spazi/oggi/?giorno=2026-11-23&x=%C3%A8",
            "/spazi/oggi/?giorno=2026-11-23&x=%C3%A8",
        ),
        ("https://altrove.example/spazi/oggi/", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_comes_back_to_itself_and_not_to_the_part(client, page, back_to, method):
    headers = {"HX-Request": "true"} | ({} if page is None else {"HX-Current-URL": page})
    assert led_to(getattr(client, method)(PART, headers=headers)) == back_to


def test_after_signing_in_the_page_is_there(client_of, member):
    client = client_of()
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    headers = {"HX-Request": "true", "HX-Current-URL": f"{HERE}/profilo/"}
    part = client.get(PART, headers=headers)
    way = part["HX-Redirect"]
    answer = client.post(way, {"login": member.email, "password": PASSWORD})
    assert answer["Location"] == "/profilo/"


def test_without_a_script_nothing_changes(client):
    answer = client.get("/profilo/")
    assert (answer.status_code, answer["Location"]) == (302, "/accedi/login/?next=/profilo/")
    assert "HX-Redirect" not in answer
