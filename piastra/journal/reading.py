"""Which lines are about a thing or a person, and the newest of them."""

from django.db.models import Q, QuerySet

from core.models import JournalEntry
from piastra.journal.things import BY_WORD, OF_PEOPLE, Thing


def of_thing(thing: Thing, pk: int) -> list[Q]:
    """Of the thing, and of what belongs to it."""
    return [_on(thing, pk), *(_theirs(model, field, pk) for model, field in thing.parts)]


def of_person(pk: int) -> list[Q]:
    """What the person did, and what happened to the account and to what is the person's."""
    things = (_theirs(thing.model, thing.person, pk) for thing in OF_PEOPLE)
    return [Q(by=pk), _on(BY_WORD["account"], pk), *things]


def by_or_on_account(pk: int) -> Q:
    """What shows that there was such a person, of whoever is erased too."""
    return Q(by=pk) | _on(BY_WORD["account"], pk)


def newest(branches: list[Q], *, most: int) -> QuerySet:
    """So many lines, the newest first. Each branch finds its own by an index, however many lines there are."""
    first, *others = (
        JournalEntry.objects.filter(branch).order_by("-pk")[:most] for branch in branches
    )
    if not others:
        return first
    return first.union(*others).order_by("-pk")[:most]


def _on(thing: Thing, pk: int) -> Q:
    return Q(subject=thing.label, subject_id=pk)


def _theirs(model, field: str, pk: int) -> Q:
    own = model._default_manager.filter(**{field: pk}).values("pk")
    return Q(subject=model._meta.label_lower, subject_id__in=own)
