"""Verbs of the people's pages: the only place that writes what members own."""

from members.actions.accounts import (
    change_role,
    close_account,
    correct_name,
    reopen_account,
    reset_factor,
)
from members.actions.applications import (
    admit,
    answer_request,
    ask_for_more,
    let_wait,
    refuse,
    save_draft,
    submit,
    take_up,
    withdraw,
)
from members.actions.consents import give_consent, withdraw_consent
from members.actions.identities import join_by_identity, link_identity, unlink_identity
from members.actions.invitations import accept_invitation, invite, revoke_invitation
from members.actions.people import choose_language
from members.actions.profiles import keep_profile, remove_profile_photo, set_profile_photo
from members.actions.sessions import clear_sessions, end_session, end_sessions
