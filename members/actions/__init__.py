"""Verbs of the people's pages: the only place that writes what members own."""

from members.actions.accounts import (
    change_role,
    close_account,
    correct_name,
    reopen_account,
    reset_factor,
)
from members.actions.application_rules import set_application_rules
from members.actions.applications import answer_request, save_draft, submit, withdraw, withdraw_all
from members.actions.consents import give_consent, withdraw_consent
from members.actions.deciding import (
    admit,
    ask_for_more,
    let_wait,
    refuse,
    take_up,
    undo,
    write_answer,
)
from members.actions.documents import bring_document, open_document, remove_document
from members.actions.identities import join_by_identity, link_identity, unlink_identity
from members.actions.invitations import accept_invitation, invite, revoke_invitation
from members.actions.organisations import (
    add_person,
    find_or_make,
    invite_person,
    keep_organisation,
    leave,
    merge,
    remove_person,
    set_manager,
    take_in,
)
from members.actions.people import choose_language
from members.actions.profiles import keep_profile, remove_profile_photo, set_profile_photo
from members.actions.sessions import clear_sessions, end_session, end_sessions
