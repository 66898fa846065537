"""As what the portal's rows know a person."""

from allauth.account.models import EmailAddress

from core.personal import Whom
from members.models import AccountChange, User


def whom_of(person: User) -> Whom:
    """The person's number, all addresses, confirmed or not, and the names, former ones too."""
    others = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = tuple(sorted({person.email, *others}))
    changed = person.changes.filter(kind=AccountChange.Kind.NAME).values_list("before", "after")
    former = {name for pair in changed for name in pair}
    now = f"{person.first_name} {person.last_name}".strip()
    return Whom(person.pk, addresses, (now, *sorted(former - {now})))
