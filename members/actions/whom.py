"""As what the portal's rows know a person."""

from allauth.account.models import EmailAddress

from core.personal import Whom
from members.models import User


def whom_of(person: User) -> Whom:
    """The person's number, all addresses, confirmed or not, and the whole name."""
    others = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = tuple(sorted({person.email, *others}))
    return Whom(person.pk, addresses, f"{person.first_name} {person.last_name}".strip())
