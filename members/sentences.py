"""Sentences of allauth that our catalogue puts in our own words; named here, so that it keeps them.

Its Italian speaks to men only. The catalogue of the portal comes before those of its packages.
"""

from django.utils.translation import gettext_noop

OURS = [
    gettext_noop("Successfully signed in as %(name)s."),
    gettext_noop("You have signed out."),
    gettext_noop("Are you sure you want to sign out?"),
    gettext_noop("You are already logged in as %(user_display)s."),
    gettext_noop("Are you sure?"),
    gettext_noop("Are you sure you want to remove this security key?"),
    gettext_noop(
        "You are about to deactivate authenticator app based authentication. Are you sure?"
    ),
    gettext_noop("If it was you, you can sign up for an account using the link below."),
]
