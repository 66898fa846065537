"""Signed links prove who made them, for what, and until when; secret ones are known again by their digest."""

import ast
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import signing
from django.utils.translation import override

from core.links import SignedLink, digest, new_secret, whole_address
from core.refusals import Refusal

LINK = SignedLink(
    salt="test.link",
    view="members:invitation",
    lasts=timedelta(days=3),
    expired="Questo link è scaduto.",
)
APPS = ("core", "members", "spaces", "events", "budget", "piastra")


def refused(token, link=LINK):
    with override("it"):
        with pytest.raises(Refusal) as refusal:
            link.read(token)
        return refusal.value.code, str(refusal.value.sentence)


def test_a_link_carries_its_number(at):
    at("2026-11-01 09:00")
    assert LINK.read(LINK.token(7)) == 7
    assert LINK.address(7) == f"{settings.SITE_URL}/invito/{LINK.token(7)}/"


def test_it_opens_until_its_time_is_over(at):
    at("2026-11-01 09:00")
    token = LINK.token(7)
    at("2026-11-04 08:59")
    assert LINK.read(token) == 7
    at("2026-11-04 09:01")
    assert refused(token) == ("expired", "Questo link è scaduto.")


def test_without_an_end_it_opens_for_ever(at):
    at("2020-01-01 09:00")
    link = SignedLink(salt="test.for_ever", view="members:invitation")
    token = link.token(7)
    at("2040-01-01 09:00")
    assert link.read(token) == 7


@pytest.mark.parametrize(
    "harm",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token.replace(":", "x"),
        lambda _token: "",
        lambda _token: "à\x00:b:c",
    ],
)
def test_a_cut_link_is_a_sentence(harm):
    code, sentence = refused(harm(LINK.token(7)))
    assert code == "wrong"
    assert sentence.startswith("Questo link non è completo.")


def test_what_was_signed_for_something_else_opens_nothing():
    for token in (
        signing.dumps(7, salt="another"),
        SignedLink(salt="test.other", view="").token(7),
    ):
        assert refused(token)[0] == "wrong"


def test_a_whole_address_has_the_portals_host():
    assert whole_address("members:invitation", "x") == f"{settings.SITE_URL}/invito/x/"


def test_a_secret_is_long_new_and_known_again():
    secrets = {new_secret() for _each in range(50)}
    assert {len(each) for each in secrets} == {43}
    assert len({digest(each) for each in secrets}) == 50
    assert len(digest("à\ud800")) == 64


@pytest.fixture(scope="module")
def sources():
    """Each of our modules in which the words are, by its path, read."""
    words = re.compile("Signed(Link|Cookie)|signing")
    return [
        (path, ast.parse(path.read_text()))
        for app in APPS
        for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
        if "tests" not in path.parts and words.search(path.read_text())
    ]


def test_each_purpose_has_a_salt_of_its_own(sources):
    salts = [
        keyword.value.value
        for _path, tree in sources
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"SignedLink", "SignedCookie"}
        for keyword in call.keywords
        if keyword.arg == "salt"
    ]
    assert len(salts) >= 2
    assert sorted(salts) == sorted(set(salts))


def test_nobody_else_signs(sources):
    others = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for path, tree in sources
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom)
        and (
            "signing" in {name.name.rpartition(".")[2] for name in each.names}
            or getattr(each, "module", "") == "django.core.signing"
        )
    ]
    assert others == ["core/links.py"]
