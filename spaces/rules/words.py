"""The rules of a kind of place as sentences, for whoever sets them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.words import clock
from spaces.models import KindRules, Space
from spaces.rules.booking import length_in_words


def in_words(rules: KindRules) -> list[str]:
    """Each rule that binds, as a sentence; what has no limit is left out."""
    sentences = [
        _how_booked(rules),
        _how_far_ahead(rules),
        _how_long(rules),
        _how_many(rules),
        _how_many_hours(rules),
        _one_at_a_time(rules),
        _how_far_apart(rules),
        _who(rules),
        _until_when_cancelled(rules),
        _reminder(rules),
        _from_when_in(rules),
        _until_when_kept(rules),
        _how_long_held(rules),
    ]
    return [sentence for sentence in sentences if sentence]


def _how_booked(rules: KindRules) -> str:
    if rules.by_the_hour:
        steps = _("Booked by the hour, in steps of %(minutes)d minutes.")
        return steps % {"minutes": rules.raster_minutes}
    halves = _("Booked by the half day, with the changeover at %(hour)s, or by the whole day.")
    return halves % {"hour": clock(rules.half_day_at)}


def _how_far_ahead(rules: KindRules) -> str:
    return ngettext(
        "Up to %(n)d day ahead, with a membership that covers the date.",
        "Up to %(n)d days ahead, with a membership that covers the date.",
        rules.days_ahead,
    ) % {"n": rules.days_ahead}


def _how_long(rules: KindRules) -> str:
    least, most = rules.min_minutes, rules.max_minutes
    words = {"least": length_in_words(least or 0), "most": length_in_words(most or 0)}
    if least and most:
        return _("For at least %(least)s and at most %(most)s.") % words
    if least:
        return _("For at least %(least)s.") % words
    return _("For at most %(most)s.") % words if most else ""


def _how_many(rules: KindRules) -> str:
    if rules.max_coming is None:
        return ""
    return ngettext(
        "Each person may have %(n)d upcoming booking at a time.",
        "Each person may have up to %(n)d upcoming bookings at a time.",
        rules.max_coming,
    ) % {"n": rules.max_coming}


def _how_many_hours(rules: KindRules) -> str:
    if rules.max_hours_week is None:
        return ""
    return ngettext(
        "Each person may have up to %(n)d hour from Monday to Sunday.",
        "Each person may have up to %(n)d hours from Monday to Sunday.",
        rules.max_hours_week,
    ) % {"n": rules.max_hours_week}


def _one_at_a_time(rules: KindRules) -> str:
    if rules.kind not in Space.DESKS_AND_OFFICES:
        return ""
    return _("Each person may have one desk or office at a time.")


def _how_far_apart(rules: KindRules) -> str:
    if not rules.buffer_minutes:
        return ""
    return _("A gap of %(length)s is kept between two bookings of a place.") % {
        "length": length_in_words(rules.buffer_minutes)
    }


def _who(rules: KindRules) -> str:
    if not rules.open_to:
        return _("Only staff can book it.")
    if rules.is_open_to_all:
        return _("Every coworker can book it.")
    return _("Only coworkers admitted as %(people)s can book it.") % {"people": rules.people}


def _until_when_cancelled(rules: KindRules) -> str:
    return ngettext(
        "Can be cancelled or moved up to %(n)d hour before the start.",
        "Can be cancelled or moved up to %(n)d hours before the start.",
        rules.cancel_hours,
    ) % {"n": rules.cancel_hours}


def _reminder(rules: KindRules) -> str:
    if rules.remind_hours is None:
        return _("No reminder is sent.")
    return ngettext(
        "A reminder is sent %(n)d hour before the start.",
        "A reminder is sent %(n)d hours before the start.",
        rules.remind_hours,
    ) % {"n": rules.remind_hours}


def _from_when_in(rules: KindRules) -> str:
    return _("Check-in opens %(length)s before the start.") % {
        "length": length_in_words(rules.early_minutes)
    }


def _until_when_kept(rules: KindRules) -> str:
    words = {
        "grace": length_in_words(rules.grace_minutes),
        "cutoff": length_in_words(rules.cutoff_minutes),
    }
    if not rules.cutoff_minutes:
        return _("Anyone who has not arrived %(grace)s after the start loses the place.") % words
    return (
        _(
            "Anyone who has not arrived %(grace)s after the start loses the place, unless they "
            "booked on the day, less than %(cutoff)s before the start."
        )
        % words
    )


def _how_long_held(rules: KindRules) -> str:
    return _("A place that becomes free is held for %(length)s for the next person waiting.") % {
        "length": length_in_words(rules.hold_minutes)
    }
