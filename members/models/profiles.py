"""The profile that a coworker shows, and as what others read it."""

from functools import reduce
from operator import and_, or_
from pathlib import PurePath

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchRank, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Role
from core.names import Folded
from members.models.consents import Consent
from members.models.people import Membership
from members.models.search import query_of, words_of
from members.models.visibility import OPENS, VISIBILITIES, Reader, Visibility, visibility_field

#: A text that may be left out; the version before, which serves during an update, knows nothing of it.
EMPTY = {"blank": True, "default": "", "db_default": ""}
#: Where the words are kept that a reader may find somebody by.
WORDS = {
    Reader.NOBODY: "words_of_everybody",
    Reader.PUBLIC: "words_of_everybody",
    Reader.COWORKER: "words_of_coworkers",
}


class ProfileQuerySet(models.QuerySet):
    def listed(self):
        """Profiles of people who are members today and agreed to be in the directory."""
        members = Membership.objects.current().values("person")
        agreed = Consent.objects.to(Consent.Kind.DIRECTORY).values("person")
        return self.filter(person__in=members, person__is_active=True).filter(person__in=agreed)

    def open_to(self, reader: Reader):
        """Of those listed, the ones with at least one field open to this reader."""
        opens = (Q(**{f"{name}__in": OPENS[reader]}) for name in VISIBILITIES)
        return self.listed().filter(reduce(or_, opens))

    def visible_to(self, user):
        """Those of whom this user sees something: a name at least."""
        return self.open_to(reader_of(user))

    def finding(self, said: str, reader: Reader):
        """Of those open to the reader the ones that the words find in what the reader sees, the best first.

        Where nothing is said it is all of them, by name.
        """
        rows = self.open_to(reader).defer(*WORDS.values()).select_related("person", "organisation")
        rows = rows.prefetch_related("themes")
        if not said.strip():
            return rows
        words = words_of(said)
        if not words:
            return rows.none()
        column, query = WORDS[reader], query_of(words)
        found = rows.filter(**{column: query}).annotate(rank=SearchRank(F(column), query))
        return found.order_by(
            "-rank", Folded("person__last_name"), Folded("person__first_name"), "pk"
        )

    def of_theme(self, theme: int, reader: Reader):
        """Those open to the reader who let it be seen that they work on the theme with this number."""
        return self.open_to(reader).filter(
            themes_visibility__in=OPENS[reader],
            pk__in=Profile.themes.through.objects.filter(theme=theme).values("profile"),
        )


def reader_of(user) -> Reader:
    """As what this user reads profiles. Who was a coworker, or has only applied, reads as the public does."""
    if not user.is_authenticated:
        return Reader.PUBLIC
    if user.role == Role.OFFICIAL:
        return Reader.NOBODY
    if user.role == Role.STAFF or user.memberships.current().exists():
        return Reader.COWORKER
    return Reader.PUBLIC


def photo_path(profile: "Profile", name: str) -> str:
    """In a folder of the profile's own, so that two with one picture have two files."""
    return f"members/profiles/{profile.pk}/{name}"


class Profile(models.Model):
    """What a coworker tells of himself. A field is shown to whom it is open; none, unless its owner opened it.

    Nothing at all is shown without the consent to be in the directory. The two columns of words are kept by a
    trigger: what a word finds for a reader is what that reader may see.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    headline = models.CharField(_("What I do, in a line"), max_length=120, blank=True)
    bio = models.TextField(_("What I do"), max_length=2000, blank=True)
    organisation = models.ForeignKey(
        "members.Organisation",
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="profiles",
    )
    offers = models.TextField(_("What I offer"), max_length=1000, **EMPTY)
    looks_for = models.TextField(_("What I am looking for"), max_length=1000, **EMPTY)
    links = ArrayField(
        models.URLField(), verbose_name=_("Links"), default=list, db_default=[], blank=True
    )
    photo = models.ImageField(
        _("Photo"),
        upload_to=photo_path,
        width_field="photo_width",
        height_field="photo_height",
        **EMPTY,
    )
    photo_width = models.PositiveIntegerField(null=True, editable=False)
    photo_height = models.PositiveIntegerField(null=True, editable=False)
    photo_alt = models.CharField(_("What the photo shows"), max_length=160, **EMPTY)
    themes = models.ManyToManyField(
        "members.Theme", verbose_name=_("Themes"), blank=True, related_name="profiles"
    )
    photo_visibility = visibility_field(_("Who sees the photo"))
    headline_visibility = visibility_field(_("Who sees the line"))
    organisation_visibility = visibility_field(_("Who sees the organisation"))
    themes_visibility = visibility_field(_("Who sees the themes"))
    bio_visibility = visibility_field(_("Who sees what I do"))
    offers_visibility = visibility_field(_("Who sees what I offer"))
    looks_for_visibility = visibility_field(_("Who sees what I am looking for"))
    links_visibility = visibility_field(_("Who sees the links"))
    email_visibility = visibility_field(_("Who sees my e-mail"))
    words_of_coworkers = SearchVectorField(null=True, editable=False)
    words_of_everybody = SearchVectorField(null=True, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = [Folded("person__last_name"), Folded("person__first_name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    and_, (Q(**{f"{name}__in": Visibility.values}) for name in VISIBILITIES)
                ),
                name="visibility_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(email_visibility=Visibility.EVERYBODY),
                name="no_address_is_open_to_everybody",
                violation_error_message=_(
                    "Your e-mail can be open to coworkers at most: choose that, or nobody."
                ),
            ),
        ]
        indexes = [
            GinIndex(fields=["words_of_coworkers"], name="profile_words_of_coworkers"),
            GinIndex(fields=["words_of_everybody"], name="profile_words_of_everybody"),
        ]

    def __str__(self):
        return str(self.person)

    @property
    def photo_mark(self) -> str:
        """What changes with the photo: part of its name."""
        return PurePath(self.photo.name or "").stem
