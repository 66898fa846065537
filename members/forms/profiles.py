"""Forms of the own profile, of its photo, and of who looks for others."""

from crispy_forms.layout import Fieldset
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from core import photos
from core.forms import ActionForm
from core.refusals import Refusal
from members.models import FIELDS, VISIBILITIES, Consent, Organisation, Profile, Theme, Visibility
from members.rules.profiles import has_consent

MOST_LINKS = 8
LONGEST_LINK = 200
is_link = URLValidator(schemes=["http", "https"])
#: An address is never open to everybody.
FOR_EMAIL = [Visibility.NOBODY, Visibility.COWORKERS]


class LinksField(forms.CharField):
    """Several addresses, one a line. One without its scheme is one too."""

    default_error_messages = {
        "link": _("“%(link)s” is not a web address: write it like www.example.org."),
        "long": _("“%(link)s…” is too long: a link has %(most)s characters at most."),
        "many": _("These are too many links: keep the %(most)s most important ones."),
    }

    def __init__(self, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        links = list(dict.fromkeys(self._link(each) for each in super().clean(value).split()))
        if len(links) > MOST_LINKS:
            raise ValidationError(self.error_messages["many"] % {"most": MOST_LINKS}, code="many")
        return links

    def _link(self, said: str) -> str:
        link = said if "://" in said else f"https://{said}"
        if len(link) > LONGEST_LINK:
            words = {"link": said[:40], "most": LONGEST_LINK}
            raise ValidationError(self.error_messages["long"] % words, code="long")
        try:
            is_link(link)
        except ValidationError:
            raise ValidationError(
                self.error_messages["link"] % {"link": said[:40]}, code="link"
            ) from None
        return link

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class ProfileForm(ActionForm, forms.ModelForm):
    """The own profile: what to tell, to whom (nobody, unless chosen), in which language to write."""

    links = LinksField(
        label=_("Links"),
        required=False,
        help_text=_("One a line, for example your website or your projects: www.example.org."),
    )
    is_listed = forms.BooleanField(
        label=_("Show me in the directory of coworkers"),
        required=False,
        help_text=_(
            "This is a consent, and you can withdraw it here whenever you like. Without it nobody sees "
            "anything of your profile. With it your name is shown to whoever sees at least one field."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mails you receive"), choices=settings.LANGUAGES
    )

    class Meta:
        model = Profile
        fields = [
            "headline", "bio", "offers", "looks_for", "organisation", "links", "themes", *VISIBILITIES
        ]  # fmt: skip
        widgets = {
            "bio": forms.Textarea(attrs={"rows": 5}),
            "offers": forms.Textarea(attrs={"rows": 3}),
            "looks_for": forms.Textarea(attrs={"rows": 3}),
            "themes": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "headline": _("For example: I design timber houses."),
            "offers": _("For example: I review energy models, I lend a plotter."),
            "looks_for": _("For example: somebody who knows public tenders."),
            "themes": _("They also show which events may interest you."),
            "email_visibility": _(
                "Coworkers at most: an e-mail address is never shown to the public."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        person = self.instance.person
        self.fields["language"].initial = person.language
        self.fields["organisation"].queryset = Organisation.objects.open_to(person)
        consents = person.consents.to(Consent.Kind.DIRECTORY)
        self.fields["is_listed"].initial = has_consent(consents, Consent.Kind.DIRECTORY)
        for name in VISIBILITIES:
            self.fields[name].required = False
        self.fields["email_visibility"].choices = [(each, each.label) for each in FOR_EMAIL]

    def clean(self):
        answers = super().clean()
        for name in VISIBILITIES:
            # What was not answered is not open.
            answers[name] = answers.get(name) or Visibility.NOBODY
        return answers

    def layout(self):
        told = [name for name in FIELDS if name not in ("photo", "email")]
        pairs = (pair for name in told for pair in (name, f"{name}_visibility"))
        apart = ("photo_visibility", "email_visibility")
        return [
            Fieldset(_("The directory"), "is_listed"),
            Fieldset(_("What you say about yourself, and who sees it"), *pairs),
            Fieldset(_("Photo and e-mail"), *apart),
            Fieldset(_("E-mails"), "language"),
        ]

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "is_listed")}


class ProfilePhotoForm(ActionForm, forms.Form):
    """A photo of oneself, as small as it will be kept once the form is valid, and what it shows."""

    button = _("Save the photo")

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": photos.ACCEPT}),
        allow_empty_file=True,
    )
    photo_alt = forms.CharField(
        label=_("What the photo shows"),
        max_length=160,
        required=False,
        help_text=_(
            "For people who cannot see it, for example: Anna laughing at a workbench. If you leave it "
            "empty, it says that the photo is of you."
        ),
    )

    def __init__(self, *args, has_photo: bool = False, **options):
        super().__init__(*args, **options)
        # Who only corrects the words keeps the photo.
        self.fields["photo"].required = not has_photo

    def clean_photo(self):
        if not self.cleaned_data["photo"]:
            return None
        try:
            return photos.prepare(self.cleaned_data["photo"])
        except Refusal as refusal:
            raise ValidationError(refusal.sentence, code=refusal.code) from None


class DirectoryForm(forms.Form):
    """Whom to list. What is no theme lists all of them."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    tema = forms.ModelChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("All themes"),
    )

    def asked(self) -> tuple[str, Theme | None]:
        """The words and the theme that are looked for; nothing in place of what is wrong."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("tema")
