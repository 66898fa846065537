"""Addresses that no page can mean, and the name of each request."""

import json
import logging
import re
from types import SimpleNamespace

import pytest

from core.requests import JsonFormatter


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/eventi/?tema=%00", "/temi/%00/", "/bilancio/voci/%00/"])
def test_an_address_with_a_nul_is_a_bad_request(client_of, staff, address):
    assert client_of(staff).get(address).status_code == 400


UUID = "9f2c1f3e-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("https", "sent", "known"),
    [
        (True, UUID, True),
        (True, "\u00e9" * 32, False),
        (True, "x" * 32, False),
        (True, "", False),
        (False, UUID, False),
    ],
)
def test_only_the_proxy_of_a_portal_behind_tls_names_requests(client, settings, https, sent, known):
    settings.HTTPS = https
    answer = client.get("/healthz", headers={"X-Request-ID": sent})
    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])
    assert (answer["X-Request-ID"] == UUID.replace("-", "")) == known


def line_of(**facts) -> dict:
    record = logging.LogRecord("test", logging.INFO, "", 1, facts.pop("text", "said"), (), None)
    record.__dict__.update(facts)
    return json.loads(JsonFormatter().format(record))


def test_a_line_that_django_writes_after_the_request_has_its_id_too():
    assert line_of(request=SimpleNamespace(id="abc"))["request_id"] == "abc"
    assert "request_id" not in line_of()


@pytest.mark.parametrize(
    "secret",
    [
        "/calendari/" + "Ab3-_" * 8 + "xyz.ics",
        "/eventi/iscrizione/12:1vPq0x:" + "S" * 43 + "/annulla/",
        "/accedi/password/reset/key/1-d0j3ab-0123456789abcdef0123456789abcdef/",
        "/accedi/password/reset/key/zz-set-password/",
        "/iscrizioni/12%3A1vPq0x%3A" + "S" * 43 + "/annulla/",
        "/calendari/" + "Ab3-_" * 8 + "xyzgrazie.ics",
        "/calendari/" + "Ab3-_" * 7 + ".ics",
        "/invito/" + "Ab3-_" * 8 + "/",
        "/accedi/confirm-email/MQ:zz-abc:cut/",
    ],
)
def test_no_line_holds_what_opens_a_door(secret):
    line = line_of(text=f"Not Found: {secret}", facts={"path": secret})
    assert "…" in line["text"]
    assert "…" in line["path"]
    assert not re.search(r"0123456789abcdef|S{43}|Ab3-_|zz-", json.dumps(line))


def test_a_long_name_stays_readable():
    path = f"/eventi/{'orti-e-giardini-' * 4}2026/"
    assert line_of(facts={"path": path})["path"] == path
