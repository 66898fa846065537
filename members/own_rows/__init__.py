"""What the models of members hold of people, and those of the packages at the door; see `core.personal`.

What hangs on another stands before it: the account, by which others are found, is the last.
"""

from core.personal import stands_apart
from members.own_rows import applications, community, memberships, person  # noqa: F401  Said in this order.

COMMON = "the same for all: nothing of one person"
ABOVE = "goes with the row that it joins, or joins numbers alone"
stands_apart(
    {
        "members.Application_themes": ABOVE,
        "members.Profile_themes": ABOVE,
        "members.Organisation_themes": ABOVE,
        "members.User_groups": "the portal uses none: roles say it",
        "members.User_user_permissions": "the portal uses none: roles say it",
        "auth.Permission": COMMON,
        "auth.Group_permissions": COMMON,
        "auth.Group": COMMON,
        "contenttypes.ContentType": COMMON,
        "sessions.Session": "unused: sessions are members.Session",
        "socialaccount.SocialApp": "the portal's own key at an identity provider",
        "members.ApplicationRules": COMMON,
        "members.Call": COMMON,
        "members.Criterion": COMMON,
        "members.DocumentLook": "who of the staff opened a document: goes with it",
        "members.Import": "the name of the staff's file; its rows are members.ImportRow",
        "members.Organisation": "of an organisation; its people are members.OrganisationPerson",
        "members.Plan": COMMON,
        "members.RefusalReason": COMMON,
        "members.Theme": COMMON,
        "members.Objective": COMMON,
    }
)
