"""Every verb, done once: one line of the journal for each thing done, one letter for each who is to know."""

import re

import pytest
from django.db import models, transaction
from django.utils import translation

from core.models import JournalEntry, OutgoingMail
from piastra.tests.guards import verbs
from piastra.tests.guards.recipes import RECIPES, UNDATED
from piastra.tests.guards.situations import SITUATIONS
from piastra.tests.guards.state import apart

VERBS = verbs.found()
ADDRESS = re.compile(r"https?://\S+")
#: Somebody without an account, who reads the answer in the language of the form.
WRITES_TO_WHO_ACTS = {"piastra.pages.send_feedback", "events.register, without an account"}
#: What the portal does of itself, whoever gave the occasion.
BY_THE_PORTAL = {"offered"}
#: What the database writes by itself, or the verb by an expression.
KEPT_BY_THE_DATABASE = {"takes", "reportable", "taken", "allocated", "engaged", "invoiced"}


def test_each_verb_has_its_recipe():
    missing = sorted(set(VERBS) - set(RECIPES))
    assert missing == [], "write a @recipe for each of these in piastra/tests/guards/recipes/"
    assert sorted(set(RECIPES) - set(VERBS)) == [], "these recipes are of no verb any more"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_writes_its_lines_and_its_letters(name, world):
    call = RECIPES[name](world)
    lines, letters = last(JournalEntry), last(OutgoingMail)
    answer = VERBS[name](**apart(call.given))
    written = JournalEntry.objects.filter(pk__gt=lines).order_by("pk")
    assert tuple(line.verb for line in written) == call.writes
    assert {line.by_id for line in written if line.verb not in BY_THE_PORTAL} <= {who(call, answer)}
    sent = OutgoingMail.objects.filter(pk__gt=letters).order_by("pk")
    assert tuple(each.to.partition("@")[0] for each in sent) == call.tells
    for each in sent:
        language = "it" if each.to == "staff@example.org" else "en"
        assert f'<html lang="{language}">' in each.html
        assert each.subject.strip()
    assert unsaved(answer) == {}
    assert bool(call.dated) != (name in UNDATED), (
        "say `dated` in the recipe, or the reason in UNDATED"
    )
    if hasattr(answer, "close"):
        answer.close()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({**RECIPES, **SITUATIONS}.keys() - WRITES_TO_WHO_ACTS))
def test_its_letters_read_the_same_in_whatever_language_somebody_acts(name, world):
    call = (RECIPES | SITUATIONS)[name](world)
    in_italian, in_english = (letters_when(name, call, language) for language in ("it", "en"))
    assert in_italian == in_english


def letters_when(name: str, call, language: str) -> list[tuple[str, str, str]]:
    """What the verb posts where this language is spoken, but for addresses; nothing of it is kept."""
    with translation.override(language), transaction.atomic():
        before = last(OutgoingMail)
        answer = VERBS[name.partition(",")[0]](**apart(call.given))
        if hasattr(answer, "close"):
            answer.close()
        sent = OutgoingMail.objects.filter(pk__gt=before).order_by("pk")
        found = [(each.to, each.subject, ADDRESS.sub("", each.text)) for each in sent]
        transaction.set_rollback(True)
    return found


def who(call, answer) -> int | None:
    """Who did it: `by`, nobody, or whoever comes to be by it."""
    by = call.given.get("by")
    comes_to_be = call.given.keys() & {"password", "uid"}
    return by.pk if by else getattr(answer, "pk", None) if comes_to_be else None


def last(model) -> int:
    return model.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def unsaved(answer) -> dict:
    """The fields of the answer that the database has otherwise."""
    if not isinstance(answer, models.Model) or answer.pk is None:
        return {}
    kept = type(answer)._base_manager.get(pk=answer.pk)
    names = {field.attname for field in answer._meta.concrete_fields} - KEPT_BY_THE_DATABASE
    return {
        name: (getattr(answer, name), getattr(kept, name))
        for name in names
        if getattr(answer, name) != getattr(kept, name)
    }
