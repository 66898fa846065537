"""What the account holds of its person, and the packages at the door. The last: others are found by it."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from core.personal import (
    NOWHERE,
    Fate,
    Held,
    by_person,
    hold,
)
from members import models as people
from members.own_rows.why import only_where_needed

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT
DOOR = _("To let you in, and nobody else.")


def _numbered(before: str, after: str = "") -> Concat:
    number = Cast(F("pk"), CharField())
    return Concat(Value(before), number, Value(after), output_field=CharField())


hold(
    Held(
        people.AccountChange,
        _("Changes of the account"),
        _("To show who changed your account, and why."),
        by_person("person"),
        GONE,
        ("at", "kind", "before", "after", "reason"),
    ),
    Held(
        people.DataExport,
        _("Copies of your data"),
        _("To hand them to you; each is thrown away after some days."),
        by_person("person"),
        GONE,
        ("asked_at", "made_at"),
    ),
    Held(
        people.ErasureRequest,
        _("Requests to be erased"),
        _("To show that the law was kept: dates, and the number of the account that is nobody’s."),
        by_person("person"),
        EMPTIED,
        ("asked_at", "due", "status", "reason"),
        emptied={"reason": only_where_needed(status="refused")},
    ),
    Held(
        people.Session,
        _("Where you are signed in"),
        DOOR,
        by_person("person"),
        GONE,
        ("begun_at", "used_at", "device"),
    ),
    Held(Authenticator, _("Second factors"), DOOR, by_person("user"), GONE, ("type", "created_at")),
    Held(SocialToken, _("Keys of a public identity"), DOOR, by_person("account__user"), GONE),
    Held(
        SocialAccount,
        _("Public identity linked to the account"),
        DOOR,
        by_person("user"),
        GONE,
        ("provider", "uid", "date_joined", "extra_data"),
    ),
    Held(
        EmailConfirmation,
        _("Addresses to confirm"),
        DOOR,
        by_person("email_address__user"),
        GONE,
        ("created", "sent"),
    ),
    Held(
        EmailAddress,
        _("E-mail addresses"),
        DOOR,
        by_person("user"),
        GONE,
        ("email", "verified", "primary"),
    ),
    Held(
        people.User,
        _("Account"),
        _("To know who you are. Erased, it is nobody’s, and holds together the sums that stay."),
        by_person("pk"),
        EMPTIED,
        ("first_name", "last_name", "email", "role", "language", "date_joined", "last_login"),
        emptied={
            "first_name": "Persona cancellata",
            "last_name": _numbered("n. "),
            "email": _numbered("persona-cancellata-", f"@{NOWHERE}"),
            # What no password matches, as Django writes it.
            "password": "!",
            "last_login": None,
            "is_active": False,
            "is_superuser": False,
        },
    ),
)
