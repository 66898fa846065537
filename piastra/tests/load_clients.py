"""Ten people with a desk each, inside a portal that runs: what they are going to book, and what is kept.

Run as a program of its own, with the settings of that portal: `python -m piastra.tests.load_clients invite`, and
`… kept` with the numbers of bookings on standard input. Answers in JSON.
"""

import json
import os
import sys
from datetime import timedelta

import django

PEOPLE, DAYS = 10, 10


def invite() -> dict:
    """Make the people, their desks and sessions; name the open days that they may book."""
    from core.clock import today
    from core.testing.plugin import session_of
    from members.models import Membership, User
    from spaces.models import Space, Zone
    from spaces.schedule.opening import Opening

    zone = Zone.objects.create(name="Prova", order=9)
    since = today() - timedelta(days=1)
    sessions, desks = [], []
    for number in range(PEOPLE):
        person = User.objects.create_user(
            f"folla{number}@example.org", first_name="Folla", last_name=str(number), role="member"
        )
        Membership.objects.create(person=person, starts=since)
        sessions.append(session_of(person))
        desk = Space(code=f"T{number}", kind="fixed_desk", zone=zone, opened_on=since)
        desk.save()
        desks.append(desk.code)
    opening = Opening(today() + timedelta(days=1), today() + timedelta(days=30))
    weekdays = [day for day in opening.days() if day.weekday() < 5 and opening.of(desk, day)]
    staff = User.objects.get(email="staff@example.org")
    return {
        "sessions": sessions,
        "desks": desks,
        "days": [str(day) for day in weekdays[:DAYS]],
        "staff": session_of(staff),
    }


def kept() -> dict:
    """Which of the bookings named are there and hold their place; how far every edition is."""
    from piastra.reports.models import Edition
    from spaces.models import Booking

    asked = json.load(sys.stdin)
    editions = Edition.objects.prefetch_related("files")
    return {
        "bookings": list(
            Booking.objects.filter(pk__in=asked).holding().values_list("pk", flat=True)
        ),
        "editions": {str(each): [each.state, len(each.files.all())] for each in editions},
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piastra.settings")
    django.setup()
    print(json.dumps({"invite": invite, "kept": kept}[sys.argv[1]]()))
