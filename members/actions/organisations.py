"""What is done to organisations: by the staff, by their managers, and when an application is admitted.

Locks: the organisation, then its people's rows, in the order of their numbers.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Model

from core.access import Role
from core.clock import today
from core.identity import hold, one_spelling
from core.journal import record
from core.locks import lock, lock_all, lock_first
from core.refusals import ensure, refused
from core.walls import explained
from members.actions.invitations import Sent, invite
from members.models import (
    Application,
    Invitation,
    Organisation,
    OrganisationPerson,
    Profile,
    User,
    Verb,
)
from members.rules import organisations as rules
from members.signals import leaving_organisation


@transaction.atomic
def find_or_make(*, by, name: str) -> Organisation:
    """The organisation of this name, accents and capitals aside; made where there is none. Raises `Refusal`."""
    name = one_spelling(name)
    ensure(rules.why_not_call(name))
    hold("organisations by name")
    found = Organisation.objects.called(name)
    if found:
        return found
    with explained():
        made = Organisation.objects.create(name=name)
    record(by=by, verb=Verb.ORGANISATION_KEPT, on=made)
    return made


@transaction.atomic
def keep_organisation(*, by, organisation: Organisation | None = None, themes=(), **facts):
    """Add an organisation, or write its facts anew. Raises `Refusal` for a name or code that another has.

    `facts` are the model's fields. The staff do it, and a manager of the organisation.
    The same again writes nothing.
    """
    if organisation is None:
        ensure(rules.why_not_look_after_all(by))
        held = Organisation()
    else:
        held = _held(organisation, by)
    facts["name"] = one_spelling(facts.get("name", held.name))
    facts["tax_code"] = "".join(facts.get("tax_code", held.tax_code).split()).upper()
    ensure(rules.why_not_call(facts["name"]))
    ensure(rules.why_not_tax_code(facts["tax_code"]))
    if held.pk and _says(held, facts, themes):
        return held
    for name, value in facts.items():
        setattr(held, name, value)
    with explained():
        held.save()
    held.themes.set(themes)
    record(by=by, verb=Verb.ORGANISATION_KEPT, on=held)
    return held


@transaction.atomic
def add_person(
    *, by, organisation: Organisation, person: User, is_manager: bool = False
) -> OrganisationPerson:
    """Let the person belong to it from today. Who does already stays, and becomes a manager if that is asked."""
    ensure(rules.why_not_look_after_all(by))
    held = lock(Organisation.objects.all(), organisation.pk)
    ensure(rules.why_not_join(held, person))
    return _joined(held, person, by=by, is_manager=is_manager)


@transaction.atomic
def set_manager(*, by, organisation: Organisation, person: User, is_manager: bool) -> None:
    """Make somebody of the organisation a manager, or no longer. Only the staff do it; twice is once."""
    ensure(rules.why_not_look_after_all(by))
    held = lock(Organisation.objects.all(), organisation.pk)
    own = _own(held, person)
    ensure(rules.why_not_belong(held, own))
    if own.is_manager != is_manager:
        own.is_manager = is_manager
        own.save(update_fields=["is_manager"])
        _record_person(by, Verb.ORGANISATION_MANAGER, own)


@transaction.atomic
def remove_person(*, by, organisation: Organisation, person: User) -> None:
    """The person belongs to it no longer from today, and keeps the account and what is booked.

    Raises `Refusal` for whoever is no manager, and for the last manager: of two who go at once the second stays.
    """
    held = _held(organisation, by)
    _let_go(held, person, by=by)


@transaction.atomic
def leave(*, by, organisation: Organisation) -> None:
    """Leave it oneself, from today. Raises `Refusal` for the last manager."""
    held = lock(Organisation.objects.all(), organisation.pk)
    _let_go(held, by, by=by)


@transaction.atomic
def invite_person(
    *,
    by,
    organisation: Organisation,
    email: str,
    first_name: str = "",
    last_name: str = "",
    language: str = "",
) -> Sent:
    """Send an invitation whose reader becomes a coworker and belongs to the organisation; an older one dies.

    Raises `Refusal` for whoever is no manager, an address that has an account or another's invitation, and too
    many that wait.
    """
    held = _held(organisation, by)
    account = User.objects.at(email)
    waiting = Invitation.objects.open().filter(organisation=held)
    ensure(
        rules.why_not_invite_into(
            held,
            by=by,
            account=account,
            is_in=account is not None and _own(held, account) is not None,
            open_now=Invitation.objects.open().filter(email__iexact=email.strip()).first(),
            waiting=waiting.count(),
        )
    )
    return invite(
        by=by,
        email=email,
        role=Role.MEMBER,
        language=language or getattr(by, "language", ""),
        first_name=first_name,
        last_name=last_name,
        organisation=held,
    )


@transaction.atomic
def take_in(*, by, application: Application, people: Iterable = ()) -> Organisation | None:
    """The organisation that an application names, made where there is none; None where it names none.

    Where it is the organisation's own, the applicant manages it, and each of `people` (who have `first_name`,
    `last_name` and `email`) gets an invitation, but those who have an account or one from others.
    """
    if not application.organisation.strip():
        return None
    found = find_or_make(by=by, name=application.organisation)
    if rules.names_people(application):
        held = lock(Organisation.objects.all(), found.pk)
        _joined(held, application.applicant, by=by, is_manager=True)
        for each in people:
            names = {"first_name": each.first_name, "last_name": each.last_name}
            facts = {"by": by, "organisation": held, "email": each.email, **names}
            refused(invite_person, language=application.applicant.language, **facts)
    return found


@transaction.atomic
def merge(*, by, kept: Organisation, gone: Organisation) -> Organisation:
    """Let two that are one be one: all that is the second's becomes the first's, and the second is deleted.

    What the first does not say of itself it takes from the second.
    """
    ensure(rules.why_not_look_after_all(by))
    ensure(rules.why_not_merge(kept, gone))
    rows = lock_all(Organisation.objects.filter(pk__in=[kept.pk, gone.pk]), deletes=True)
    both = {row.pk: row for row in rows}
    ensure(rules.why_not_both_there(len(both)))
    first, second = both[kept.pk], both[gone.pk]
    _move_people(first, second)
    for each in second._meta.related_objects:
        if each.one_to_many:
            _point(each.related_model, each.field.name, first, second)
    first.themes.add(*second.themes.all())
    number = second.pk
    facts = _facts_to_take(first, second)
    second.delete()
    for name, value in facts.items():
        setattr(first, name, value)
    first.save()
    record(by=by, verb=Verb.ORGANISATIONS_MERGED, on=first, joined=number)
    return first


def _held(organisation: Organisation, by) -> Organisation:
    """The organisation, locked, for whoever may look after it."""
    held = lock(Organisation.objects.all(), organisation.pk)
    own = _own(held, by) if by is not None else None
    ensure(rules.why_not_manage(held, by, own=own) if by is not None else None)
    return held


def _says(held: Organisation, facts: dict, themes) -> bool:
    """Whether all this stands there already."""
    same = all(getattr(held, name) == value for name, value in facts.items())
    return same and set(held.themes.all()) == set(themes)


def _own(organisation: Organisation, person) -> OrganisationPerson | None:
    return lock_first(organisation.people.current().filter(person=person))


def _joined(organisation: Organisation, person, *, by, is_manager: bool) -> OrganisationPerson:
    own = _own(organisation, person)
    if own is None:
        with explained():
            own = OrganisationPerson.objects.create(
                organisation=organisation, person=person, is_manager=is_manager
            )
        _record_person(by, Verb.ORGANISATION_JOINED, own)
    elif is_manager and not own.is_manager:
        own.is_manager = True
        own.save(update_fields=["is_manager"])
        _record_person(by, Verb.ORGANISATION_MANAGER, own)
    return own


def _let_go(organisation: Organisation, person, *, by) -> None:
    own = _own(organisation, person)
    ensure(rules.why_not_belong(organisation, own))
    managers = organisation.people.current().filter(is_manager=True).count()
    ensure(rules.why_not_let_go(own, by=by, managers=managers))
    own.ends = max(today(), own.starts)
    own.save(update_fields=["ends"])
    Profile.objects.filter(person=person, organisation=organisation).update(organisation=None)
    leaving_organisation.send(Organisation, organisation=organisation, person=person, by=by)
    _record_person(by, Verb.ORGANISATION_LEFT, own)


def _record_person(by, verb: Verb, own: OrganisationPerson) -> None:
    told = {"person": own.person_id, "manager": own.is_manager}
    record(by=by, verb=verb, on=own.organisation, **told)


def _point(model: type[Model], field: str, first: Organisation, second: Organisation) -> None:
    model._base_manager.filter(**{field: second}).update(**{field: first})


def _move_people(first: Organisation, second: Organisation) -> None:
    """Each person's dates in either; where they overlap they are one row."""
    rows = lock_all(OrganisationPerson.objects.filter(organisation__in=[first, second]))
    by_person: dict[int, list[OrganisationPerson]] = {}
    for row in sorted(rows, key=lambda row: (row.starts, row.pk)):
        by_person.setdefault(row.person_id, []).append(row)
    for own in by_person.values():
        if any(row.organisation_id == second.pk for row in own):
            _join_rows(own, first)


def _join_rows(rows: list[OrganisationPerson], organisation: Organisation) -> None:
    OrganisationPerson.objects.filter(pk__in=[row.pk for row in rows]).delete()
    joined: list[OrganisationPerson] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and (last.ends is None or row.starts < last.ends):
            last.is_manager = last.is_manager or row.is_manager
            last.ends = _later(last.ends, row.ends)
        else:
            joined.append(row)
    for row in joined:
        row.pk, row.organisation = None, organisation
    OrganisationPerson.objects.bulk_create(joined)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


#: What an organisation says of itself, of which an empty one is filled from its twin.
SAID = ["tax_code", "website", "description", "offers", "looks_for"]


def _facts_to_take(first: Organisation, second: Organisation) -> dict[str, str]:
    return {name: getattr(second, name) for name in SAID if not getattr(first, name)}
