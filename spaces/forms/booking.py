"""Forms of the booking pages."""

import uuid
from datetime import date, datetime, time, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.words import clock
from spaces.forms.fields import HourChoice
from spaces.schedule import Span, instant, raster

USUAL_LENGTH = timedelta(hours=1)


class BookForm(forms.Form):
    """Confirms a choice. The hidden number makes a form that is sent twice find its first booking."""

    request_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _(
                "The form arrived incomplete, and nothing was booked: please confirm again."
            ),
            "invalid": _("The form arrived damaged, and nothing was booked: please confirm again."),
        },
    )

    def __init__(self, data=None, **options):
        super().__init__(data, initial={"request_key": uuid.uuid4()}, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def renew(self) -> None:
        """Another number, for what is sent after a refusal."""
        self.data = self.data.copy()
        self.data["request_key"] = uuid.uuid4()


class RoomForm(BookForm):
    """A room from one hour to another, in the room's steps."""

    start = HourChoice(label=pgettext_lazy("an hour", "From"))
    end = HourChoice(label=pgettext_lazy("an hour", "Until"))

    def __init__(
        self,
        data=None,
        *,
        day: date,
        open_spans: tuple[Span, ...],
        free_spans,
        step: int,
        wanted=(),
    ):
        super().__init__(data)
        self.day = day
        moments = sorted({m for span in open_spans for m in (span[0], *raster.moments(span, step))})
        ends = {span[1] for span in open_spans}
        begins = {span[0] for span in open_spans}
        self.fields["start"].choices = _choices(m for m in moments if m not in ends)
        self.fields["end"].choices = _choices(m for m in moments if m not in begins)
        self._propose(moments, free_spans)
        self._propose_what_the_address_says(wanted)
        for name in ("start", "end"):
            self.fields[name].keep(self.data.get(name), day)
        self.helper.add_input(Submit("book", _("Book the room")))
        self.helper.form_tag = True
        self.helper.disable_csrf = False

    def _propose(self, moments, free_spans) -> None:
        """The first free hour, so that most people change nothing."""
        for start, end in free_spans:
            begin = next((moment for moment in moments if start <= moment < end), None)
            if begin:
                until = min(begin + USUAL_LENGTH, end)
                self.initial |= {"start": clock(begin), "end": clock(until)}
                return

    def _propose_what_the_address_says(self, wanted) -> None:
        """`?dalle=10:00&alle=11:00`: a time that was offered on another page."""
        for name, parameter in (("start", "dalle"), ("end", "alle")):
            hours = {hour for hour, _words in self.fields[name].choices}
            if parameter in wanted and wanted[parameter] in hours:
                self.initial[name] = wanted[parameter]

    @property
    def span(self) -> Span:
        """The chosen time, as instants."""
        return self._at("start"), self._at("end")

    def _at(self, name: str) -> datetime:
        return instant(self.day, time.fromisoformat(self.cleaned_data[name]))


def _choices(moments) -> list[tuple[str, str]]:
    return [(clock(moment), clock(moment)) for moment in moments]


class HereForm(BookForm):
    """A place on the spot, for one of the times for which it can be had now."""

    until = forms.ChoiceField(
        error_messages={
            "required": _("Nothing was booked: choose an end time."),
            "invalid_choice": _(
                "This time is no longer available, and nothing was booked: please look again."
            ),
        }
    )

    def __init__(self, here, data=None):
        super().__init__(data)
        self.here = here
        self.fields["until"].choices = [(name, name) for name, _span in here.choices]

    @property
    def sentence(self) -> str:
        """What was wrong with what was sent."""
        return next(error for errors in self.errors.values() for error in errors)

    @property
    def wanted(self) -> dict:
        """What `actions.walk_in` needs besides the person, of a valid form."""
        start, end = dict(self.here.choices)[self.cleaned_data["until"]]
        key = self.cleaned_data["request_key"]
        return {"space": self.here.place, "start": start, "end": end, "request_key": key}
