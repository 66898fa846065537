"""Pages about people: the applicant's own, the staff's, the profile and the themes."""

from members.views.desk import (
    application_admit,
    application_ask,
    application_let_wait,
    application_page,
    application_refuse,
    application_take_up,
    applications,
)
from members.views.invitations import invitation
from members.views.own import (
    application,
    application_answer,
    application_draft,
    application_form,
    application_withdraw,
)
from members.views.people import language, profile, themes

__all__ = [
    "application",
    "application_admit",
    "application_answer",
    "application_ask",
    "application_draft",
    "application_form",
    "application_let_wait",
    "application_page",
    "application_refuse",
    "application_take_up",
    "application_withdraw",
    "applications",
    "invitation",
    "language",
    "profile",
    "themes",
]
