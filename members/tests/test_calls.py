"""Calls, their grids and rankings, and the reasons for a no: verbs and pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import html

from core.access import Role
from core.clock import local_midnight, today
from core.models import OutgoingMail
from core.refusals import Refusal
from members import actions, tasks
from members.actions import calls, criteria, desk
from members.models import Application, Call, Criterion, RefusalReason
from members.pages.calls import ranking
from members.rules.deciding import marked
from members.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    CallFactory,
    CriterionFactory,
    RefusalReasonFactory,
    ThemeFactory,
)

DAY = date(2026, 10, 1)
LAST = date(2026, 10, 31)
FIELDS = {
    "name_it": "Avviso d’autunno",
    "name_en": "Autumn call",
    "text_it": "",
    "text_en": "",
    "places": None,
    "is_assessed": True,
    "shows_names": False,
}
FORM = {
    "name_it": "Avviso d’autunno",
    "name_en": "Autumn call",
    "opens": "2026-10-01",
    "last_day": "2026-10-31",
}


@pytest.fixture
def client(client_of, staff):
    return client_of(staff)


def code_of(verb, **given) -> str:
    with pytest.raises(Refusal) as refused:
        verb(**given)
    return refused.value.code


def opened(staff, opens=DAY, closes=LAST + timedelta(days=1)) -> Call:
    return calls.open_call(by=staff, opens=opens, closes=closes, **FIELDS)


def sent(moment, **more) -> Application:
    return ApplicationFactory(submitted=True, submitted_at=moment, **more)


# -- What belongs to a call ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "belongs"),
    [
        ("2026-09-30 23:59", False),
        ("2026-10-01 00:00", True),
        ("2026-10-31 23:59", True),
        ("2026-11-01 00:00", False),
    ],
)
def test_what_is_sent_in_a_call_s_days_in_rome_belongs_to_it(moment, belongs, at, staff, applicant):
    call = opened(staff)
    at(moment)
    draft = ApplicationFactory(applicant=applicant, themes=[ThemeFactory()])
    answers = {"kind": draft.kind, "idea": "Case passive", "themes": draft.themes.all()}
    sent = actions.submit(by=applicant, **answers, organisation="", phone="")
    assert (sent.call == call) is belongs


def test_a_call_gathers_what_was_sent_in_its_time_and_lets_the_rest_go(staff):
    early, inside = sent(local_midnight(DAY)), sent(local_midnight(LAST))
    outside = sent(local_midnight(LAST + timedelta(days=1)))
    call = opened(staff)
    assert set(call.applications.all()) == {early, inside}
    calls.change_call(by=staff, call=call, opens=DAY + timedelta(days=1), closes=call.closes)
    assert set(call.applications.all()) == {inside}
    assert outside.call is None


def test_what_has_points_does_not_leave_its_call(staff):
    application = sent(local_midnight(DAY))
    call = opened(staff)
    AssessmentFactory(application=application, criterion=CriterionFactory(call=call))
    days = {"opens": DAY + timedelta(days=1), "closes": call.closes}
    assert code_of(calls.change_call, by=staff, call=call, **days) == "has_points"
    application.refresh_from_db()
    call.refresh_from_db()
    assert (application.call, call.opens) == (call, DAY)


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [
        (DAY, DAY, "reversed"),
        (LAST, DAY, "reversed"),
        (LAST, LAST + timedelta(days=9), "overlaps"),
        (DAY - timedelta(days=9), DAY + timedelta(days=1), "overlaps"),
    ],
)
def test_days_that_are_none_or_another_call_s_are_refused(opens, closes, code, staff):
    opened(staff)
    given = {"by": staff, "opens": opens, "closes": closes, **FIELDS}
    assert code_of(calls.open_call, **given) == code
    assert Call.objects.count() == 1


def test_a_call_that_has_applications_stays(staff):
    call = opened(staff)
    kept = sent(local_midnight(DAY), call=call)
    assert code_of(calls.remove_call, by=staff, call=call) == "has_applications"
    kept.delete()
    for _turn in range(2):
        calls.remove_call(by=staff, call=call)
    assert not Call.objects.exists()


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
def test_only_the_staff_write_calls_criteria_and_reasons(role, make_person, staff):
    person, criterion = make_person(role), CriterionFactory()
    words = {"name_it": "a", "name_en": "b"}
    asked = [
        (calls.open_call, {"opens": DAY, "closes": LAST, **FIELDS}),
        (calls.change_call, {"call": criterion.call, "opens": DAY, "closes": LAST}),
        (calls.remove_call, {"call": criterion.call}),
        (criteria.add_criterion, {"call": criterion.call, "most": 5, **words}),
        (criteria.change_criterion, {"criterion": criterion, "most": 5, **words}),
        (criteria.remove_criterion, {"criterion": criterion}),
        (criteria.add_refusal_reason, words),
        (criteria.change_refusal_reason, {"refusal": RefusalReasonFactory(), **words}),
    ]
    codes = {code_of(verb, by=person, **given) for verb, given in asked}
    assert codes == {"not_yours"}


# -- After the deadline --------------------------------------------------------------------------------
def test_drafts_are_told_once_when_the_deadline_is_over(at, staff, make_person):
    at("2026-10-31 23:30")
    call, reader = opened(staff), make_person("applicant", language="en")
    ApplicationFactory(applicant=reader)
    assert tasks.tell_drafts() == 0
    at("2026-11-01 00:30")
    assert [tasks.tell_drafts() for _turn in range(2)] == [1, 0]
    letter = OutgoingMail.objects.get()
    assert (letter.to, letter.subject) == (
        reader.email,
        "“Autumn call” is closed: your application was not sent",
    )
    call.refresh_from_db()
    assert call.drafts_told_at is not None


def test_a_call_that_is_prolonged_tells_again_when_it_is_over(at, staff, applicant):
    at("2026-10-20 10:00")
    ApplicationFactory(applicant=applicant)
    call = opened(staff)
    at("2026-11-01 09:00")
    assert tasks.tell_drafts() == 1
    calls.change_call(by=staff, call=call, opens=DAY, closes=date(2026, 11, 10))
    assert tasks.tell_drafts() == 0
    at("2026-11-10 09:00")
    assert tasks.tell_drafts() == 1


# -- The grid ------------------------------------------------------------------------------------------
@pytest.fixture
def grid(staff):
    """A call with two criteria, and an application that belongs to it."""
    call = CallFactory(is_assessed=True)
    criteria = [CriterionFactory(call=call, most=most) for most in (10, 20)]
    return ApplicationFactory(under_review=True, call=call), criteria


def given_points(staff, application, *points, seen="", words=None):
    criteria = application.call.criteria.all()
    numbers = dict(zip([each.pk for each in criteria], points, strict=False))
    given = {"points": numbers, "words": words or {}, "seen": seen}
    return desk.assess(by=staff, application=application, **given)


def test_a_criterion_is_named_as_it_was_written(grid, staff, client_of):
    """Its name is neither a template nor HTML, whatever signs it has."""
    application, (first, _second) = grid
    name = '{{ form.button }}{% x %} {# y #} <b>"&'
    Criterion.objects.filter(pk=first.pk).update(name_it=name)
    page = client_of(staff).get(reverse("members:application_points", args=[application.pk]))
    legends = html.fromstring(page.text).xpath("//legend")
    assert legends[0].text_content() == name
    assert not legends[0].xpath("*")


def test_points_are_given_and_summed(grid, staff):
    application, criteria = grid
    given_points(staff, application, 7, 15, words={criteria[0].pk: " Concreto. "})
    kept = [(each.points, each.words, each.by) for each in application.assessments.all()]
    assert kept == [(7, "Concreto.", staff), (15, "", staff)]
    assert [row.points for row in ranking(application.call)] == [22]


@pytest.mark.parametrize("points", [(11, 0), (-1, 0), (0, 21)])
def test_points_beyond_the_criterion_are_refused(points, grid, staff):
    application, _criteria = grid
    with pytest.raises(Refusal) as refused:
        given_points(staff, application, *points)
    assert refused.value.code == "points"
    assert not application.assessments.exists()


def test_points_are_not_written_over_those_of_a_colleague(grid, staff, make_person):
    application, _criteria = grid
    given_points(make_person("staff", first_name="Carlo", last_name="Colli"), application, 5)
    with pytest.raises(Refusal) as refused:
        given_points(staff, application, 9)
    assert refused.value.sentence.startswith("Carlo Colli ha dato un punteggio")
    seen = marked(application.assessments.get())
    given_points(staff, application, 9, seen=seen)
    assert application.assessments.get().points == 9


def test_a_criterion_of_another_call_gives_no_points(grid, staff):
    application, _criteria = grid
    other = CriterionFactory(call=CallFactory(opens=DAY, closes=LAST))
    given = {"points": {other.pk: 1}, "words": {}, "seen": ""}
    assert code_of(desk.assess, by=staff, application=application, **given) == "changed"


def test_without_a_grid_or_after_the_decision_there_are_no_points(grid, staff):
    application, _criteria = grid
    outside = ApplicationFactory(under_review=True)
    given = {"by": staff, "points": {}, "words": {}, "seen": ""}
    assert code_of(desk.assess, application=outside, **given) == "no_grid"
    actions.refuse(by=staff, application=application, reason="No.")
    assert code_of(desk.assess, application=application, **given) == "over"
    call = application.call
    call.is_assessed = False
    call.save()
    assert code_of(desk.assess, application=application, **given) == "no_grid"


def test_a_criterion_keeps_what_was_given_by_it(grid, staff):
    application, (first, second) = grid
    given_points(staff, application, 7)
    names = {"name_it": "Idea", "name_en": "Idea"}
    assert (
        code_of(criteria.change_criterion, by=staff, criterion=first, most=6, **names)
        == "given_more"
    )
    assert criteria.change_criterion(by=staff, criterion=first, most=7, **names).most == 7
    assert code_of(criteria.remove_criterion, by=staff, criterion=first) == "is_used"
    for _turn in range(2):
        criteria.remove_criterion(by=staff, criterion=second)
    assert list(application.call.criteria.all()) == [first]


def test_two_criteria_of_one_name_are_refused_in_words(staff):
    call = CallFactory()
    names = {"name_it": "Idea", "name_en": "Idea", "most": 5}
    criteria.add_criterion(by=staff, call=call, **names)
    assert (
        code_of(criteria.add_criterion, by=staff, call=call, **names)
        == "one_criterion_of_each_name"
    )


def test_equal_points_share_a_place_and_what_has_none_comes_last(db):
    call = CallFactory(is_assessed=True)
    criterion = CriterionFactory(call=call, most=20)
    for name, points in [("A", 5), ("B", 20), ("C", None), ("D", 20), ("E", 0)]:
        one = ApplicationFactory(under_review=True, call=call, applicant__last_name=name)
        if points is not None:
            AssessmentFactory(application=one, criterion=criterion, points=points)
    ApplicationFactory(withdrawn=True, call=call)
    rows = [(row.place, row.application.applicant.last_name, row.points) for row in ranking(call)]
    assert rows == [(1, "B", 20), (1, "D", 20), (3, "A", 5), (4, "E", 0), (None, "C", None)]


# -- Pages ---------------------------------------------------------------------------------------------
def test_a_call_is_written_and_changed_on_its_pages(client):
    response = client.post(reverse("members:call_new"), FORM)
    call = Call.objects.get()
    assert response["Location"] == reverse("members:call", args=[call.pk])
    assert (call.opens, call.closes, call.is_assessed) == (DAY, date(2026, 11, 1), False)
    page = client.get(response["Location"]).content.decode()
    assert "dal 1º ottobre 2026" in page
    assert "al 31 ottobre 2026" in page
    change = reverse("members:call_change", args=[call.pk])
    assert 'value="2026-10-31"' in client.get(change).content.decode()
    client.post(change, {**FORM, "is_assessed": "on", "places": "3"})
    call.refresh_from_db()
    assert (call.is_assessed, call.places) == (True, 3)


@pytest.mark.parametrize(
    "wrong", [{"last_day": "2026-09-30"}, {"last_day": "ieri"}, {"places": "0"}, {"places": "99999"},
              {"name_it": ""}, {"opens": "1926-01-01"}],
)  # fmt: skip
def test_a_wrong_call_keeps_what_was_written_and_writes_nothing(wrong, client):
    response = client.post(reverse("members:call_new"), {**FORM, "text_it": "Da tenere", **wrong})
    assert response.status_code == 200
    assert "Da tenere" in response.content.decode()
    assert not Call.objects.exists()


def test_a_criterion_is_added_changed_and_removed_on_its_pages(client):
    call = CallFactory(is_assessed=True)
    page = reverse("members:call", args=[call.pk])
    fields = {"name_it": "Idea", "name_en": "Idea", "most": "30"}
    assert client.post(reverse("members:criterion_new", args=[call.pk]), fields)["Location"] == page
    criterion = Criterion.objects.get()
    one = reverse("members:criterion_change", args=[call.pk, criterion.pk])
    for wrong in ("0", "101", "99999", "x", ""):
        assert client.post(one, {**fields, "most": wrong}).status_code == 200
    assert client.post(one, {**fields, "most": "20"})["Location"] == page
    criterion.refresh_from_db()
    assert criterion.most == 20
    client.post(reverse("members:criterion_remove", args=[call.pk, criterion.pk]))
    assert not Criterion.objects.exists()
    other = CallFactory(opens=DAY, closes=LAST)
    elsewhere = reverse("members:criterion_change", args=[other.pk, CriterionFactory(call=call).pk])
    assert client.get(elsewhere).status_code == 404


def test_points_are_written_on_their_page_and_a_stale_one_keeps_what_was_typed(grid, client, staff):
    application, (first, second) = grid
    address = reverse("members:application_points", args=[application.pk])
    typed = {f"points_{first.pk}": "8", f"words_{first.pk}": "Ben pensato", "seen": ""}
    assert client.post(address, typed).status_code == 302
    again = client.post(address, {**typed, f"words_{first.pk}": "Non va perso"})
    assert "Non va perso" in again.content.decode()
    assert application.assessments.get().words == "Ben pensato"
    page = client.get(reverse("members:application_page", args=[application.pk])).content.decode()
    assert "8 di 10" in page
    assert "8 di 30" in page
    too_many = client.post(address, {f"points_{second.pk}": "21", "seen": ""})
    assert too_many.status_code == 200


def test_reasons_are_written_and_one_no_longer_offered_is_not_chosen(client):
    fields = {"name_it": "Pieno", "name_en": "Full", "order": "1", "is_offered": "on"}
    client.post(reverse("members:refusal_reason_new"), fields)
    reason = RefusalReason.objects.get()
    again = client.post(reverse("members:refusal_reason_new"), fields)
    assert "C’è già un motivo con questo nome." in again.content.decode()
    application = ApplicationFactory(under_review=True)
    refuse = reverse("members:application_refuse", args=[application.pk])
    assert "Pieno" in client.get(refuse).content.decode()
    without = client.post(refuse, {"reason": "Non c’è posto."})
    assert "Scegli un motivo dall’elenco." in without.content.decode()
    assert "Non c’è posto." in without.content.decode()
    client.post(
        reverse("members:refusal_reason_change", args=[reason.pk]), {**fields, "is_offered": ""}
    )
    assert "Pieno" not in client.get(refuse).content.decode()
    client.post(refuse, {"reason": "Non c’è posto."})
    assert application.moves.last().refusal is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_the_lists_do_not_grow(rows, client, queries_of):
    call = CallFactory(is_assessed=True, places=9)
    for _turn in range(rows):
        criterion = CriterionFactory(call=call)
        one = ApplicationFactory(under_review=True, call=call)
        AssessmentFactory(application=one, criterion=criterion)
        RefusalReasonFactory()
    assert queries_of(lambda: client.get(reverse("members:call", args=[call.pk]))) == 6
    assert queries_of(lambda: client.get(reverse("members:refusal_reasons"))) == 4
    for turn in range(rows):
        CallFactory(opens=today() - timedelta(days=100 * (turn + 1)))
    assert queries_of(lambda: client.get(reverse("members:calls"))) == 4
