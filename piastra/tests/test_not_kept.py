"""Nothing that somebody signed in has seen stays in the browser's or a proxy's store."""

import pytest
from django.urls import reverse

from piastra.tests.addresses import addresses
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.test_walk import path_of, signed_in

pytestmark = pytest.mark.django_db

NO_STORE = "private, no-store"
#: What a browser may keep for a while, and why.
KEPT = {
    "favicon": "the same for everybody",
    "spaces:place_photo": "a place without people: a new photo has a new address",
    "spaces:feed": "read by calendar programs, by its secret: they ask whether it changed",
}
#: Whose address needs something of a letter or of a second factor.
WITHOUT_EXAMPLE = {"account_confirm_email", "account_reset_password_from_key"}


@pytest.fixture
def demo(settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    return DemoSite.build()


@pytest.mark.slow
def test_no_answer_to_whoever_is_signed_in_is_stored(demo):
    """Every address as every role: pages, downloads, redirects, refusals."""
    stored = []
    for reader in ("applicant", "member", "staff", "official"):
        client = signed_in(demo, reader)
        for address in addresses():
            if address.name in {*KEPT, *WITHOUT_EXAMPLE} or address.name.startswith("mfa_"):
                continue
            answer = client.get(path_of(demo, address))
            for close in answer._resource_closers if answer.streaming else ():
                close()
            if answer.headers.get("Cache-Control") != NO_STORE:
                stored.append(f"{reader} {address.name} {answer.headers.get('Cache-Control')}")
    assert stored == []
    assert set(READERS) >= {"applicant", "member", "staff", "official"}


def test_neither_are_refusals_errors_and_the_way_in_and_out(client_of, member):
    browser = client_of(member)
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    for address in ("/non-esiste/", "/domande/", "/?a=%00", "/eventi", reverse("account_email")):
        assert browser.get(address).headers["Cache-Control"] == NO_STORE, address
    assert browser.post(reverse("account_logout")).headers["Cache-Control"] == NO_STORE
    fields = {"login": member.email, "password": "una-frase-di-prova"}
    answer = client_of().post(reverse("account_login"), fields)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, NO_STORE)


def test_strangers_pages_may_be_kept(client_of, db):
    assert "no-store" not in client_of().get("/eventi/").headers.get("Cache-Control", "")


def test_what_is_the_same_for_everybody_is_kept_also_by_who_is_signed_in(client_of, member):
    answer = client_of(member).get("/favicon.ico")
    assert "max-age=86400" in answer.headers["Cache-Control"]
