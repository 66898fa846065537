"""What is no form, no cookie and no address of ours has a page of ours, in words."""

import pytest
from django.urls import reverse

FORM = "application/x-www-form-urlencoded"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "kind",
    [
        f"{FORM}; charset=utf-16",
        f"{FORM}; charset=UTF-32",
        f"{FORM}; charset=latin-1",
        f"{FORM}; charset=no-such-thing",
        f'{FORM}; charset="utf-7"',
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=ü",
        "multipart/form-data; boundary=" + "b" * 300,
        "multipart/form-data; boundary=x; charset=utf-16",
    ],
)
@pytest.mark.parametrize("address", ["/accedi/login/", "/accessibilita/segnala/", "/lingua/"])
@pytest.mark.parametrize("cookie", ["", "csrftoken=" + "a" * 32, "csrftoken=%c3%28"])
def test_what_is_no_form_is_refused_with_our_page(visitor, kind, address, cookie):
    body = b"a=%ff%fe%zz&b=\x00\xff"
    answer = visitor.generic("POST", address, body, content_type=kind, headers={"Cookie": cookie})
    assert answer.status_code == 400
    assert "</html>" in answer.content.decode()
    visitor.handler.enforce_csrf_checks = True
    # Whom Django refuses first, for want of a cookie or of a token, it refuses in a page too.
    answer = visitor.generic("POST", address, body, content_type=kind, headers={"Cookie": cookie})
    assert answer.status_code in (400, 403)
    assert "</html>" in answer.content.decode()


def test_a_form_in_another_writing_is_400_for_who_is_signed_in(client_of, member):
    answer = client_of(member).post("/lingua/", b"a=b", content_type=f"{FORM}; charset=utf-16")
    assert answer.status_code == 400
    assert member.first_name in answer.content.decode()  # the page knows who reads it


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", "us-ascii"])
def test_utf_8_by_any_of_its_names_is_understood(client_of, settings, charset):
    browser = client_of()
    body = b"language=en&next=/"
    answer = browser.post(
        reverse("members:language"), body, content_type=f"{FORM}; charset={charset}"
    )
    assert answer.status_code == 302
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "messages", "csrftoken"])
def test_a_cookie_with_a_nul_is_400(visitor, cookie):
    answer = visitor.get("/", headers={"Cookie": f'{cookie}="aaaaaaaaaaaa\\000"'})
    assert answer.status_code == 400
    assert "</html>" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/%ff%fe/", "/eventi/%zz/", "/temi/%c3%28/", "/eventi/?tema=%ff", "/?%", "/%e2%80"]
)
def test_a_broken_address_is_not_there(visitor, address):
    assert visitor.get(address).status_code in (200, 400, 404)
