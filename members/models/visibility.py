"""Who sees what of a profile: the three choices of its owner, and the kinds of reader."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(models.TextChoices):
    """To whom a field of a profile is open; to nobody unless its owner chose."""

    NOBODY = "nobody", pgettext_lazy("visibility", "Nobody")
    COWORKERS = "coworkers", pgettext_lazy("visibility", "Coworkers")
    EVERYBODY = "everybody", pgettext_lazy("visibility", "Everybody")


class Reader(models.TextChoices):
    """As what somebody reads the directory: an official sees no person at all."""

    NOBODY = "nobody", _("an official")
    PUBLIC = "public", _("the public")
    COWORKER = "coworker", _("a coworker")


#: Which choices open a field to a reader.
OPENS = {
    Reader.NOBODY: (),
    Reader.PUBLIC: (Visibility.EVERYBODY,),
    Reader.COWORKER: (Visibility.COWORKERS, Visibility.EVERYBODY),
}
#: What a profile tells, in the order of its page. Each has a column `…_visibility` beside it.
FIELDS = (
    "photo",
    "headline",
    "organisation",
    "themes",
    "bio",
    "offers",
    "looks_for",
    "links",
    "email",
)
VISIBILITIES = tuple(f"{name}_visibility" for name in FIELDS)


def visibility_field(label: str) -> models.CharField:
    """The column that says to whom one field is open."""
    nobody = Visibility.NOBODY.value
    return models.CharField(
        label, max_length=10, choices=Visibility.choices, default=nobody, db_default=nobody
    )
