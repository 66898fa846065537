"""Headers and cookies of every answer, exactly; and whom to tell of a weakness."""

import http.client
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.urls import reverse

from budget.models import DocumentFile
from core.testing.plugin import PASSWORD
from core.testing.portal import served
from core.testing.waiting import STANDSTILL
from piastra.tests.uploads import paper, uploads

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), "
    "clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
    "gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), sync-xhr=(), "
    "usb=(), window-management=(), xr-spatial-tracking=()"
)
OF_ALL = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def policy(answer) -> set[str]:
    return set(answer.headers["Content-Security-Policy"].split("; "))


@pytest.mark.django_db(transaction=True)
def test_every_kind_of_answer_has_the_same_headers(client_of, staff, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    browser = client_of(staff)
    file_form = next(address for address in uploads() if address.endswith("/file/nuovo/"))
    browser.post(file_form, {"upload": paper()})
    kept = DocumentFile.objects.get()
    download = reverse("budget:file", args=[kept.document_id, kept.pk])
    expected = {
        "/": 200,
        "/eventi/": 200,
        "/non-esiste/": 404,
        "/prenotazioni/999999/": 404,
        reverse("members:language"): 302,
        "/?a=%00": 400,
        download: 200,
        "/static/css/piastra.css": 200,
        "/programma": 301,
        "/healthz": 200,
    }
    for address, status in expected.items():
        with closing(browser.get(address)) as answer:
            assert answer.status_code == status, address
            assert {name: answer.headers.get(name) for name in OF_ALL} == OF_ALL, address
            assert policy(answer) == set(CSP.split("; ")), address


@pytest.mark.django_db
def test_a_refused_form_has_them_too(client_of, member):
    browser = client_of(member)
    browser.handler.enforce_csrf_checks = True
    answer = browser.post(reverse("members:profile"), {})
    assert answer.status_code == 403
    assert answer.headers["Permissions-Policy"] == PERMISSIONS
    assert policy(answer) == set(CSP.split("; "))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_browsers_know_each_name_of_the_policy(browse):
    browse().open("/")  # complains of whatever the console says


# -- Cookies -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_behind_tls_cookies_have_names_that_no_other_host_can_set(member):
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    # As production hashes it: the portal is a program of its own.
    member.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt-of-this-test", iterations=1000)
    member.save()
    site = "https://coworking.example.org"
    hosts = "coworking.example.org,localhost,127.0.0.1"
    with served(
        SITE_URL=site, ALLOWED_HOSTS=hosts, WEB_WORKERS="1", STAFF_EMAIL="s@example.org"
    ) as portal:
        browser = Behind(portal, site)
        browser.get("/accedi/login/")
        answer = browser.post("/accedi/login/", login=member.email, password=PASSWORD)
        assert (answer.status, answer.headers["Location"]) == (302, "/")
        assert browser.post("/lingua/", language="en", next="/").status == 302
        assert {"__Host-sessionid", "__Host-csrftoken", "__Host-language"} <= set(browser.cookies)
        for cookie in browser.cookies.values():
            assert cookie["secure"], cookie
            assert cookie["path"] == "/"
            assert cookie["domain"] == ""
            assert cookie["samesite"] == "Lax"
        assert browser.cookies["__Host-sessionid"]["httponly"]
        page = browser.get("/").page
        assert member.first_name in page
        assert '<html lang="en">' in page
        assert "max-age=31536000" in browser.get("/").headers["Strict-Transport-Security"]


class Behind:
    """A browser behind the proxy that ends TLS."""

    def __init__(self, portal, site):
        self.portal, self.site, self.cookies = portal, site, SimpleCookie()

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **fields):
        token = self.cookies["__Host-csrftoken"].value
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}))

    def _ask(self, method, path, body=None):
        line = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=STANDSTILL)
        headers = {
            "Host": "coworking.example.org",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"{self.site}{path}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in self.cookies.items()),
        }
        with closing(line):
            line.request(method, path, body, headers)
            answer = line.getresponse()
            page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        return SimpleNamespace(status=answer.status, headers=answer.headers, page=page)


def test_on_this_machine_without_tls_they_have_plain_names(settings):
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    assert settings.CSRF_COOKIE_NAME == "csrftoken"
    assert not settings.LANGUAGE_COOKIE_SECURE


# -- security.txt ------------------------------------------------------------------------------------

SECURITY = "/.well-known/security.txt"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("security", "staff_", "contact"),
    [
        ("sicurezza@example.org", "staff@example.org", "sicurezza@example.org"),
        ("", "staff@example.org", "staff@example.org"),
        ("a b@example.org", "", "a%20b@example.org"),
    ],
)
def test_whom_to_tell_of_a_weakness(client, settings, at, security, staff_, contact):
    settings.SECURITY_EMAIL, settings.STAFF_EMAIL = security, staff_
    settings.SITE_URL = "https://coworking.example.org"
    now = at("2026-12-31 23:30").astimezone(UTC)
    answer = client.get(SECURITY)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.fromisoformat(fields.pop("Expires"))
    assert fields == {
        "Contact": f"mailto:{contact}",
        "Preferred-Languages": "it, en",
        "Canonical": f"https://coworking.example.org{SECURITY}",
    }
    assert now + timedelta(days=300) < expires < now + timedelta(days=365)
    assert client.head(SECURITY).status_code == 200


@pytest.mark.django_db
def test_without_an_address_there_is_no_such_file(client, settings):
    settings.SECURITY_EMAIL = settings.STAFF_EMAIL = ""
    assert client.get(SECURITY).status_code == 404
