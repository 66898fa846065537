"""Writing a draft's answers, within the verb that keeps or sends it."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from core.locks import lock
from core.refusals import ensure
from core.walls import explained
from members import privacy, rules
from members.models import Application, ApplicationPerson, FunderFacts

Status = Application.Status


def write_draft(by, answers: dict) -> Application:
    """The person's one draft, with these answers. The lock on the person keeps it one."""
    person = lock(get_user_model().objects.all(), by.pk)
    latest = Application.objects.latest_of(person)
    is_member = person.memberships.unended().exists()
    ensure(rules.why_not_apply(person, latest, is_member=is_member))
    is_draft = latest is not None and latest.status == Status.DRAFT
    draft = latest if is_draft else _begun(person, latest)
    _write_answers(draft, dict(answers))
    return draft


def _begun(person, latest: Application | None) -> Application:
    """A new draft; what was answered the last time stands in it, and is the person's to change."""
    draft = Application(applicant=person)
    if latest is None:
        return draft
    draft = latest.again()
    with explained():
        draft.save()
    draft.themes.set(latest.themes.all())
    _write_people(draft, latest.people.values_list("first_name", "last_name", "email"))
    return draft


def _write_answers(draft: Application, answers: dict) -> None:
    related = {name: answers.pop(name, None) for name in ("themes", "people", "funder")}
    if answers.pop("privacy_seen", False):
        answers |= {"privacy_version": privacy.VERSION, "privacy_seen_at": timezone.now()}
    for name, answer in answers.items():
        setattr(draft, name, answer)
    with explained():
        draft.save()
    if related["themes"] is not None:
        draft.themes.set(related["themes"])
    if related["people"] is not None:
        _write_people(draft, related["people"])
    if related["funder"] is not None:
        facts = {**related["funder"], "changed_at": timezone.now()}
        FunderFacts.objects.update_or_create(person=draft.applicant, defaults=facts)


def _write_people(draft: Application, people) -> None:
    draft.people.all().delete()
    with explained():
        draft.people.bulk_create(
            ApplicationPerson(application=draft, first_name=first, last_name=last, email=email)
            for first, last, email in people
        )
