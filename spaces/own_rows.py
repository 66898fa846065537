"""What the models of places hold of people; see `core.personal`."""

from django.utils.translation import gettext_lazy as _

from core.personal import Fate, Held, by_person, either, hold, stands_apart
from spaces import models as places

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT
USE = _(
    "The use of the places is counted and reported to the ministry: the hours stay, without your name and words."
)
hold(
    Held(
        places.Booking,
        _("Bookings"),
        USE,
        by_person("person"),
        EMPTIED,
        ("space", "start", "end", "status", "purpose", "cancel_reason", "checked_in_at"),
        emptied=dict.fromkeys(("purpose", "cancel_reason", "override_reason"), ""),
    ),
    Held(
        places.Series,
        _("Series of bookings"),
        USE,
        by_person("person"),
        EMPTIED,
        ("space", "first", "until", "purpose"),
        emptied={"purpose": ""},
        harmless=("weekdays", "slot", "left_out"),
    ),
    Held(
        places.WaitingRequest,
        _("Waiting lists"),
        USE,
        by_person("person"),
        KEPT,
        ("start", "end", "status", "made_at"),
    ),
    Held(
        places.Assignment,
        _("Assigned places"),
        USE,
        either(by_person("person"), by_person("people")),
        KEPT,
        ("space", "starts", "ends"),
    ),
    Held(
        places.Feed,
        _("Calendar address"),
        _("To let your own calendar read your bookings."),
        by_person("person"),
        GONE,
        ("made_at",),
    ),
)
COMMON = "the same for all: nothing of one person"
stands_apart(
    {
        "spaces.Assignment_people": "joins numbers alone",
        "spaces.LentDay": "dates of an assignment",
        "spaces.Closure_spaces": COMMON,
        "spaces.Closure": COMMON,
        "spaces.OutOfService": COMMON,
        "spaces.Space": COMMON,
        "spaces.Space_parts": COMMON,
        "spaces.Space_equipment": COMMON,
        "spaces.Zone": COMMON,
        "spaces.Equipment": COMMON,
        "spaces.WeeklyHours": COMMON,
        "spaces.PlanRule": COMMON,
        "spaces.KindRules": COMMON,
    }
)
