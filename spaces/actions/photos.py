"""A place's photo: shown, replaced, taken away."""

from django.db import transaction

from core.journal import record
from core.storage import gone_unless_done
from spaces.actions.locks import lock_places
from spaces.models import Space, Verb


@transaction.atomic
def set_photo(*, by, place: Space, photo) -> Space:
    """Show this photo (made by `photos.prepare`) instead of the one before, if any. Twice changes nothing."""
    (place,) = lock_places([place.pk])
    if photo and place.photo_mark == photo.name.partition(".")[0]:
        return place
    old, storage = place.photo.name, place.photo.storage
    if not (photo or old):
        return place
    with gone_unless_done(place.photo):
        if photo:
            place.photo.save(photo.name, photo, save=False)
        else:
            place.photo = None
        place.save(update_fields=["photo", "photo_width", "photo_height"])
        verb = Verb.PHOTO_SET if photo else Verb.PHOTO_REMOVED
        record(by=by, verb=verb, on=place, code=place.code)
    if old:
        # Pages of the moment may still ask for it until the change is written.
        transaction.on_commit(lambda: storage.delete(old), robust=True)
    return place
