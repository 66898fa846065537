"""A typed password can be looked at, wherever one is asked for; without JavaScript there is no button for it."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from core.testing.plugin import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOW = "Mostra la password"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_password_is_shown_and_hidden_and_the_caret_stays(browse, width):
    visitor = browse()
    page = visitor.open(reverse("account_login"))
    page.set_viewport_size({"width": width, "height": 800})
    field, button = page.locator("[name=password]"), page.get_by_role("button", name=SHOW)
    assert button.get_attribute("aria-pressed") == "false"
    field.fill("una-frase")
    field.press("ArrowLeft")
    field.press("ArrowLeft")
    button.click()
    assert field.get_attribute("type") == "text"
    assert button.get_attribute("aria-pressed") == "true"
    page.keyboard.type("XY")
    assert field.input_value() == "una-fraXYse"
    visitor.check()
    button.focus()
    page.keyboard.press("Space")
    assert field.get_attribute("type") == "password"
    assert button.get_attribute("aria-pressed") == "false"
    assert button.evaluate("each => each === document.activeElement")
    visitor.no_faults()


def test_it_is_sent_as_a_password_and_by_no_other_button(browse, make_person):
    person = make_person(email="marta@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    visitor = browse()
    page = visitor.open(reverse("account_login"))
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=SHOW).click()
    page.evaluate(
        "document.addEventListener('submit', () => sessionStorage.setItem("
        "'type', document.querySelector('[name=password]').type))"
    )
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(visitor.server + "/")
    assert page.evaluate("sessionStorage.getItem('type')") == "password"


def test_each_password_field_has_its_button(browse, make_person):
    person = make_person(email="marta@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    visitor = browse()
    for name in ("account_login", "account_signup"):
        assert has_its_buttons(visitor.open(reverse(name)))
    signed_in = browse(person)
    for name in ("account_reauthenticate", "account_change_password"):
        page = signed_in.open(reverse(name))
        if "/reauthenticate/" in page.url and name != "account_reauthenticate":
            page.locator("[name=password]").fill(PASSWORD)
            page.get_by_role("button", name="Conferma").click()
            page.wait_for_url("**/password/change/")
        assert has_its_buttons(page)


def has_its_buttons(page) -> bool:
    fields = page.locator("input[type=password]").count()
    return fields > 0 and page.get_by_role("button", name=SHOW).count() == fields


def test_without_javascript_there_is_none(browse):
    visitor = browse(javascript=False)
    page = visitor.open(reverse("account_login"))
    assert page.locator("input[type=password]").count() == 1
    assert page.get_by_role("button", name=SHOW).count() == 0
