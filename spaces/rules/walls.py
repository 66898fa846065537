"""What the database's constraints mean to people, should a verb meet one."""

from django.utils.translation import gettext as _

from core import walls
from core.refusals import Refusal
from spaces.rules.assigning import assigned_already

ONE_AT_A_TIME = "one_booking_of_a_place_at_a_time"
ONE_CODE = "spaces_space_code_key"


def somebody_was_first() -> Refusal:
    """The place was booked meanwhile; `taken` says more, where the ask is known."""
    return Refusal(_("This place is already taken at that time."), code="taken")


def used_form() -> Refusal:
    """The form's number stands in another booking."""
    sentence = _(
        "This form was already used for another booking, and nothing was booked: choose "
        "the place again."
    )
    return Refusal(sentence, code="used_form")


def used_series_form() -> Refusal:
    """The form's number stands in another series."""
    sentence = _(
        "This form was already used for another series, and nothing was booked: please "
        "send it again."
    )
    return Refusal(sentence, code="used_form")


def code_taken(code: str = "") -> Refusal:
    """Another place has this code."""
    sentence = _("There is already a place with the code %(code)s: choose another.")
    return Refusal(sentence % {"code": code}, code="code_taken")


walls.register(
    {
        ONE_AT_A_TIME: somebody_was_first,
        "spaces_booking_request_key_key": used_form,
        "spaces_series_request_key_key": used_series_form,
        "one_assignment_of_a_place_at_a_time": assigned_already,
        ONE_CODE: code_taken,
        # Sent again, these find what the other made.
        "one_waits_once_for_a_time": walls.was_overtaken,
        "spaces_zone_name_key": walls.was_overtaken,
        "spaces_equipment_slug_key": walls.was_overtaken,
        "spaces_feed_person_id_key": walls.was_overtaken,
        "spaces_feed_space_id_key": walls.was_overtaken,
        "spaces_kindrules_kind_key": walls.was_overtaken,
    }
)
