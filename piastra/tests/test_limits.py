"""Whoever writes without an account is limited, by address and by subject; what they wrote stays in the form."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import reverse

from core import limits
from core.models import AccessibilityFeedback, Bucket, OutgoingMail
from core.requests import visitor
from core.tasks import clear_limits
from events.models import Registration
from events.tests.factories import EventFactory
from members import actions
from members.models import User
from piastra.rate_limits import USUAL, rate_limits

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
PASSWORD = "una-frase-che-ricordo"


def invited() -> str:
    sent = actions.invite(by=None, email="ugo@example.org", role="official")
    return re.sub(r"^https?://[^/]+", "", sent.link)


def sign_up(number: int) -> dict:
    names = {"first_name": "Nadia", "last_name": "Nava"}
    return {**names, "email": f"nadia{number}@example.org", "password1": PASSWORD}


def visitor_of_event(number: int) -> dict:
    return {"name": f"Nadia Nava {number}", "email": f"nadia{number}@example.org"}


#: A limit, the address of its form, and what is written into it the so-manieth time.
FORMS = {
    "sign_up.visitor": (lambda: reverse("account_signup"), sign_up),
    "sign_up.subject": (lambda: reverse("account_signup"), lambda _number: sign_up(0)),
    "new_password.visitor": (
        lambda: reverse("account_reset_password"),
        lambda number: {"email": f"chi{number}@example.org"},
    ),
    "new_password.subject": (
        lambda: reverse("account_reset_password"),
        lambda _number: {"email": "chi@example.org"},
    ),
    "accessibility.visitor": (
        lambda: reverse("site:accessibility_feedback"),
        lambda number: {"text": f"Non si apre {number}", "email": "", "page": "/eventi/"},
    ),
    "registration.visitor": (
        lambda: reverse("events:register", args=[EventFactory(capacity=90).slug]),
        visitor_of_event,
    ),
    "registration.subject": (
        lambda: reverse("events:register", args=[EventFactory(capacity=90).slug]),
        lambda number: visitor_of_event(0) | {"name": f"Nadia Nava {number}"},
    ),
    "registration.event": (
        lambda: reverse("events:register", args=[EventFactory(capacity=90).slug]),
        visitor_of_event,
    ),
    "invitation.visitor": (
        invited,
        lambda _number: {"first_name": "Ugo", "last_name": "Urbani", "password": PASSWORD},
    ),
}


@pytest.fixture
def few(settings):
    """Each limit reached after three, and back after an hour."""

    def only(name):
        settings.LIMITS = USUAL | {name: (3, timedelta(hours=1))}

    return only


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_too_often_is_shown_again_as_it_was_filled(name, few, client_of):
    few(name)
    address, write = FORMS[name][0](), FORMS[name][1]
    if name == "invitation.visitor":
        limits.take(asked(), "invitation"), limits.take(asked(), "invitation")
        limits.take(asked(), "invitation")
    else:
        before = [client_of().post(address, write(number)).status_code for number in range(3)]
        assert before == [302] * 3
    kept = counts()
    answer = client_of().post(address, write(3))
    assert answer.status_code == 429
    assert 1100 < int(answer["Retry-After"]) <= 1200
    page = " ".join(answer.content.decode().split())
    assert "Troppi tentativi in poco tempo: non è cambiato nulla. Riprova tra 20 minuti." in page
    for field, value in write(3).items():
        if not field.startswith("password"):
            assert value in page, field
    assert counts() == kept


def counts() -> list[int]:
    kinds = (User, AccessibilityFeedback, Registration, OutgoingMail)
    return [kind.objects.count() for kind in kinds]


@pytest.mark.parametrize("name", sorted({name.partition(".")[0] for name in FORMS}))
def test_another_visitor_writes_on(name, few, client_of):
    few(f"{name}.visitor")
    for _each in range(3):
        limits.spend(None, {"visitor": "127.0.0.1"}, limit=name)
    address, write = FORMS[f"{name}.visitor"][0](), FORMS[f"{name}.visitor"][1]
    answer = client_of().post(address, write(0), REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 302


def test_coworkers_register_unlimited(few, client_of, member):
    few("registration.visitor")
    for _each in range(5):
        address = reverse("events:register", args=[EventFactory(capacity=9).slug])
        assert client_of(member).post(address).status_code == 302
    assert Registration.objects.count() == 5


@pytest.mark.parametrize(
    "address",
    [
        lambda: "/calendari/" + "x" * 43 + ".ics",
        lambda: reverse("events:registration_cancel_by_link", args=["chi"]),
        lambda: reverse("members:invitation", args=["x" * 43]),
    ],
)
def test_secret_addresses_are_not_tried_without_end(address, few, client_of):
    few("unknown_link.visitor")
    answers = [client_of().get(address()) for _each in range(5)]
    assert [answer.status_code for answer in answers] == [404] * 3 + [429] * 2
    assert "Retry-After" not in answers[0]
    assert int(answers[-1]["Retry-After"]) <= 1200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "address",
    [
        lambda: reverse("account_confirm_email", args=["chi"]),
        lambda: reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "a-b"}),
        lambda: reverse("site:accessibility_thanks", args=["chi"]),
    ],
)
def test_nor_are_the_links_of_letters(address, method, few, client_of):
    few("link.visitor")
    answers = [getattr(client_of(), method)(address()) for _each in range(4)]
    assert 429 not in [answer.status_code for answer in answers[:3]]
    assert answers[3].status_code == 429


def test_letters_to_confirm_an_address_do_not_leave_without_end(few, client_of):
    """Nobody is told: what was sent before still opens."""
    few("confirmation.subject")
    for _each in range(5):
        client_of().post(reverse("account_signup"), sign_up(0))
    assert OutgoingMail.objects.filter(to="nadia0@example.org").count() == 3


def test_a_new_address_is_not_asked_for_without_end(few, client_of, member):
    few("new_address.account")
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    browser = client_of(member)
    browser.post("/accedi/reauthenticate/", {"password": "una-frase-di-prova"})
    said = [
        browser.post(
            reverse("account_email"), {"action_add": "", "email": f"nuova{number}@example.org"}
        )
        for number in range(4)
    ]
    assert [answer.status_code for answer in said] == [302] * 3 + [429]
    assert "nuova3@example.org" in said[3].content.decode()


# -- The bucket --------------------------------------------------------------------------------------


def asked(line="127.0.0.1", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=line, headers=headers)


def test_what_is_given_back_was_not_counted(few):
    few("sign_up.visitor")
    for _each in range(9):
        limits.spend(asked(), {"visitor": "chi"}, limit="sign_up").give_back()
    assert limits.is_left("sign_up.visitor", "chi")


def test_what_is_empty_again_is_forgotten(at, few):
    few("sign_up.visitor")
    at("2026-11-30 10:00")
    assert limits.is_left("sign_up.visitor", "chi")
    assert limits.is_left("sign_up.visitor", "chi")
    at("2026-11-30 10:30")
    assert limits.is_left("sign_up.visitor", "altri")
    at("2026-11-30 10:41")
    assert clear_limits() == 1
    assert Bucket.objects.count() == 1


def test_two_limits_do_not_count_for_each_other(few):
    few("sign_up.visitor")
    for _each in range(3):
        assert limits.is_left("sign_up.visitor", "chi")
    assert not limits.is_left("sign_up.visitor", "chi")
    assert limits.is_left("new_password.visitor", "chi")


# -- Who is counted ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("nobody", ""),
    ],
)
def test_a_line_is_an_address_or_the_network_of_one(line, known):
    assert visitor(asked(line)) == known


@pytest.mark.parametrize(
    ("proxies", "header", "known"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.9.9.9, 198.51.100.1", "198.51.100.1"),
        (2, "10.9.9.9, 198.51.100.1, 192.0.2.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "not an address", "203.0.113.7"),
        (1, "", "203.0.113.7"),
    ],
)
def test_only_what_our_proxy_saw_counts(settings, proxies, header, known):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert visitor(asked("203.0.113.7", **{"X-Forwarded-For": header})) == known


def test_whoever_invents_an_address_in_front_of_the_proxy_is_counted_all_the_same(
    settings, few, client_of
):
    few("accessibility.visitor")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    address, write = FORMS["accessibility.visitor"][0](), FORMS["accessibility.visitor"][1]
    answers = [
        client_of().post(
            address, write(each), headers={"X-Forwarded-For": f"10.0.0.{each}, 198.51.100.1"}
        )
        for each in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429]


# -- The setting -------------------------------------------------------------------------------------


def test_the_setting_changes_what_it_names():
    changed = rate_limits("sign_up.visitor=60/3600, link.visitor=2/10,")
    assert changed["sign_up.visitor"] == (60, timedelta(hours=1))
    assert changed["link.visitor"] == (2, 10 * SECOND)
    assert changed | {name: USUAL[name] for name in ("sign_up.visitor", "link.visitor")} == USUAL


@pytest.mark.parametrize(
    "text", ["sign_up=1/2", "sign_up.visitor", "sign_up.visitor=1", "sign_up.visitor=0/9", "a=b/c"]
)
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="LIMITS has"):
        rate_limits(text)
