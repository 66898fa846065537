"""What is done in this app, as the journal says it."""

from django.utils.translation import gettext_lazy as _

from core import journal


class Verb(journal.Verb):
    """What is done to places, their opening, bookings and waiting lists."""

    BOOKED = "booked", _("booked a place")
    BOOKING_IMPORTED = "booking_imported", _("imported a past booking")
    MOVED = "moved", _("moved a booking")
    PURPOSE_CHANGED = "purpose_changed", _("changed the purpose of a booking")
    CANCELLED = "cancelled", _("cancelled a booking")
    SERIES_BOOKED = "series_booked", _("booked a series")
    REMINDED = "reminded", _("sent a reminder of a booking")
    CHECKED_IN = "checked_in", _("checked somebody in")
    CHECK_IN_TAKEN_BACK = "check_in_taken_back", _("undid a check-in")
    CHECKED_OUT = "checked_out", _("checked somebody out")
    MARKED_ABSENT = "marked_absent", _("marked somebody absent")
    ABSENCE_TAKEN_BACK = "absence_taken_back", _("undid an absence")
    WAITING_JOINED = "waiting_joined", _("joined the waiting list")
    WAITING_WITHDRAWN = "waiting_withdrawn", _("left the waiting list")
    WAITING_UNSERVED = "waiting_unserved", _("closed a request for which no place came free")
    OFFERED = "offered", _("offered a place to somebody waiting")
    OFFER_ACCEPTED = "offer_accepted", _("accepted an offered place")
    OFFER_DECLINED = "offer_declined", _("declined an offered place")
    OFFER_EXPIRED = "offer_expired", _("let an unanswered offer expire")
    OFFER_TAKEN_BACK = "offer_taken_back", _("withdrew an offer")
    FEED_MADE = "feed_made", _("created a calendar address")
    FEED_RENEWED = "feed_renewed", _("replaced a calendar address")
    FEED_SWITCHED_OFF = "feed_switched_off", _("switched a calendar address off")
    ASSIGNED = "assigned", _("assigned a place")
    ASSIGNMENT_CHANGED = "assignment_changed", _("changed the end of an assignment")
    ASSIGNMENT_TAKEN_AWAY = "assignment_taken_away", _("removed an assignment")
    ASSIGNMENT_SHARED = "assignment_shared", _("changed who uses an assigned place")
    DAYS_LENT = "days_lent", _("lent days of an assigned place")
    DAY_TAKEN_BACK = "day_taken_back", _("took a lent day back")
    HOURS_SET = "hours_set", _("set the opening hours")
    RULES_SET = "rules_set", _("set the rules of a kind of place")
    CLOSED = "closed", _("closed places for a time")
    TAKEN_OUT_OF_SERVICE = "taken_out_of_service", _("took a place out of service")
    REOPENED = "reopened", _("reopened what was closed")
    PLACE_ADDED = "place_added", _("added a place")
    PLACE_CHANGED = "place_changed", _("changed a place")
    PLACE_RETIRED = "place_retired", _("retired a place")
    PHOTO_SET = "photo_set", _("set the photo of a place")
    PHOTO_REMOVED = "photo_removed", _("removed the photo of a place")
    ZONE_CHANGED = "zone_changed", _("changed a zone")
    EQUIPMENT_ADDED = "equipment_added", _("added an item of equipment")
