"""Applying, page by page: each page keeps what was written, the summary names what is missing."""

import pytest
from django.urls import reverse

from core.models import OutgoingMail
from core.refusals import Refusal
from members import actions
from members.models import Application, ApplicationRules, FunderFacts
from members.models.questions import QUESTIONS, Step, asked_of
from members.pages.steps import Stepper
from members.tests.applying import ANSWERS, PAGES, applies, fills_in, page, paper
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    ObjectiveFactory,
    ThemeFactory,
)

Status = Application.Status
ABOUT, SUMMARY, SEND = (page(f"application_{name}") for name in ("about", "summary", "send"))


@pytest.fixture
def client(client_of, applicant):
    return client_of(applicant)


def said(response):
    return [str(message) for message in response.context["messages"]]


def text_of(response):
    return response.content.decode().replace("&#x27;", "'")


# -- works -------------------------------------------------------------------------------------------
def test_sent_page_by_page_it_has_a_receipt_with_number_date_answers_and_last_day(client, at):
    at("2026-11-24 10:00")
    response = applies(client)
    sent = Application.objects.get()
    assert (sent.status, sent.code, sent.answer_days) == (Status.SUBMITTED, "2026/0001", 30)
    assert response.redirect_chain == [(page_of_receipt(sent), 302)]
    for words in ("2026/0001", "martedì 24 novembre 2026", "Liceo Piazzi", "giovedì 24 dicembre"):
        assert words in text_of(response)
    letter = OutgoingMail.objects.get()
    for words in ("2026/0001", "Liceo Piazzi", "giovedì 24 dicembre 2026"):
        assert words in letter.text


def page_of_receipt(sent):
    return reverse("members:application_receipt", args=[sent.pk])


@pytest.mark.parametrize("kind", Application.Kind.values)
def test_each_kind_is_asked_only_what_concerns_it(kind, client):
    client.post(page("application_privacy"), {"kind": kind, "privacy_seen": "on"})
    for step, name in ((Step.ABOUT, "about"), (Step.PROJECT, "project"), (Step.SPACE, "space")):
        form = client.get(page(f"application_{name}")).context["form"]
        own = {field for field in form.fields if not field.startswith("funder_")}
        assert own == {question.name for question in asked_of(kind, step)}
        needed = {question.name for question in asked_of(kind, step) if question.is_needed}
        assert {each for each in own if form.fields[each].is_needed} == needed


def test_every_kind_is_asked_something_of_its_own_and_all_is_asked_of_somebody():
    own = {kind: [q.name for q in QUESTIONS if kind in q.kinds] for kind in Application.Kind.values}
    assert all(own.values())
    assert {each.name for kind in own for each in asked_of(kind)} == {q.name for q in QUESTIONS}


def test_half_a_page_is_kept_and_one_goes_on_where_something_is_missing(
    client, client_of, applicant
):
    client.post(page("application_privacy"), PAGES["application_privacy"])
    response = client.post(ABOUT, {"school": "Liceo", "later": "1"}, follow=True)
    assert "Salvata. Nessuno la legge finché non la invii." in said(response)
    elsewhere = client_of(applicant)
    assert elsewhere.get(page("application")).headers["Location"] == ABOUT
    assert elsewhere.get(ABOUT).context["form"]["school"].value() == "Liceo"
    assert OutgoingMail.objects.count() == 0


def test_what_is_wrong_is_named_and_the_rest_of_the_page_is_kept(client):
    client.post(page("application_privacy"), {"kind": "graduate", "privacy_seen": "on"})
    response = client.post(ABOUT, {"degree": "Scienze", "degree_year": "l’anno scorso"})
    assert "Scrivi un anno, per esempio 2024." in text_of(response)
    assert "l’anno scorso" in text_of(response)
    assert Application.objects.get().degree == "Scienze"


def test_the_summary_names_what_is_missing_with_links_and_each_answer_has_its_change(client):
    fills_in(client, school="", days_a_week="")
    response = client.get(SUMMARY)
    assert [(each.words, each.url) for each in response.context["lacks"]] == [
        ("Scuola o università", "/domanda/su-di-te/?da=riepilogo#div_id_school"),
        ("Giorni alla settimana", "/domanda/spazio/?da=riepilogo#div_id_days_a_week"),
    ]
    back = client.post(f"{ABOUT}?da=riepilogo", PAGES["application_about"])
    assert back.headers["Location"] == SUMMARY
    assert text_of(response).count("Modifica") == len(asked_of("student")) + 1


def test_what_is_missing_cannot_be_sent_and_is_kept(client):
    fills_in(client, school="")
    response = client.post(SEND, follow=True)
    assert said(response)[0].startswith("Manca ancora una risposta")
    assert Application.objects.get().status == Status.DRAFT
    assert OutgoingMail.objects.count() == 0


def test_progress_is_said_as_a_sentence():
    from django.utils.translation import override

    with override("it"):
        assert Stepper(Step.PROJECT).words == "Passo 3 di 6, mancano circa 7 minuti"
        assert Stepper(Step.SUMMARY).words == "Passo 6 di 6, manca circa un minuto"
    assert [mark for _label, mark in Stepper(Step.ABOUT).rows] == [
        "confirmed",
        "active",
        "",
        "",
        "",
        "",
    ]


def test_a_second_application_begins_with_the_answers_of_the_first(client, applicant):
    objective = ObjectiveFactory()
    first = ApplicationFactory(
        applicant=applicant, kind="organisation", organisation="Coop", not_admitted=True,
        objective=objective, number=3, year=2025,
    )  # fmt: skip
    first.people.create(first_name="Anna", last_name="Alberti", email="anna@example.org")
    form = client.get(page("application_privacy")).context["form"]
    assert form["kind"].value() == "organisation"
    assert not form["privacy_seen"].value()
    client.post(page("application_privacy"), {"kind": "organisation"})
    again = Application.objects.get(status="draft")
    assert (again.idea, again.organisation, again.objective) == (first.idea, "Coop", objective)
    assert list(again.themes.all()) == list(first.themes.all())
    assert again.people.get().email == "anna@example.org"
    assert (again.is_of_age, again.privacy_seen_at, again.number) == (False, None, None)


def test_facts_for_the_funder_are_optional_and_kept_apart(client, applicant):
    fills_in(client)
    assert FunderFacts.objects.get().gender == ""
    client.post(
        ABOUT,
        {**PAGES["application_about"], "funder_gender": "unsaid", "funder_municipality": "Tirano"},
    )
    facts = FunderFacts.objects.get(person=applicant)
    assert (facts.gender, facts.municipality, facts.age_band) == ("unsaid", "Tirano", "")
    assert "Tirano" not in text_of(client.get(SUMMARY))


def test_an_organisation_names_its_people(client, applicant):
    client.post(page("application_privacy"), {"kind": "organisation", "privacy_seen": "on"})
    client.post(ABOUT, {"people": "Anna, Alberti, Anna@Example.org\n\n李, 王; li@example.org"})
    people = Application.objects.get().people.values_list("first_name", "last_name", "email")
    assert list(people) == [("Anna", "Alberti", "anna@example.org"), ("李", "王", "li@example.org")]
    for wrong, sentence in [
        ("Anna Alberti", "«Anna Alberti»: scrivi nome, cognome ed e-mail"),
        ("A, B, a@example.org\nC, D, A@example.org", "due volte"),
        (f"Io, Stesso, {applicant.email}", "Tu ci sei già"),
        ("\n".join(f"A, B, a{n}@example.org" for n in range(31)), "30"),
        (f"{'x' * 81}, B, a@example.org", "scrivi nome, cognome"),
    ]:
        assert sentence in text_of(client.post(ABOUT, {"people": wrong}))
    assert Application.objects.get().people.count() == 2


def test_what_was_answered_as_another_kind_is_neither_shown_nor_sent(client):
    client.post(page("application_privacy"), {"kind": "organisation", "privacy_seen": "on"})
    client.post(ABOUT, {"organisation": "Coop", "people": "Anna, Alberti, anna@example.org"})
    fills_in(client)
    assert "Coop" not in text_of(client.get(SUMMARY))
    client.post(SEND)
    sent = Application.objects.get()
    assert (sent.kind, sent.organisation, sent.people.count()) == ("student", "", 0)
    assert "Coop" not in text_of(client.get(page_of_receipt(sent)))


# -- who is refused ----------------------------------------------------------------------------------
def test_who_is_too_young_reads_why_and_cannot_send(client):
    ApplicationRules.objects.create(pk=1, minimum_age=16)
    client.post(page("application_privacy"), PAGES["application_privacy"])
    assert "Hai almeno 16 anni?" in text_of(client.get(ABOUT))
    response = client.post(ABOUT, {"is_of_age": "no", "school": "Liceo"})
    assert "Si può fare domanda da 16 anni in su." in text_of(response)
    assert Application.objects.get().school == "Liceo"
    client.post(SEND)
    assert Application.objects.get().status == Status.DRAFT


def test_an_old_yes_to_the_age_is_taken_back(client):
    fills_in(client)
    client.post(ABOUT, {"is_of_age": "no", "school": "Liceo"})
    client.post(SEND)
    assert Application.objects.get().status == Status.DRAFT


def test_a_member_is_told_and_whose_membership_ended_applies_again(client_of, member):
    membership = MembershipFactory(person=member)
    client = client_of(member)
    response = client.post(page("application_privacy"), PAGES["application_privacy"], follow=True)
    assert said(response) == ["Fai già parte del coworking: non serve un’altra domanda."]
    actions.memberships.end_memberships(member)
    membership.refresh_from_db()
    type(membership).objects.update(starts="2020-01-01", ends="2021-01-01")
    applies(client)
    assert Application.objects.get().status == Status.SUBMITTED
    member.refresh_from_db()
    assert member.role == "member"


def test_an_admission_lowers_no_role(make_person, staff):
    for role in ("member", "staff", "official"):
        application = ApplicationFactory(applicant=make_person(role), under_review=True)
        actions.admit(by=staff, application=application)
        application.applicant.refresh_from_db()
        assert application.applicant.role == role


def test_strangers_receipts_are_not_there(client, other_member):
    sent = ApplicationFactory(applicant=other_member, submitted=True)
    assert client.get(page_of_receipt(sent)).status_code == 404


# -- bad input ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("student", {"phone": "chiamatemi"}, "Scrivi un numero di telefono"),
        ("student", {"school": "x" * 161}, "160"),
        ("organisation", {"tax_number": "12345678901"}, "controlla le 11 cifre"),
        ("organisation", {"tax_number": "00000000000"}, "controlla le 11 cifre"),
        ("entrepreneur", {"founded_year": "1066"}, "Scrivi un anno"),
        ("graduate", {"degree_year": "99999999999999999999"}, "Scrivi un anno"),
        ("student", {"funder_gender": "king"}, "king"),
    ],
)
def test_a_wrong_answer_is_named(kind, changed, sentence, client):
    client.post(page("application_privacy"), {"kind": kind, "privacy_seen": "on"})
    response = client.post(ABOUT, changed)
    assert response.status_code == 200
    assert sentence in text_of(response)


def test_a_number_of_an_organisation_is_kept_bare(client):
    client.post(page("application_privacy"), {"kind": "organisation", "privacy_seen": "on"})
    client.post(ABOUT, {"tax_number": " IT 00743110157 "})
    assert Application.objects.get().tax_number == "00743110157"


def test_markup_and_formulas_are_text(client):
    applies(client, idea="<script>alert(1)</script>\n=SUM(A1)", school="ش")
    sent = Application.objects.get()
    response = client.get(page_of_receipt(sent))
    assert "&lt;script&gt;alert(1)" in response.content.decode()
    assert "=SUM(A1)" in text_of(response)
    assert "ش" in text_of(response)


@pytest.mark.parametrize("name", ["about", "project", "space", "documents", "summary"])
def test_no_page_comes_before_the_first(name, client):
    assert client.get(page(f"application_{name}")).headers["Location"] == page(
        "application_privacy"
    )


# -- twice -------------------------------------------------------------------------------------------
def test_sent_twice_is_sent_once(client):
    applies(client)
    response = client.post(SEND, follow=True)
    assert said(response)[-1].startswith("Hai già inviato una domanda")
    response = client.post(ABOUT, {"school": "Altro"}, follow=True)
    assert Application.objects.get().school == "Liceo Piazzi"
    assert OutgoingMail.objects.count() == 1


def test_numbers_follow_each_other_and_begin_again_each_year(make_person, at):
    codes = []
    for day in ("2026-12-30 10:00", "2026-12-31 23:30", "2027-01-01 00:30"):
        at(day)
        person = make_person("applicant")
        actions.save_draft(by=person, themes=[ThemeFactory()], **ANSWERS)
        codes.append(actions.submit(by=person).code)
    assert codes == ["2026/0001", "2026/0002", "2027/0001"]


def test_another_version_of_the_notice_is_read_again(applicant, monkeypatch):
    actions.save_draft(by=applicant, themes=[ThemeFactory()], **ANSWERS)
    monkeypatch.setattr("members.privacy.VERSION", "2")
    with pytest.raises(Refusal) as refused:
        actions.submit(by=applicant)
    assert refused.value.code == "incomplete"


def test_documents_that_are_asked_must_be_there(client, applicant):
    ApplicationRules.objects.create(pk=1, student_documents=["enrolment"])
    fills_in(client)
    assert [each.words for each in client.get(SUMMARY).context["lacks"]] == [
        "Certificato di iscrizione"
    ]
    client.post(page("application_documents"), {"kind": "enrolment", "upload": paper()})
    client.post(SEND)
    assert Application.objects.get().status == Status.SUBMITTED


# -- queries -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("documents", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_documents(documents, client, queries_of):
    fills_in(client)
    for number in range(documents):
        upload = paper(content=b"%PDF-1.4\n" + b"x" * number + b"%%EOF")
        client.post(page("application_documents"), {"kind": "other", "upload": upload})
    assert queries_of(lambda: client.get(SUMMARY)) == 13
