"""The staff's pages on plans: what is written there, every booking obeys."""

import pytest

from members.models import Plan
from spaces.models import PlanRule, Space

pytestmark = pytest.mark.django_db


def words(**more) -> dict:
    kinds = {f"{kind.value}-is_open": "on" for kind in Space.Kind}
    names = {"name_it": "Ridotto", "name_en": "Reduced", "order": "1", "is_offered": "on"}
    return kinds | names | {"description_it": "", "description_en": ""} | more


def test_a_plan_is_made_and_changed(staff, client_of):
    browser = client_of(staff)
    assert "Non ci sono ancora piani" in browser.get("/spazi/piani/").content.decode()
    sent = words() | {"office-max_coming": "2"}
    del sent["meeting_room-is_open"]
    assert browser.post("/spazi/piani/nuovo/", sent).status_code == 302
    plan = Plan.objects.get()
    rules = {rule.kind: (rule.is_open, rule.max_coming) for rule in PlanRule.objects.all()}
    assert (rules["meeting_room"], rules["office"]) == ((False, None), (True, 2))
    page = browser.get(f"/spazi/piani/{plan.pk}/modifica/").content.decode()
    assert 'value="Ridotto"' in page
    changed = browser.post(f"/spazi/piani/{plan.pk}/modifica/", words(name_it="Meno"))
    assert changed.status_code == 302
    assert PlanRule.objects.filter(plan=plan, kind="meeting_room", is_open=True).exists()
    assert Plan.objects.get().name_it == "Meno"


@pytest.mark.parametrize(
    "more", [{"name_it": "RIDOTTO", "name_en": "Other"}, {"office-max_coming": "0"}]
)
def test_a_name_that_is_taken_and_a_quota_of_nothing_keep_what_was_written(staff, client_of, more):
    browser = client_of(staff)
    browser.post("/spazi/piani/nuovo/", words())
    answer = browser.post("/spazi/piani/nuovo/", words(name_it="Altro", name_en="Else") | more)
    assert answer.status_code == 200
    assert Plan.objects.count() == 1


def test_the_list_asks_the_same_for_one_and_for_three(staff, client_of, queries_of):
    browser = client_of(staff)
    browser.post("/spazi/piani/nuovo/", words())
    browser.get("/spazi/piani/")
    one = queries_of(lambda: browser.get("/spazi/piani/"))
    for number in (1, 2):
        browser.post("/spazi/piani/nuovo/", words(name_it=f"P{number}", name_en=f"Q{number}"))
    assert queries_of(lambda: browser.get("/spazi/piani/")) == one
