"""The profile and the directory in a browser: on a phone, with the longest words, and how a coworker is found."""

import pytest
from django.urls import reverse

from core.testing.browser import DESK, PHONE
from members.tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProfileFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def long(transactional_db):
    """Everything as long as it may be, in one word."""
    theme = ThemeFactory(slug="energia", name_it="Energia")
    person = PersonFactory(member=True, first_name="W" * 80, last_name="M" * 80)
    profile = ProfileFactory(
        person=person, open=True, themes=[theme], headline="H" * 120, bio="B" * 400, offers="O" * 400,
        looks_for="L" * 400, organisation=OrganisationFactory(name="E" * 160),
        links=["https://" + "x" * 60 + ".example.org/" + "y" * 100],
    )  # fmt: skip
    MembershipFactory(person=person)
    return profile


def test_each_page_fits_and_can_be_used_by_all(long, browse):
    visitor = browse(long.person)
    paths = {
        "directory": reverse("members:directory"),
        "found": reverse("members:directory") + "?q=" + "w" * 80,
        "nobody": reverse("members:directory") + "?q=nessuno",
        "coworker": reverse("members:coworker", args=[long.pk]),
        "profile": reverse("members:profile"),
        "seen": reverse("members:profile_seen"),
        "photo": reverse("members:profile_photo"),
        "theme": reverse("site:theme", args=["energia"]),
    }
    found = {}
    for name, path in paths.items():
        visitor.open(path)
        found[name] = visitor.problems((NARROW, PHONE, DESK))
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_somebody_opens_fields_and_is_found(transactional_db, browse):
    ThemeFactory(slug="acqua", name_it="Acqua")
    person = PersonFactory(member=True, first_name="Niccolò", last_name="D’Angelo")
    other = PersonFactory(member=True)
    for each in (person, other):
        MembershipFactory(person=each)
    page = browse(person, javascript=False).open(reverse("members:profile")).locator("main")
    page.get_by_text("Mostrami nell’elenco dei coworker", exact=True).click()
    page.get_by_label("Che cosa faccio, in una riga").fill("Misuro la qualità dell’acqua")
    page.get_by_label("Che cosa offro", exact=False).first.fill("Un torbidimetro")
    page.get_by_text("Acqua", exact=True).click()
    page.get_by_label("Chi vede la riga").select_option("Tutti")
    page.get_by_label("Chi vede che cosa offro").select_option("I coworker")
    page.get_by_label("Chi vede i temi").select_option("I coworker")
    page.get_by_role("button", name="Salva").click()
    page.get_by_role("link", name="Come mi vedono gli altri").click()
    coworker = page.get_by_role("region", name="Un coworker vede")
    coworker.get_by_text("Un torbidimetro").wait_for()
    public = page.get_by_role("region", name="Tutti vedono")
    assert "Misuro la qualità dell’acqua" in public.inner_text()
    assert "torbidimetro" not in public.inner_text()
    for reader, said, finds in [
        (None, "niccolo", True), (None, "dell'acqua", True), (None, "torbidimetro", False),
        (other, "torbidimetro", True),
    ]:  # fmt: skip
        found = browse(reader, javascript=False).open(reverse("members:directory")).locator("main")
        found.get_by_label("Parole").fill(said)
        found.get_by_role("button", name="Cerca").click()
        found.get_by_role("heading", name="coworker").first.wait_for()
        assert ("D’Angelo" in found.inner_text()) == finds, said
    theme = browse(other).open(reverse("site:theme", args=["acqua"])).locator("main")
    theme.get_by_role("link", name="Niccolò D’Angelo").wait_for()
