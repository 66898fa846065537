"""The staff set what holds for applications: `/domande/regole/`."""

import pytest

from members.models import ApplicationRules
from members.tests.applying import applies, page

RULES = page("application_rules")
FIELDS = {
    "answer_days": "20",
    "minimum_age": "16",
    "student_documents": ["enrolment", "curriculum"],
}


def test_what_the_staff_set_holds_for_what_is_sent_from_then_on(
    client_of, staff, applicant, make_person
):
    first = client_of(applicant)
    applies(first)
    answer = client_of(staff).post(RULES, {**FIELDS, "student_documents": []})
    assert answer.headers["Location"] == page("applications")
    applies(client_of(make_person("applicant")))
    days = [each.answer_days for each in type(applicant.applications.get()).objects.order_by("pk")]
    assert days == [30, 20]


def test_documents_are_set_by_kind(client_of, staff):
    client_of(staff).post(RULES, FIELDS)
    rules = ApplicationRules.objects.get()
    assert sorted(rules.documents_of("student")) == ["curriculum", "enrolment"]
    assert rules.documents_of("graduate") == []


@pytest.mark.parametrize(
    "wrong", [{"answer_days": "0"}, {"answer_days": "999"}, {"minimum_age": "x"}, {"minimum_age": "13"},
              {"student_documents": ["king"]}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong, client_of, staff):
    assert client_of(staff).post(RULES, FIELDS | wrong).status_code == 200
    assert not ApplicationRules.objects.exists()


def test_only_the_staff_set_them(client_of, applicant, official):
    assert [client_of(each).get(RULES).status_code for each in (applicant, official)] == [403, 403]
