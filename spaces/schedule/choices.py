"""What a search offers to choose from: zones and equipment of places that are not all retired."""

from datetime import date
from typing import NamedTuple

from django.db import connection

from core.words import is_italian

#: As `OfPlacesQuerySet.in_use`, for both in one statement; of what has no place yet, too.
IN_USE = """
SELECT true AS is_zone, zone.id::varchar AS key, zone.name AS label, "order" AS place, zone.name AS tie
FROM spaces_zone zone LEFT JOIN spaces_space space ON space.zone_id = zone.id
WHERE space.retired_on IS NULL OR space.retired_on > %(day)s
GROUP BY zone.id
UNION ALL
SELECT false, slug, CASE WHEN %(italian)s THEN name_it ELSE name_en END, equipment."order", slug
FROM spaces_equipment equipment
LEFT JOIN spaces_space_equipment offered ON offered.equipment_id = equipment.id
LEFT JOIN spaces_space space ON space.id = offered.space_id
WHERE space.retired_on IS NULL OR space.retired_on > %(day)s
GROUP BY equipment.id
ORDER BY place, tie
"""


class Choices(NamedTuple):
    """Pairs of a key (a zone's number, an equipment's slug) and its name, in their order."""

    zones: list[tuple[str, str]]
    equipment: list[tuple[str, str]]


def in_use(day: date) -> Choices:
    """Those of places that are not retired on this date, in the page's language."""
    with connection.cursor() as cursor:
        cursor.execute(IN_USE, {"day": day, "italian": is_italian()})
        found = cursor.fetchall()
    return Choices(
        [(key, label) for is_zone, key, label, *_order in found if is_zone],
        [(key, label) for is_zone, key, label, *_order in found if not is_zone],
    )
