"""How an invitation is said to be on the staff's list."""

from datetime import datetime

from django.utils.translation import gettext as _

from members.models import Invitation
from members.pages.accounts import Badge
from members.rules import is_void


def badge(invitation: Invitation, now: datetime) -> Badge:
    """Its state; what no longer opens says so, though nobody has written it."""
    if invitation.status == Invitation.Status.OPEN and invitation.has_expired(now):
        return Badge(_("Expired"), "bad")
    if invitation.status == Invitation.Status.OPEN and is_void(invitation):
        return Badge(_("No longer works"), "bad")
    if invitation.status == Invitation.Status.OPEN:
        return Badge(_("Not answered yet"), "wait")
    is_used = invitation.status == Invitation.Status.USED
    return Badge(invitation.get_status_display(), "good" if is_used else "off")
