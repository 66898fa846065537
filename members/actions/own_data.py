"""What a person corrects of the own account."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from core.identity import one_spelling
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import ensure
from members.models import AccountChange, User, Verb
from members.rules.own_data import why_not_change_name


@transaction.atomic
def change_own_name(*, by, first_name: str, last_name: str) -> User:
    """Write the own name as it is; kept with the account, and told by letter."""
    person = lock(get_user_model().objects.all(), by.pk)
    names = {"first_name": one_spelling(first_name), "last_name": one_spelling(last_name)}
    ensure(why_not_change_name(person, **names))
    before = person.get_full_name()
    person.first_name, person.last_name = names["first_name"], names["last_name"]
    person.save(update_fields=["first_name", "last_name"])
    person.changes.create(
        by=person,
        kind=AccountChange.Kind.NAME,
        before=before,
        after=person.get_full_name(),
        reason=_("Corrected by the person."),
    )
    record(by=by, verb=Verb.OWN_NAME_CHANGED, on=person)
    post(to=person, template="own_name_changed", context={"before": before}, about=person)
    return person
