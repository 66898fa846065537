"""What a person tells of himself, and to whom: the profile and its photo."""

from django.db import transaction

from core.journal import record
from core.locks import for_update
from core.refusals import ensure
from core.storage import gone_unless_done
from members.actions.consents import give_consent, withdraw_consent
from members.models import VISIBILITIES, WORDS, Consent, Profile, Verb
from members.rules.profiles import why_not_remove_photo


@transaction.atomic
def keep_profile(*, by, themes, is_listed: bool, **told) -> Profile:
    """Write the own profile. `told` are its fields and to whom each is open; `is_listed` agrees to the directory.

    What is open to whom is journalled: it is a choice that somebody may have to show.
    """
    agree = give_consent if is_listed else withdraw_consent
    agree(by=by, kind=Consent.Kind.DIRECTORY)
    profile, _made = for_update(Profile.objects.all()).get_or_create(person=by)
    for name, value in told.items():
        setattr(profile, name, value)
    profile.save()
    # The database has made words of it.
    profile.refresh_from_db(fields=set(WORDS.values()))
    profile.themes.set(themes)
    opened = {name: getattr(profile, name) for name in VISIBILITIES}
    record(by=by, verb=Verb.PROFILE_KEPT, on=profile, **opened)
    return profile


@transaction.atomic
def set_profile_photo(*, by, photo, photo_alt: str = "") -> Profile:
    """Show this photo (made by `core.photos.prepare`) in place of the one before, if any.

    Without a new one only the words that describe it are kept. To whom it is open, the profile says. Twice
    changes nothing.
    """
    profile, _made = for_update(Profile.objects.all()).get_or_create(person=by)
    profile.photo_alt = photo_alt
    if photo is None or profile.photo_mark == photo.name.partition(".")[0]:
        profile.save(update_fields=["photo_alt"])
        return profile
    return _replace(profile, photo, by=by, verb=Verb.PROFILE_PHOTO_SET)


@transaction.atomic
def remove_profile_photo(*, by) -> Profile:
    """Show initials in place of the photo, and delete it."""
    profile = for_update(Profile.objects.filter(person=by)).first()
    ensure(why_not_remove_photo(profile))
    profile.photo_alt = ""
    return _replace(profile, None, by=by, verb=Verb.PROFILE_PHOTO_REMOVED)


def _replace(profile: Profile, photo, *, by, verb) -> Profile:
    old, storage = profile.photo.name, profile.photo.storage
    with gone_unless_done(profile.photo):
        if photo:
            profile.photo.save(photo.name, photo, save=False)
        else:
            profile.photo = ""
        profile.save(update_fields=["photo", "photo_width", "photo_height", "photo_alt"])
        record(by=by, verb=verb, on=profile)
    if old:
        # Pages of the moment may still ask for it until the change is written.
        transaction.on_commit(lambda: storage.delete(old), robust=True)
    return profile
