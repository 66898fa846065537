"""What a reader of the journal asks for."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.clock import local_midnight
from core.forms import DayField
from members.models import DOOR

#: The kinds of lines: their word in the address, their name, which they are.
KINDS = [
    ("accesso", _("Signing in and security"), Q(verb__in=DOOR)),
    ("persone", pgettext_lazy("journal", "People"), Q(subject__startswith="members.")),
    ("posti", _("Places and bookings"), Q(subject__startswith="spaces.")),
    ("eventi", _("Events"), Q(subject__startswith="events.")),
    ("bilancio", _("Budget"), Q(subject__startswith="budget.")),
    ("rapporti", _("Reports"), Q(subject__startswith="reports.")),
    ("portale", _("E-mails and accessibility"), Q(subject__startswith="core.")),
]


class JournalForm(forms.Form):
    """Which days, which kind; nothing for all."""

    dal = DayField(label=pgettext_lazy("filter", "From"), required=False)
    al = DayField(label=pgettext_lazy("filter", "To"), required=False)
    tipo = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), *((word, label) for word, label, _asked in KINDS)],
    )

    def asked(self) -> Q:
        """What it asks for; a field that makes no sense asks for nothing, and says so."""
        self.full_clean()
        found, said = Q(), self.cleaned_data
        if first := said.get("dal"):
            found &= Q(at__gte=local_midnight(first))
        if last := said.get("al"):
            found &= Q(at__lt=local_midnight(last + timedelta(days=1)))
        if word := said.get("tipo"):
            found &= next(asked for each, _label, asked in KINDS if each == word)
        return found
