"""Forms with which the staff book for somebody, at the desk or on the phone."""

from datetime import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.clock import moment, read_moment, today
from core.forms import DayField, HourField
from core.refusals import Refusal
from spaces.forms.booking import BookForm
from spaces.forms.fields import SLOT_CHOICES, PersonField, looks
from spaces.pages.reception import Free
from spaces.schedule import Slot

BY_THE_HOUR = "ore"
REASON_LENGTH = 200


class SearchForm(forms.Form):
    """Words of a person's name or e-mail."""

    chi = forms.CharField(label=_("Name or e-mail"), max_length=80)

    look_at = "spaces:walk_in_look"

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        self.helper = FormHelper()
        # The page draws one form around the search and what it found: both are sent.
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.add_input(looks(_("Search"), reverse(self.look_at)))


class PhoneSearchForm(SearchForm):
    """Who is on the phone, for which day and time."""

    look_at = "spaces:book_for_look"
    giorno = DayField(label=_("Day"))
    fascia = forms.ChoiceField(
        label=_("When"), choices=[*SLOT_CHOICES, (BY_THE_HOUR, _("By the hour (rooms)"))]
    )
    dalle = HourField(label=_("From (rooms only)"), required=False)
    alle = HourField(label=_("Until (rooms only)"), required=False)

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        self.helper.layout = Layout(
            "chi",
            Row(Column("giorno", css_class="col-sm-6"), Column("fascia", css_class="col-sm-6")),
            Row(Column("dalle", css_class="col-6"), Column("alle", css_class="col-6")),
        )

    def clean_giorno(self):
        day = self.cleaned_data["giorno"]
        if day < today():
            raise forms.ValidationError(_("That day is over. Choose today or a later one."))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("fascia") != BY_THE_HOUR or self.errors:
            return cleaned
        for name in ("dalle", "alle"):
            if cleaned.get(name) is None:
                self.add_error(
                    name, _("Enter the times: rooms are booked from one time to another.")
                )
        span = [read_moment(self, "giorno", name) for name in ("dalle", "alle")]
        if not self.errors and span[0] >= span[1]:
            self.add_error("alle", _("A booking ends after it starts. Choose a later end."))
        return cleaned

    @property
    def slot(self) -> Slot | None:
        """The half day or day; None by the hour."""
        fascia = self.cleaned_data["fascia"]
        return None if fascia == BY_THE_HOUR else Slot(fascia)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The hours, as instants."""
        day = self.cleaned_data["giorno"]
        return moment(day, self.cleaned_data["dalle"]), moment(day, self.cleaned_data["alle"])


class CancelForm(forms.Form):
    """Why the staff cancel somebody's booking, if it is the house that does."""

    reason = forms.CharField(
        label=pgettext_lazy("why the house cancels", "Reason"),
        help_text=_(
            "The person will see it. With a reason, the cancellation is ours and never counts as "
            "a late one. Leave it empty if the person asked to cancel."
        ),
        max_length=REASON_LENGTH,
        required=False,
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class DeskForm(BookForm):
    """Who it is, and one of the free places. The reason is asked for once a rule may be set aside."""

    person = PersonField(
        label=_("Person"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    place = forms.ChoiceField(
        label=_("Place"),
        error_messages={
            "invalid_choice": _("This place is no longer free: choose another."),
        },
    )
    reason = forms.CharField(
        label=_("Reason for overriding the rule"),
        help_text=_("Anyone who looks at the booking later will see it too."),
        max_length=REASON_LENGTH,
        required=False,
    )

    def __init__(self, data=None, *, people, free: dict[str, Free], action: str):
        super().__init__(data)
        self.free = free
        self.fields["person"].queryset = people
        self.fields["place"].choices = [(name, one.words) for name, one in free.items()]
        # It may stay empty when another place breaks no rule, but it is not said to be optional.
        self.fields["reason"].is_needed = True
        self.asks_for_reason = bool(data) and "reason" in data
        if not self.asks_for_reason:
            self.reason = self.fields.pop("reason")
        self.helper.add_input(Submit("book", action))

    def propose(self, person) -> None:
        """Choose the only person found already, and the place assigned to them if it is free."""
        own = (name for name, one in self.free.items() if one.holder == str(person))
        self.initial |= {"person": person.pk, "place": next(own, None)}

    def choose_again(self, sentence) -> None:
        """Only this sentence: what was chosen stays where it can still be had."""
        self.errors.clear()
        self.add_error(None, sentence)

    def refuse(self, refusal: Refusal) -> None:
        """Show the sentence; ask for a reason when the staff may set the rule aside."""
        if refusal.may_override and not self.asks_for_reason:
            self.fields["reason"] = self.reason
        sentence = refusal.sentence
        if refusal.may_override:
            how = gettext(
                "You can still book it: give the reason under “Reason for overriding the rule”."
            )
            sentence = f"{sentence} {how}"
        self.add_error(None, sentence)
        self.renew()

    @property
    def wanted(self) -> dict:
        """What `actions.book` and `actions.walk_in` need, of a valid form."""
        found = self.free[self.cleaned_data["place"]]
        return {
            "person": self.cleaned_data["person"],
            "space": found.place,
            "start": found.start,
            "end": found.end,
            "request_key": self.cleaned_data["request_key"],
            "override": self.cleaned_data.get("reason", ""),
        }
