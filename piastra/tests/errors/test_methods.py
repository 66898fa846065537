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


def test_too_many_attempts_have_a_page(client_of):
    browser, page = client_of(), reverse("account_confirm_email", args=["chi"])
    answers = [browser.get(page) for _ in range(121)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert "Troppi tentativi" in answers[-1].content.decode()
    assert "Riprova tra un minuto." in answers[-1].content.decode()
    assert 0 < int(answers[-1]["Retry-After"]) <= 10
