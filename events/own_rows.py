"""What the models of events hold of people; see `core.personal`."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from core.personal import NOWHERE, Fate, Held, by_address, by_person, either, hold, stands_apart
from events.models import Registration

hold(
    Held(
        Registration,
        _("Registrations for events"),
        _("Who takes part is counted and reported: the sums stay, without your name and address."),
        either(by_person("person"), by_address("email")),
        Fate.EMPTIED,
        ("event", "name", "email", "status", "made_at", "cancelled_at"),
        emptied={
            "name": "Persona cancellata",
            # One of its own for each: nobody has two places at an event.
            "email": Concat(
                Value("iscrizione-"),
                Cast(F("pk"), CharField()),
                Value(f"@{NOWHERE}"),
                output_field=CharField(),
            ),
        },
        harmless=("language",),
    )
)
stands_apart(
    {
        "events.Event": "the public programme; who made it is a number",
        "events.Event_themes": "joins numbers alone",
    }
)
