"""The bookings of an organisation's people in a month: who, where, when, and nothing else of them."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from core.clock import ROME
from core.month import Month
from members.models import Organisation, OrganisationPerson
from spaces.models import Booking


def bookings_of(organisation: Organisation, month: Month) -> QuerySet[Booking]:
    """Those that hold, on dates on which their people belonged to the organisation, by time."""
    rows = OrganisationPerson.objects.filter(
        Q(ends=None) | Q(ends__gt=OuterRef("date")),
        organisation=organisation,
        person=OuterRef("person"),
        starts__lte=OuterRef("date"),
    )
    found = Booking.objects.firm().on(month.first, month.last).select_related("space", "person")
    dated = found.alias(date=TruncDate("start", tzinfo=ROME)).filter(Exists(rows))
    return dated.order_by("start", "space__code", "pk")
