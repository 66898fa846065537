"""Forms of the board: which posts to list, a post, a message."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import KEY, ActionForm, DayField, FactsForm, ReasonField
from core.identity import FormKey
from members.models import Organisation, Post, Theme
from members.models.posts import usual_end

ONE_DAY = timedelta(days=1)


class BoardForm(forms.Form):
    """Which posts to list. What is none of the choices lists all of them."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    tipo = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Offers and requests")), *Post.Kind.choices],
        required=False,
    )
    tema = forms.ModelChoiceField(
        label=_("Theme"),
        queryset=Theme.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("All themes"),
    )

    def asked(self) -> dict:
        """The words, the kind and the theme that are looked for, without what is empty or wrong."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PostForm(FactsForm):
    """What somebody offers or asks for, and until when it stands. `person` writes it."""

    button = _("Put it on the board")

    last_day = DayField(
        label=_("Last day on the board"),
        required=False,
        help_text=_("If you choose none: 60 days. At most 180."),
    )

    class Meta:
        model = Post
        fields = ["kind", "title", "text", "theme", "objective", "organisation"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 6}),
        }
        help_texts = {
            "text": _(
                "Leave out addresses and phone numbers: whoever answers writes to you through the portal."
            ),
        }

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        _offer_own(self.fields, person)
        self.fields["kind"].choices = Post.Kind.choices
        if self.instance.pk:
            self.button = _("Save")
            self.initial.setdefault("last_day", self.instance.last_day)
        else:
            self.fields[KEY] = FormKey()
            self.initial.setdefault("last_day", usual_end() - ONE_DAY)

    def facts(self) -> dict:
        told = dict(self.cleaned_data)
        last_day = told.pop("last_day")
        return told | {"expires": last_day + ONE_DAY if last_day else None}


def _offer_own(fields: dict, person) -> None:
    """The organisations of this person, the one field that is left out for whoever has none."""
    own = Organisation.objects.of(person).by_name()
    if own:
        fields["organisation"].queryset = own
        fields["organisation"].empty_label = _("Myself")
    else:
        del fields["organisation"]


class MessageForm(ActionForm, forms.Form):
    """What one of the two writes to the other."""

    button = _("Send")

    text = ReasonField(label=_("Message"), max_length=2000, rows=5)
    request_key = FormKey()


class AnswerPostForm(MessageForm):
    """The first message about a post; for whoever belongs to an organisation also in its name."""

    organisation = forms.ModelChoiceField(
        label=_("On behalf of"), queryset=Organisation.objects.none(), required=False
    )

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        _offer_own(self.fields, person)
