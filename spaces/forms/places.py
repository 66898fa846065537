"""Forms of the staff's pages on places and opening. `facts()` are the values for the actions."""

import re
from datetime import datetime, time, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.clock import local_midnight, moment, read_moment, today
from core.forms import ActionForm, DayField, HourField, second_button
from core.refusals import Refusal
from spaces.actions.clearing import InTheWay
from spaces.models import Space, Zone
from spaces.pages.plan import WIDTH

#: The least and the most of each number on the plan.
ON_PLAN = {
    "plan_x": (0, WIDTH), "plan_y": (0, 2000), "plan_width": (20, WIDTH), "plan_height": (20, 400),
}  # fmt: skip
STICKS_OUT = _("The plan is 360 wide: this place goes over the edge.")
#: A booking's number; thousands of digits would be an error of their own.
SHORT_NUMBER = re.compile(r"[0-9]{1,18}")
HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")


class Agreeing(ActionForm, forms.Form):
    """A form whose doing may meet bookings: once they were shown, a tick agrees to cancel them.

    The agreement stands in no layout: the page puts it below the bookings.
    """

    #: The refusal that names the bookings which nobody has agreed to cancel yet.
    in_the_way: InTheWay | None = None

    #: The numbers of the bookings that the reader was shown: of a year of a hundred places at most.
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=600_000)
    agreed = forms.BooleanField(
        label=_("Cancel these bookings and tell everyone affected"), required=False
    )

    @property
    def agreed_to(self) -> frozenset[int]:
        if not self.cleaned_data["agreed"]:
            return frozenset()
        numbers = self.cleaned_data["shown"].split(",")
        return frozenset(int(number) for number in numbers if SHORT_NUMBER.fullmatch(number))

    def facts(self) -> dict:
        return {"agreed": self.agreed_to}

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, InTheWay):
            self.in_the_way = refusal
            self._ask_to_agree(refusal.bookings)
        else:
            super().refuse(refusal)

    def _ask_to_agree(self, bookings) -> None:
        """A tick for other bookings does not count. The page draws the form around both."""
        self.fields["agreed"].widget.attrs["required"] = True
        self.helper.form_tag = False
        self.helper.inputs = [second_button("save", _("Look again"))]
        self.data = self.data.copy()
        self.data["shown"] = ",".join(str(booking.pk) for booking in bookings)
        self.data.pop("agreed", None)


class Clearing(Agreeing):
    """The same with a reason, which the people whose bookings are cancelled read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Everyone whose booking is cancelled will see it."),
    )

    def facts(self) -> dict:
        return super().facts() | {"reason": self.cleaned_data["reason"]}


class SpaceForm(ActionForm, forms.ModelForm):
    """A place, with a zone and equipment that may be new."""

    new_zone = forms.CharField(label=_("Or a new zone"), max_length=60, required=False, strip=True)
    new_equipment_it = forms.CharField(
        label=_("New equipment, in Italian"), max_length=50, required=False
    )
    new_equipment_en = forms.CharField(
        label=_("New equipment, in English"), max_length=50, required=False
    )
    opened_on = DayField(
        label=_("In service from"), help_text=_("From this day on it counts towards occupancy.")
    )

    class Meta:
        model = Space
        fields = [
            "code", "name", "kind", "zone", "capacity", "equipment", "is_step_free",
            "plan_x", "plan_y", "plan_width", "plan_height", "opened_on", "parts",
        ]  # fmt: skip
        labels = {
            "plan_x": _("From the left"),
            "plan_y": _("From the top"),
            "plan_width": _("Width"),
            "plan_height": _("Height"),
        }
        help_texts = {
            "code": _("Short, as on the sign: for example A01."),
            "name": _("Only if people know it by a name."),
            "parts": _(
                "A booking of this room takes all of these; while one of these is booked, this "
                "room cannot be."
            ),
        }
        widgets = {
            "equipment": forms.CheckboxSelectMultiple,
            "parts": forms.CheckboxSelectMultiple,
        }
        error_messages = {"code": {"unique": _("Another place already has this code.")}}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._ask_for_zone()
        self._offer_parts()
        self.fields["code"].validators.append(
            RegexValidator(r"^[A-Za-z0-9-]+$", _("Letters, digits and hyphens only."))
        )
        self._limit("capacity", 1, 500)
        for name, (least, most) in ON_PLAN.items():
            self._limit(name, least, most)
            self.fields[name].widget.attrs |= self._redraws()

    @cached_property
    def helper(self) -> FormHelper:
        """The page draws the form around the fields and the plan, with the numbers beside what they draw."""
        helper = super().helper
        helper.form_tag, helper.inputs = False, []
        return helper

    def _ask_for_zone(self):
        """One of the two is needed; the browser, which can't know that, asks for none."""
        zone = self.fields["zone"]
        zone.required = not self.data.get(self.add_prefix("new_zone"), "").strip()
        zone.error_messages["required"] = _("Choose a zone, or enter the name of a new one.")
        zone.widget.use_required_attribute = lambda initial: False
        zone.empty_label = _("Choose")

    def _offer_parts(self):
        """The other rooms, unless this is none."""
        own, links = self.instance.pk, Space.parts.through.objects
        joined = links.filter(from_space=own).values("to_space")
        rooms = Q(kind__in=Space.ROOMS, retired_on=None) | Q(pk__in=joined)
        rooms = Space.objects.filter(rooms).exclude(pk=own).order_by("code")
        self.fields["parts"].queryset = rooms
        is_room = own is None or self.instance.kind in Space.ROOMS
        if not (rooms and is_room):
            self.fields["parts"].widget = forms.MultipleHiddenInput()
        self.fields["parts"].label_from_instance = lambda room: room.title

    def _redraws(self) -> dict:
        """What shows the plan anew while the numbers are typed or stepped through."""
        where = f"{reverse('spaces:place_preview')}?place={self.instance.pk or ''}"
        return {
            "data-hx-get": where,
            "data-hx-trigger": "input delay:200ms",
            "data-hx-include": ", ".join(f"[name={name}]" for name in ["code", "name", *ON_PLAN]),
            "data-hx-target": "#preview",
            "data-hx-sync": "closest form:replace",
        }

    def _limit(self, name, least, most):
        options = {"min_value": least, "max_value": most, "label": self.fields[name].label}
        self.fields[name] = forms.IntegerField(**options)

    def layout(self):
        half = "col-12 col-sm-6"
        return [
            Row(Column("code", css_class=half), Column("name", css_class=half)),
            Row(Column("kind", css_class=half), Column("capacity", css_class=half)),
            Row(Column("zone", css_class=half), Column("new_zone", css_class=half)),
            "opened_on",
            "is_step_free",
            "parts",
            "equipment",
            Row(
                Column("new_equipment_it", css_class=half),
                Column("new_equipment_en", css_class=half),
            ),
        ]

    @property
    def on_plan(self) -> list:
        """The four numbers."""
        return [self[name] for name in ON_PLAN]

    def clean_code(self):
        code = self.cleaned_data["code"].upper()
        if Space.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another place already has this code."))
        return code

    def clean(self):
        found = super().clean()
        if bool(found.get("new_equipment_it")) != bool(found.get("new_equipment_en")):
            self.add_error("new_equipment_en", _("Enter the equipment in both languages."))
        if found.get("plan_x", 0) + found.get("plan_width", 0) > WIDTH:
            self.add_error("plan_width", STICKS_OUT)
        return found

    def facts(self) -> dict:
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return fields | {"zone": self.cleaned_data["new_zone"] or fields["zone"]}

    def new_equipment(self) -> dict | None:
        name = self.cleaned_data["new_equipment_it"]
        return name and {"name_it": name, "name_en": self.cleaned_data["new_equipment_en"]}


class PlanForm(forms.Form):
    """What is drawn of a place while it is still being written; what is wrong is left out."""

    code = forms.CharField(max_length=12, required=False)
    name = forms.CharField(max_length=60, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, (least, most) in ON_PLAN.items():
            self.fields[name] = forms.IntegerField(min_value=least, max_value=most)

    def draw(self, place: Space) -> Space:
        """The place with the numbers that can be drawn."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            setattr(place, name, value)
        return place

    @property
    def wrong(self) -> list[str]:
        """What of the numbers can't be drawn; one that is still empty is nothing wrong yet."""
        sentence = _("%(number)s: from %(least)d to %(most)d.")
        told = [
            sentence % {"number": SpaceForm.base_fields[name].label, "least": least, "most": most}
            for name, (least, most) in ON_PLAN.items()
            if name in self.errors and self[name].data
        ]
        if self.cleaned_data.get("plan_x", 0) + self.cleaned_data.get("plan_width", 0) > WIDTH:
            told.append(STICKS_OUT)
        return told


class RetireForm(Clearing):
    button = _("Retire the place")

    on = DayField(label=_("Retired from"))
    field_order = ["on", "reason"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("on", today() + timedelta(days=1))

    def layout(self):
        return ["on", "reason"]

    def facts(self) -> dict:
        return super().facts() | {"on": self.cleaned_data["on"]}


class OutageForm(Clearing):
    """Whole days, the last one included."""

    button = _("Take out of service")

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    field_order = ["first", "last", "reason"]

    def layout(self):
        return ["first", "last", "reason"]

    def clean(self):
        found = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return found

    def facts(self) -> dict:
        return super().facts() | {
            "start": local_midnight(self.cleaned_data["first"]),
            "end": local_midnight(self.cleaned_data["last"] + timedelta(days=1)),
        }


class ClosureForm(Clearing):
    """From a day and hour to a day and hour; no place chosen means all."""

    button = _("Close")

    first = DayField(label=_("First day"))
    opens = HourField(label=_("From (time)"), initial=time(0))
    last = DayField(label=_("Last day"))
    closes = HourField(
        label=_("Until (time)"), initial=time(0), help_text=_("00:00 is the end of that day.")
    )
    places = forms.ModelMultipleChoiceField(
        label=_("Only these places"),
        queryset=Space.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave empty to close everything."),
    )
    field_order = ["first", "opens", "last", "closes", "reason", "places"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["places"].queryset = Space.objects.not_retired()
        self.fields["reason"].help_text = _("Everybody sees it on the page for that day.")

    def layout(self):
        half = "col-6"
        return [
            Row(Column("first", css_class=half), Column("opens", css_class=half)),
            Row(Column("last", css_class=half), Column("closes", css_class=half)),
            "reason",
            "places",
        ]

    def clean(self):
        found = super().clean()
        read_moment(self, "first", "opens")
        read_moment(self, "last", "closes")
        if not self.errors and self._span()[0] >= self._span()[1]:
            self.add_error("last", _("The closure ends before it starts."))
        return found

    def _span(self) -> tuple[datetime, datetime]:
        found = self.cleaned_data
        last, closes = found["last"], found["closes"]
        end = (
            moment(last, closes) if closes != time(0) else local_midnight(last + timedelta(days=1))
        )
        return moment(found["first"], found["opens"]), end

    def facts(self) -> dict:
        start, end = self._span()
        places = tuple(self.cleaned_data["places"])
        return super().facts() | {"start": start, "end": end, "places": places}


class HoursField(forms.CharField):
    """`8:30-13, 14-18:30`: the open times of a day, in order; empty is closed."""

    def clean(self, value):
        pieces = [piece.strip() for piece in super().clean(value).split(",") if piece.strip()]
        spans = [self._span(piece) for piece in pieces]
        flat = [moment for span in spans for moment in span]
        if sorted(set(flat)) != flat:
            raise forms.ValidationError(_("The times overlap, or end before they start."))
        return spans

    def _span(self, piece: str) -> tuple[time, time]:
        found = HOURS.fullmatch(piece)
        try:
            h1, m1, h2, m2 = (int(part or 0) for part in found.groups())
            return time(h1, m1), time(h2, m2)
        except (AttributeError, ValueError) as error:
            raise forms.ValidationError(
                _("Enter times such as 8:30-18:30, or 8:30-13, 14-18:30; leave empty if closed.")
            ) from error


class HoursForm(Clearing):
    """The week of one or more kinds of place from a date on."""

    button = _("Save the hours")
    days = [f"day_{number}" for number in range(7)]

    kinds = forms.MultipleChoiceField(
        label=_("For these kinds of place"),
        error_messages={"required": _("Choose at least one kind of place.")},
        choices=Space.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    since = DayField(
        label=_("From the day"), help_text=_("Until the day before, the old hours apply.")
    )
    field_order = ["kinds", "since"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for number, name in enumerate(self.days):
            self.fields[name] = HoursField(label=WEEKDAYS[number], required=False, max_length=80)
        self.fields["day_0"].help_text = _("8:30-13, 14-18:30; leave empty if closed.")

    def layout(self):
        return ["kinds", "since", Fieldset(_("Hours"), *self.days), "reason"]

    def facts(self) -> dict:
        found = self.cleaned_data
        week = [found[name] for name in self.days]
        return super().facts() | {"kinds": found["kinds"], "since": found["since"], "week": week}


class ZoneForm(ActionForm, forms.ModelForm):
    class Meta:
        model = Zone
        fields = ["name", "order"]
        labels = {"order": _("Order")}
        help_texts = {"order": _("Zones with lower numbers come first.")}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["order"] = forms.IntegerField(
            label=_("Order"), min_value=0, max_value=1000, help_text=self.fields["order"].help_text
        )
