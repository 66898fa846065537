"""What the directory, the board and its outcomes hold of people."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    Fate,
    Held,
    by_person,
    hold,
)
from members import models as people
from members.own_rows.why import SUMS, only_where_needed

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT
BOARD = _("So that coworkers find help and give it.")
PROFILE = _(
    "So that coworkers find each other, as far as you open it. The themes alone stay counted, without you."
)
VISIBILITIES = tuple(f"{name}_visibility" for name in people.FIELDS)


hold(
    Held(
        people.Profile,
        _("Profile"),
        PROFILE,
        by_person("person"),
        EMPTIED,
        ("headline", "bio", "offers", "looks_for", "links", "photo", "photo_alt", *VISIBILITIES),
        emptied=dict.fromkeys(("headline", "bio", "offers", "looks_for", "photo", "photo_alt"), "")
        | dict.fromkeys(("organisation", "photo_width", "photo_height"))
        | dict.fromkeys(VISIBILITIES, people.Visibility.NOBODY)
        | {"links": []},
    ),
    Held(
        people.Consent,
        _("Consents"),
        _("To show what you agreed to, and when."),
        by_person("person"),
        GONE,
        ("kind", "version", "given_at", "withdrawn_at"),
    ),
    Held(
        people.AbuseReport,
        _("What you reported on the board"),
        BOARD,
        by_person("person"),
        GONE,
        ("made_at", "reason", "status", "answer"),
    ),
    Held(
        people.Collaboration,
        _("Collaborations from the board"),
        SUMS,
        by_person("conversation__post__person", "conversation__answerer"),
        EMPTIED,
        ("confirmed_at", "theme"),
        emptied={"unmade_reason": only_where_needed(unmade_at__isnull=False)},
        harmless=("author_organisation_kind", "answerer_organisation_kind"),
    ),
    Held(
        people.Message,
        _("Messages on the board"),
        BOARD,
        by_person("person"),
        GONE,
        ("at", "text"),
    ),
    Held(
        people.Conversation,
        _("Conversations about posts on the board"),
        BOARD,
        by_person("answerer", "post__person"),
        GONE,
        ("made_at",),
    ),
    Held(
        people.Post,
        _("Posts on the board"),
        BOARD,
        by_person("person"),
        GONE,
        ("made_at", "kind", "title", "text", "expires", "status", "hidden_reason"),
    ),
    Held(
        people.Outcome,
        _("What became of you"),
        _(
            "To count what the programme brought. The answers stay as numbers, without you and your words."
        ),
        by_person("person"),
        EMPTIED,
        ("at", "moment", "in_work", "was_in_work", "enterprise", "goes_on", "words"),
        emptied={"words": "", "person": None},
    ),
)
