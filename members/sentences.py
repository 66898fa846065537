"""Sentences of allauth that our catalogue puts in our own words; named here, so that it keeps them.

Its Italian speaks to men only. The catalogue of the portal comes before those of its packages.
"""

from django.utils.translation import gettext_noop

OURS = [
    gettext_noop("Forgot your password?"),
    gettext_noop("You must type the same password each time."),
]
