"""The pages of memberships: the own one, the home of whoever's has ended, the staff's."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import Text
from members.models import Membership, PersonNote, Plan, RenewalRequest, Suspension
from members.tests.factories import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
ENDED = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-11-23 09:00")


def membership(person, ends=None) -> Membership:
    return MembershipFactory(person=person, starts=date(2026, 1, 1), ends=ends)


def page(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_home_of_an_ended_membership_says_what_ended_and_asks_with_one_tap(member, client_of):
    membership(member, ends=ENDED)
    browser = client_of(member)
    home = page(browser, "/")
    assert "La tua adesione è finita il 22 novembre 2026: era l’ultimo giorno." in home
    assert "postazion" not in home.split("<main")[1].split("</main")[0]
    assert 'action="/adesione/rinnova/"' in home
    browser.post("/adesione/rinnova/")
    assert RenewalRequest.objects.get().person == member
    assert "Hai chiesto il rinnovo il 23 novembre 2026" in page(browser, "/")
    browser.post("/adesione/rinnova/")
    assert RenewalRequest.objects.count() == 1


@pytest.mark.parametrize("ends", [None, date(2026, 12, 1)])
def test_the_home_of_a_current_membership_is_the_day(member, client_of, ends):
    membership(member, ends=ends)
    assert "/adesione/rinnova/" not in page(client_of(member), "/").split("<main")[1]


def test_a_request_is_withdrawn_by_its_person_alone(member, client_of):
    mine = membership(member, ends=date(2026, 12, 1))
    asked = RenewalRequest.objects.create(person=member, membership=mine)
    url = reverse("members:renewal_withdraw", args=[asked.pk])
    assert client_of(PersonFactory(member=True)).post(url).status_code == 404
    client_of(member).post(url)
    asked.refresh_from_db()
    assert asked.status == "withdrawn"


def test_the_staff_grant_with_one_tap_and_the_second_reads_what_the_first_did(staff, client_of):
    asked = RenewalRequest.objects.create(
        person=(of := membership(PersonFactory(member=True), ends=date(2026, 12, 1))).person,
        membership=of,
    )
    browser, url = client_of(staff), reverse("members:renewal_grant", args=[asked.pk])
    assert f'action="{url}"' in page(browser, "/rinnovi/")
    answer = browser.post(url, follow=True).content.decode()
    assert "è stata rinnovata" in answer
    assert "Concesso" in browser.post(url, follow=True).content.decode()
    assert of.person.memberships.count() == 2


def test_the_staff_end_suspend_renew_and_note(staff, client_of):
    found = membership(PersonFactory(member=True), ends=date(2027, 3, 1))
    browser = client_of(staff)

    def send(name: str, pk: int, **fields) -> None:
        url = reverse(f"members:{name}", args=[pk])
        page(browser, url)
        assert browser.post(url, fields).status_code == 302

    send("membership_end", found.pk, last_day="2026-12-31", reason="Trasloco")
    send("membership_suspend", found.pk, since="2026-12-01", last_day="2026-12-07", reason="Pausa")
    plan = Plan.objects.create(name_it="Base", name_en="Basic")
    send("membership_plan", found.pk, plan=plan.pk)
    send("membership_renew", found.pk, last_day="2027-12-31")
    send("note_new", found.person_id, text="<b>Chiamare</b>")
    found.refresh_from_db()
    assert (found.ends, found.plan) == (date(2027, 1, 1), plan)
    rest = Suspension.objects.get()
    assert (rest.since, rest.until) == (date(2026, 12, 1), date(2026, 12, 8))
    new = found.person.memberships.exclude(pk=found.pk).get()
    assert (new.starts, new.ends, new.plan) == (found.ends, date(2028, 1, 1), plan)
    card = page(browser, reverse("members:person_membership", args=[found.person_id]))
    assert "&lt;b&gt;Chiamare&lt;/b&gt;" in card
    assert PersonNote.objects.get().by == staff
    send("suspension_end", rest.pk)
    assert not Suspension.objects.exists()


def test_a_refused_form_keeps_what_was_written(staff, client_of):
    found = membership(PersonFactory(member=True))
    url = reverse("members:membership_end", args=[found.pk])
    answer = client_of(staff).post(url, {"last_day": "2026-01-01", "reason": "Trasloco improvviso"})
    assert "La fine è nel passato" in answer.content.decode()
    assert "Trasloco improvviso" in answer.content.decode()
    answer = client_of(staff).post(url, {"last_day": "31/02/2026", "reason": ""})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("shelf", "seen"),
    [
        ("attuali", {"Uno", "Due", "Tre"}),
        ("in-scadenza", {"Due"}),
        ("sospesi", {"Tre"}),
        ("finiti", {"Quattro"}),
        ("boh", {"Uno", "Due", "Tre"}),
    ],
)
def test_the_list_of_coworkers_by_state(staff, client_of, shelf, seen):
    ends = {"Uno": None, "Due": date(2026, 12, 20), "Tre": None, "Quattro": ENDED}
    made = {
        name: membership(PersonFactory(member=True, last_name=name), ends=day)
        for name, day in ends.items()
    }
    Suspension.objects.create(membership=made["Tre"], since=date(2026, 11, 20), reason="Pausa")
    shown = page(client_of(staff), f"/persone/coworker/?stato={shelf}")
    assert {name for name in ends if f"Persona {name}<" in shown} == seen


def test_the_list_asks_the_same_questions_for_one_and_for_many(staff, client_of, queries_of):
    browser = client_of(staff)
    membership(PersonFactory(member=True))
    page(browser, "/persone/coworker/")
    one = queries_of(lambda: page(browser, "/persone/coworker/"))
    for _number in range(3):
        membership(PersonFactory(member=True))
    assert queries_of(lambda: page(browser, "/persone/coworker/")) == one
    assert queries_of(lambda: page(browser, "/rinnovi/")) <= one


def test_the_spreadsheet_runs_no_formula(staff, client_of):
    membership(PersonFactory(member=True, last_name="=1+1"), ends=date(2026, 12, 20))
    content = client_of(staff).get("/persone/coworker/elenco.csv").content.decode("utf-8-sig")
    head, row = content.splitlines()
    assert head.startswith("Cognome;Nome;E-mail;Primo giorno;Ultimo giorno;Piano")
    assert row.startswith("'=1+1;Persona;")
    assert "2026-01-01;2026-12-19" in row


def test_a_text_is_previewed_then_saved_and_html_is_text(staff, client_of):
    browser, url = client_of(staff), "/testi/first_day/it/"
    page(browser, "/testi/")
    words = {"body": "<b>Ciao</b>\n\n- una", "seen": "0"}
    shown = browser.post(url, words | {"preview": "1"}).content.decode()
    assert "<p>&lt;b&gt;Ciao&lt;/b&gt;</p>" in shown
    assert not Text.objects.exists()
    assert browser.post(url, words).status_code == 302
    assert browser.post(url, {"body": "Altro", "seen": "0"}).status_code == 200
    assert Text.objects.get().body == "<b>Ciao</b>\n\n- una"
    for wrong in ("/testi/nessuno/it/", "/testi/first_day/de/"):
        assert browser.get(wrong).status_code == 404
