"""What a person tells of himself and chooses for himself."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from core.journal import record
from core.locks import for_update, lock
from core.refusals import Refusal
from members.models import Profile, Verb

SWITCHES = ["is_listed", "shows_bio", "shows_organisation", "shows_email"]


@transaction.atomic
def keep_profile(*, by, themes, **told) -> Profile:
    """Write the own profile. `told` are the profile's fields; what others see is journalled, being a consent."""
    profile, _made = for_update(Profile.objects.all()).get_or_create(person=by)
    for name, value in told.items():
        setattr(profile, name, value)
    profile.save()
    profile.themes.set(themes)
    record(
        by=by,
        verb=Verb.PROFILE_KEPT,
        on=profile,
        **{name: getattr(profile, name) for name in SWITCHES},
    )
    return profile


@transaction.atomic
def choose_language(*, by, language: str):
    """The language of a person's letters and pages. Choosing the same again changes nothing."""
    if language not in dict(settings.LANGUAGES):
        sentence = _("%(language)s is not one of the portal’s languages.")
        raise Refusal(sentence % {"language": language}, code="unknown_language")
    held = lock(get_user_model().objects.all(), by.pk)
    by.language = language
    if held.language != language:
        by.save(update_fields=["language"])
        record(by=by, verb=Verb.LANGUAGE_CHOSEN, on=by, language=language)
    return by
