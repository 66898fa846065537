"""Verbs of the people's pages: the only place that writes what members own."""

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
from members.actions.people import choose_language, keep_profile

__all__ = [
    "admit",
    "answer_request",
    "ask_for_more",
    "choose_language",
    "keep_profile",
    "let_wait",
    "refuse",
    "save_draft",
    "submit",
    "take_up",
    "withdraw",
]
