"""What is asked for in the wrong way, or too often, has a page of ours."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_method_that_no_page_takes_has_a_page(client_of, member):
    for browser in (client_of(), client_of(member)):
        answer = browser.put(reverse("members:language"))
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, POST"
        assert "Torna alla pagina in cui eri" in answer.content.decode()


def test_too_many_attempts_have_a_page(client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    browser = client_of()
    answers = [
        browser.post(reverse("account_reset_password"), {"email": "chi@example.org"})
        for _ in range(3)
    ]
    assert answers[-1].status_code == 429
    assert "Troppi tentativi" in answers[-1].content.decode()
