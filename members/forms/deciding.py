"""Forms with which the staff decide on applications."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import GRANTS, Permission
from core.clock import today
from core.forms import ActionForm, DayField, NamedGroup, ReasonField
from members.models import Application, ApplicationNote, Plan, RefusalReason, Theme, User
from members.pages.queue import MINE, NOBODYS

REASON_LENGTH = 2000


def deciders():
    """Whoever may look after an application: the open accounts of the staff, by name."""
    return User.objects.filter(role__in=GRANTS[Permission.DECIDE_APPLICATIONS], is_active=True)


class QueueForm(forms.Form):
    """Which applications to list. What is no kind, no theme and nobody lists all of them."""

    chi = forms.CharField(label=_("Name, organisation or number"), max_length=160, required=False)
    tipo = forms.ChoiceField(
        label=_("Kind of applicant"),
        required=False,
        choices=[("", _("All kinds")), *Application.Kind.choices],
    )
    tema = forms.ChoiceField(label=_("Theme"), required=False)
    assegnata = forms.ChoiceField(label=_("Assigned to"), required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        themes = [(each.slug, each.name) for each in Theme.objects.all()]
        staff = [(str(each.pk), str(each)) for each in deciders()]
        self.fields["tema"].choices = [("", _("All themes")), *themes]
        of_whom = [("", _("Anybody")), (MINE, _("Me")), (NOBODYS, _("Nobody"))]
        self.fields["assegnata"].choices = [*of_whom, *staff]

    def asked(self) -> dict[str, str]:
        """What is looked for; nothing in place of what is wrong."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class AdmitForm(ActionForm, forms.Form):
    """From when, until when and by which plan somebody is a member."""

    button = _("Admit this person")

    starts = DayField(
        label=_("First day"), required=False, help_text=_("Empty means today."), initial=today
    )
    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave it empty for a membership without an end date."),
    )
    plan = forms.ModelChoiceField(
        Plan.objects.filter(is_offered=True),
        label=pgettext_lazy("membership", "Plan"),
        required=False,
        empty_label=_("No plan: everything that is open to coworkers"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not Plan.objects.filter(is_offered=True).exists():
            del self.fields["plan"]

    def facts(self) -> dict:
        last = self.cleaned_data["last_day"]
        return {
            "starts": self.cleaned_data["starts"],
            "ends": last and last + timedelta(days=1),
            "plan": self.cleaned_data.get("plan"),
        }


class RefuseForm(ActionForm, forms.Form):
    """Why somebody is not admitted: one of the staff's reasons, where there are any, and words."""

    button = _("Do not admit this person")

    refusal = forms.ModelChoiceField(
        RefusalReason.objects.filter(is_offered=True),
        label=_("Reason"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason from the list.")},
    )
    reason = ReasonField(
        label=_("In your words"),
        max_length=REASON_LENGTH,
        rows=6,
        help_text=_("The applicant will see this."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not self.fields["refusal"].queryset.exists():
            del self.fields["refusal"]


class AskForm(ActionForm, forms.Form):
    """What is missing from an application."""

    button = _("Send the request")

    reason = ReasonField(
        label=_("What is missing"),
        max_length=REASON_LENGTH,
        rows=6,
        help_text=_("The applicant will see this."),
    )


class AnswerForm(ActionForm, forms.Form):
    """What the applicant said, as somebody of the staff writes it down."""

    button = _("Write down the answer")

    answer = ReasonField(
        label=_("What the applicant answered"),
        max_length=REASON_LENGTH,
        rows=6,
        help_text=_("The applicant will see this, marked as an answer given by phone."),
    )


class AssignForm(ActionForm, forms.Form):
    """Who looks after an application. Who did so when the page was read is sent along."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Assigned to"), required=False, empty_label=_("Nobody")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["to"].queryset = deciders()


class UndoForm(ActionForm, forms.Form):
    """Why a decision is taken back; the one that was looked at is sent along."""

    button = _("Undo the decision")

    reason = ReasonField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        rows=6,
        help_text=_("The applicant will see this."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NoteForm(ActionForm, forms.ModelForm):
    """A line for the staff."""

    button = _("Add the note")

    class Meta:
        model = ApplicationNote
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "words": _(
                "Only the staff read notes here, but they are data about the applicant: whoever asks for "
                "their data gets these too."
            )
        }


class PointsForm(ActionForm, forms.Form):
    """The points of one application: two fields for each criterion of the grid."""

    button = _("Save the points")

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args, criteria, given, **options):
        super().__init__(*args, **options)
        self.criteria = criteria
        for each in criteria:
            kept = given.get(each.pk)
            self.fields[f"points_{each.pk}"] = forms.IntegerField(
                label=_("Points, from 0 to %(most)s") % {"most": each.most},
                min_value=0,
                max_value=each.most,
                required=False,
                initial=kept and kept.points,
            )
            self.fields[f"words_{each.pk}"] = forms.CharField(
                label=_("Why"),
                max_length=1000,
                required=False,
                initial=kept and kept.words,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def layout(self):
        groups = [
            NamedGroup(str(each), f"points_{each.pk}", f"words_{each.pk}") for each in self.criteria
        ]
        return ["seen", *groups]

    def facts(self) -> dict:
        written = {each.pk: self.cleaned_data[f"points_{each.pk}"] for each in self.criteria}
        points = {number: given for number, given in written.items() if given is not None}
        words = {number: self.cleaned_data[f"words_{number}"] for number in points}
        return {"points": points, "words": words, "seen": self.cleaned_data["seen"]}
