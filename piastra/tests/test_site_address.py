"""Links lead to SITE_URL, whatever host a visitor names."""

import re
from contextlib import closing

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from core.tasks import deliver_mail
from core.testing.plugin import PASSWORD
from piastra.tests.addresses import addresses
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.test_walk import EXEMPT, concerns, path_of, signed_in

SITE = "https://coworking.example.org"
#: A name that the portal answers to, and a door that nobody has but who names it.
OTHER = "localhost:9999"
NEW_PASSWORD = "un-altra-frase-di-prova"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    cache.clear()  # allauth counts how often an address asks for a letter


def letters() -> list[str]:
    deliver_mail()
    return [
        "\n".join([letter.body, *(str(content) for content, _kind in letter.alternatives)])
        for letter in mail.outbox
    ]


def links(text: str) -> set[str]:
    return set(re.findall(r"https?://[^/\s\"<>]+", text))


@pytest.fixture
def known(member):
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    return member


def sign_up(client, email):
    names = {"first_name": "Ada", "last_name": "Prova", "privacy": "on", "language": "it"}
    fields = {"email": email, "password1": NEW_PASSWORD, **names}
    return client.post(reverse("account_signup"), fields, headers={"Host": OTHER})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [
        lambda client, known: sign_up(client, "nuova@example.org"),
        lambda client, known: sign_up(client, known.email),
        lambda client, known: client.post(
            reverse("account_reset_password"), {"email": known.email}, headers={"Host": OTHER}
        ),
        lambda client, known: client.post(
            reverse("account_reset_password"), {"email": "chi@example.org"}, headers={"Host": OTHER}
        ),
    ],
    ids=["sign-up", "account exists", "reset", "reset of nobody"],
)
def test_letters_of_the_account_lead_to_the_portal(client_of, known, act):
    answer = act(client_of(), known)
    assert answer.status_code == 302
    assert "9999" not in answer["Location"]
    (letter,) = letters()
    assert SITE in links(letter)
    assert OTHER not in letter


@pytest.mark.django_db(transaction=True)
def test_a_new_address_is_confirmed_at_the_portal(client_of, known):
    browser = client_of()
    signed = {"login": known.email, "password": PASSWORD}
    browser.post(reverse("account_login"), signed, headers={"Host": OTHER})
    browser.post(
        reverse("account_email"),
        {"email": "altra@example.org", "action_add": "", "password": PASSWORD},
        headers={"Host": OTHER},
    )
    for letter in letters():
        assert SITE in links(letter)
        assert OTHER not in letter


@pytest.mark.django_db(transaction=True)
def test_no_page_file_or_redirect_names_the_visitors_host(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    demo, named = DemoSite.build(), []
    for reader in READERS:
        client = signed_in(demo, reader)
        for address in addresses():
            if address.name in EXEMPT or not concerns(address, reader):
                continue
            path = path_of(demo, address)
            with closing(client.get(path, headers={"Host": OTHER})) as answer:
                content = b"".join(answer) if answer.streaming else answer.content
                if b":9999" in content or ":9999" in str(answer.headers):
                    named.append(path)
    assert named == []


def test_the_way_to_tls_leads_to_the_portals_own_name():
    """Behind TLS: read with production's settings, in a process of its own."""
    from piastra.tests.test_settings import PRODUCTION, manage

    script = (
        "from django.test import Client;"
        "print(Client().get('/x?y=1', HTTP_HOST='localhost:9999')['Location'])"
    )
    read = manage(
        "shell", "--no-imports", "--command", script,
        **{**PRODUCTION, "ALLOWED_HOSTS": "coworking.example.org,localhost"},
    )  # fmt: skip
    assert read.stdout.splitlines()[-1] == f"{SITE}/x?y=1", read.stderr


def test_whole_addresses_are_built_from_the_setting(rf):
    from core.requests import SiteAddressMiddleware

    seen = []
    middleware = SiteAddressMiddleware(lambda request: seen.append(request))
    middleware(rf.get("/a/b?c=1", headers={"Host": OTHER}))
    build = seen[0].build_absolute_uri
    assert build() == f"{SITE}/a/b?c=1"
    assert build("/x/") == f"{SITE}/x/"
    assert build("d") == f"{SITE}/a/d"
    assert build("https://altrove.example/") == "https://altrove.example/"
