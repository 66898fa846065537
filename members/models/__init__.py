"""People of the programme: accounts, applications, memberships, profiles, themes."""

from members.models.applications import Application, ApplicationMove
from members.models.people import Membership, Profile, User
from members.models.themes import Objective, Theme

__all__ = [
    "Application",
    "ApplicationMove",
    "Membership",
    "Objective",
    "Profile",
    "Theme",
    "User",
]
