"""Every address and every form with odd input, as each kind of reader: the portal answers, and never with 5xx.

The same seed asks the same questions. For a longer hunt: FUZZ_SEED=7 FUZZ_ROUNDS=50.
"""

import os
import random
import re
import traceback
import zlib
from contextlib import contextmanager
from copy import deepcopy

import pytest
import time_machine
from django.conf import settings as portal
from django.core.signals import got_request_exception
from django.db import Error, connection, transaction
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from core.testing.plugin import session_of
from piastra.tests.addresses import Address, addresses
from piastra.tests.demo_site import DemoSite
from piastra.tests.odd_input import (
    BODIES,
    VALUES,
    Form,
    files,
    forms_on,
    in_a_path,
    queries_on,
    spoilt,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SEED = int(os.environ.get("FUZZ_SEED", "1"))
#: How often each address, and each form, is asked by each reader.
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
READERS = ["stranger", "member", "staff", "official"]
#: Names that addresses are asked by, besides those in the links of the pages.
ASKED_BY = ["page", "giorno", "fascia", "chi", "stato", "tema", "voce", "place", "pagina", "next"]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\[[^]]*\])*\)")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all the tests of this file, and taken back after them."""
    moment = time_machine.travel("2026-11-25 10:00+01:00", tick=True)
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, moment, transaction.atomic():
        yield DemoSite.build()
        transaction.set_rollback(True)


class Visit:
    """One reader who asks oddly. `faults` tells what the portal did not bear."""

    def __init__(self, demo: DemoSite, reader: str):
        self.client = Client(raise_request_exception=False)
        if reader != "stranger":
            key = session_of(demo.people[reader], typed=True)
            self.client.cookies[portal.SESSION_COOKIE_NAME] = key
        self.chance = random.Random(zlib.crc32(f"{SEED} {reader}".encode()))
        self.faults: list[str] = []
        self.raised: list[str] = []
        self.answers = 0

    def asks(self, path: str, query: str = "", method: str = "GET", **content) -> str:
        """One request, of which nothing stays. Gives the page of a good answer."""
        self.raised.clear()
        cookies = deepcopy(self.client.cookies)
        with undone() as unsound, listening(self.raised):
            answer = self.client.generic(method, path, QUERY_STRING=query, **content)
            page = b"".join(answer) if answer.status_code == 200 else b""
        self.client.cookies = cookies
        self.answers += 1
        if answer.status_code >= 500 or unsound:
            self.faults.append(
                f"{answer.status_code} {method} {path[:200]}?{query[:200]} {str(content)[:300]}"
                f" {self.raised + unsound}"
            )
        return page.decode() if "text/html" in answer.get("Content-Type", "") else ""


@contextmanager
def undone():
    """Take back what a request wrote, after asking whether it could have been committed."""
    unsound: list[str] = []
    with transaction.atomic():
        yield unsound
        try:
            connection.check_constraints()
        except Error as error:
            unsound.append(f"not to be committed: {error!r}")
        transaction.set_rollback(True)


@contextmanager
def listening(raised: list[str]):
    """Note the exceptions that requests end in."""

    def hears(sender, request, **_more):
        raised.append(traceback.format_exc()[-600:])

    got_request_exception.connect(hears)
    try:
        yield
    finally:
        got_request_exception.disconnect(hears)


def paths_of(address: Address, demo: DemoSite, chance: random.Random) -> list[str]:
    """The address about its own thing, and ROUNDS times about something odd."""
    given = demo.arguments(address)
    wanted = set(PARAMETER.findall(address.route) + NAMED_GROUP.findall(address.route))
    known = wanted <= set(given)
    sound = [reverse(address.name, kwargs=given)] if known else []
    odd = [odd_path(address, chance) for _round in range(ROUNDS)] if is_about(address) else []
    return sound + odd


def is_about(address: Address) -> bool:
    return bool(PARAMETER.search(address.route) or NAMED_GROUP.search(address.route))


def odd_path(address: Address, chance: random.Random) -> str:
    """Its route, with something odd for each of its parameters."""

    def odd(_match) -> str:
        return in_a_path(chance.choice(VALUES))

    route = NAMED_GROUP.sub(odd, address.route).replace("^", "").replace("$", "")
    return "/" + PARAMETER.sub(odd, route)


def seen(visit: Visit, demo: DemoSite) -> tuple[dict[tuple, Form], dict[str, set[str]]]:
    """The forms of all pages that this reader may open, one of each sort, and how their links ask."""
    forms: dict[tuple, Form] = {}
    queries: dict[str, set[str]] = {}
    for address in addresses():
        for path in paths_of(address, demo, random.Random(0))[:1]:
            page = visit.asks(path)
            if not page.strip().startswith("<!"):
                continue
            for form in forms_on(page, path):
                forms.setdefault((address.name, *form.body), form)
            for where, names in queries_on(page).items():
                queries.setdefault(where, set()).update(names)
    return forms, queries


@pytest.mark.parametrize("reader", READERS)
def test_every_address_answers_whatever_it_is_asked(demo, reader):
    visit = Visit(demo, reader)
    _forms, queries = seen(visit, demo)
    for address in addresses():
        for path in paths_of(address, demo, visit.chance):
            names = sorted(queries.get(path, set())) or visit.chance.sample(ASKED_BY, 3)
            for _round in range(ROUNDS):
                fields = [(name, "1") for name in names]
                visit.asks(path, spoilt(fields, visit.chance).decode())
    assert visit.faults == []
    assert visit.answers > ROUNDS * len(addresses())


@pytest.mark.parametrize("reader", READERS)
def test_every_address_answers_whatever_is_sent_to_it(demo, reader):
    """What is no form at all, in writings that nobody uses."""
    visit = Visit(demo, reader)
    for address in addresses():
        for path in paths_of(address, demo, visit.chance):
            for kind, body in visit.chance.sample(BODIES, min(ROUNDS, len(BODIES))):
                visit.asks(path, method="POST", data=body, content_type=kind)
    assert visit.faults == []


@pytest.mark.parametrize("reader", READERS)
def test_every_form_answers_whatever_stands_in_it(demo, reader):
    visit = Visit(demo, reader)
    forms, _queries = seen(visit, demo)
    for form in forms.values():
        for _round in range(ROUNDS * 2):
            sends(visit, form)
        for name in form.files:
            for file in files():
                sends_a_file(visit, form, name, file)
    assert visit.faults == []
    assert reader == "stranger" or len(forms) > 10


def sends(visit: Visit, form: Form) -> None:
    body = spoilt(form.fields, visit.chance)
    if form.method == "GET":
        visit.asks(form.path, body.decode())
    else:
        kind = "application/x-www-form-urlencoded"
        visit.asks(form.path, method="POST", data=body, content_type=kind)


def sends_a_file(visit: Visit, form: Form, name: str, file) -> None:
    body = encode_multipart(BOUNDARY, {**dict(form.fields), name: file})
    visit.asks(form.path, method="POST", data=body, content_type=MULTIPART_CONTENT)
