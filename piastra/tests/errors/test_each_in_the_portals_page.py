"""Each error wears the portal's page, for strangers and for whoever is signed in, and says what to do."""

import pytest

from core.testing.plugin import PASSWORD
from piastra.tests.errors import addresses

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


def wears_the_page(answer, status: int) -> bool:
    page = answer.content.decode()
    return (
        answer.status_code == status
        and f"Errore {status}" in page
        and 'class="lead"' in page
        and "Torna" in page
        and "</footer>" in page
    )


@pytest.mark.parametrize("who", ["stranger", "known"])
@pytest.mark.parametrize("status", [*addresses.WRONG, 405, 429])
def test_an_error_wears_the_portals_page(visitor, known, who, status):
    if who == "known":
        assert visitor.login(email=known.email, password=PASSWORD)
    assert wears_the_page(visitor.get(f"/wrong/{status}/"), status)


def test_a_database_that_is_away_says_when_to_try_again(visitor):
    assert int(visitor.get("/wrong/503/").headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "host", ["altrove.example.org", "a b", "[::", "x:y:z", "a/../b", "é.example.org"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_host_that_is_none_of_ours_or_none_at_all(visitor, host, method):
    answer = getattr(visitor, method)("/eventi/", headers={"host": host})
    assert wears_the_page(answer, 400)


def test_a_form_without_its_token(visitor, known):
    visitor.handler.enforce_csrf_checks = True
    assert wears_the_page(visitor.post("/accessibilita/segnala/", {"text": "Prova"}), 403)
    visitor.force_login(known)
    assert wears_the_page(visitor.post("/profilo/", {"bio": "Prova"}), 403)


@pytest.mark.parametrize("address", ["/accessibilita/segnala/", "/profilo/", "/attesa/1/accetta/"])
@pytest.mark.parametrize("who", ["stranger", "known"])
def test_too_many_fields_and_too_much_at_once(visitor, known, who, address):
    if who == "known":
        visitor.force_login(known)
    many = "&".join(f"a{number}=1" for number in range(1001))
    large = b"x=" + b"y" * 12_000_000
    for body in (many, large):
        assert wears_the_page(visitor.post(address, body, content_type=FORM), 413)
