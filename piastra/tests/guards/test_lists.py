"""Every list that has pages: its order, and its edges (nothing, a page that is just full, one row more)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone

from budget.tests.factories import DocumentFactory, LineFactory, ProgrammeFactory, SupplierFactory
from core.mail import put
from core.models import AccessibilityFeedback
from events.tests.factories import EventFactory
from members.models import Application, Invitation, RenewalRequest
from members.tests.factories import (
    ApplicationFactory,
    OrganisationFactory,
    ProfileFactory,
)
from members.views.accounts import ON_A_PAGE as PEOPLE
from piastra.tests.guards.test_source import FILES
from spaces.tests.factories import (
    BookingFactory,
    MembershipFactory,
    PersonFactory,
    SpaceFactory,
)

pytestmark = pytest.mark.django_db
NOW = "2026-11-23 10:00"


class Listing(NamedTuple):
    """Who reads it, how many rows a page has, how to make the n-th row, and where a row leads."""

    reader: str
    size: int
    make: Callable
    row: str
    #: Whether the row that was made last stands first.
    newest_first: bool = True


def booking(number: int, reader) -> int:
    space = SpaceFactory(code=f"Z{number:02}")
    return BookingFactory(
        space=space, person=reader, day=date(2026, 6, 1) + timedelta(days=number), attended=True
    ).pk


def application(number: int, _reader) -> int:
    made = ApplicationFactory(applicant=PersonFactory(role="applicant"), submitted=True)
    sent = timezone.now() - timedelta(days=90 - number)
    Application.objects.filter(pk=made.pk).update(submitted_at=sent)
    return made.pk


def event(number: int, _reader) -> str:
    start = timezone.now() - timedelta(days=90 - number)
    return EventFactory(
        start=start, end=start + timedelta(hours=1), slug=f"serata-{number:03}"
    ).slug


def document(number: int, _reader) -> int:
    known = {"supplier": _supplier(), "line": _line()}
    return DocumentFactory(date=date(2026, 6, 1) + timedelta(days=number), **known).pk


def _supplier():
    return SupplierFactory._meta.model.objects.first() or SupplierFactory()


def _line():
    ProgrammeFactory()
    return LineFactory._meta.model.objects.first() or LineFactory()


def letter(_number: int, _reader) -> int:
    return put(to="a@example.org", subject="a", text="a").pk


def report(number: int, reader) -> int:
    sent = timezone.now() - timedelta(days=90 - number)
    return AccessibilityFeedback.objects.create(
        text="Il menu", status="answered", answer="Ecco", answered_by=reader, answered_at=sent,
        sent_at=sent,
    ).pk  # fmt: skip


def invitation(number: int, _reader) -> int:
    return Invitation.objects.create(
        email=f"i{number}@example.org", role="official", token_hash=f"{number:064}"
    ).pk


def person(number: int, _reader) -> int:
    """After the reader, who stands in the list too and is first of the first page."""
    return PersonFactory(last_name=f"Zz{number:03}").pk


def coworker(number: int, _reader) -> int:
    return MembershipFactory(
        person=PersonFactory(last_name=f"Zz{number:03}", membership=None)
    ).person_id


def renewal(number: int, _reader) -> int:
    membership = MembershipFactory(person=PersonFactory(membership=None), ends=date(2026, 12, 1))
    asked = timezone.now() - timedelta(days=90 - number)
    return RenewalRequest.objects.create(
        person=membership.person, membership=membership, asked_at=asked
    ).pk


def organisation(number: int, _reader) -> int:
    return OrganisationFactory(name=f"Zz {number:03}").pk


def listed(number: int, _reader) -> int:
    profile = ProfileFactory(listed=True, person__last_name=f"Zz{number:03}")
    MembershipFactory(person=profile.person)
    return profile.pk


LISTS = {
    "members:directory": Listing("staff", 24, listed, r"/coworker/(\d+)/\"", False),
    "members:people": Listing("staff", PEOPLE - 1, person, r"/persone/(\d+)/\">[^<]*Zz", False),
    "members:invitations": Listing("staff", 30, invitation, r"/persone/inviti/(\d+)/ritira/\""),
    "members:renewals": Listing("staff", 30, renewal, r"/rinnovi/(\d+)/rifiuta/\"", False),
    "site:coworkers": Listing("staff", 40, coworker, r"/persone/(\d+)/adesione/\"", False),
    "members:organisations": Listing(
        "staff", 30, organisation, r"/organizzazioni/(\d+)/\"", newest_first=False
    ),
    "spaces:bookings": Listing("member", 20, booking, r"/prenotazioni/(\d+)/\""),
    "members:applications": Listing(
        "staff", 20, application, r"/domande/(\d+)/\"", newest_first=False
    ),
    "events:list": Listing("staff", 10, event, r"/eventi/(serata-\d+)/\""),
    "budget:documents": Listing("official", 25, document, r"/bilancio/documenti/(\d+)/\""),
    "site:letters": Listing("staff", 20, letter, r"/messaggi/(\d+)/abbandona/\"", False),
    "site:accessibility_reports": Listing(
        "staff", 20, report, r"/accessibilita/segnalazioni/(\d+)/\""
    ),
}


def rows_of(page: str, pattern: str) -> list[str]:
    return list(dict.fromkeys(re.findall(pattern, page[page.index("<main") :])))


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_all_its_rows_in_order_and_as_many_pages_as_it_needs(
    name, over, request, client_of, at
):
    at(NOW)
    listing = LISTS[name]
    reader = request.getfixturevalue(listing.reader)
    made = [
        str(listing.make(number, reader))
        for number in range(listing.size + over if over + 1 else 0)
    ]
    wanted = made[::-1] if listing.newest_first else made
    browser, seen = client_of(reader), []
    pages = max(1, ceil(len(made) / listing.size))
    for number in range(1, pages + 1):
        page = browser.get(reverse(name), {"page": number}).content.decode()
        found = rows_of(page, listing.row)
        assert len(found) <= listing.size
        assert ('rel="prev"' in page, 'rel="next"' in page) == (number > 1, number < pages)
        seen += found
    assert seen == wanted


def test_no_list_with_pages_is_left_out():
    paged = {name for name, text in FILES.items() if re.search(r"\bPaginator\(|= page_of\(", text)}
    assert paged == {
        "core/paging.py", "members/views/desk.py", "spaces/schedule/own.py", "events/views.py",
        "budget/views/documents.py", "piastra/letters.py", "piastra/pages/views.py",
        "members/views/accounts.py", "members/views/inviting.py", "members/views/renewals.py",
        "members/views/organisations.py", "members/views/imports.py", "piastra/coworkers.py",
        "spaces/views/colleagues.py",
        "members/views/directory.py", "members/views/board.py", "members/views/abuse.py",
    }  # fmt: skip
