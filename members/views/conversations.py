"""What two people write to each other about a post."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, form_page, sent
from members.actions import conversations as actions
from members.forms.board import MessageForm
from members.models import Conversation
from members.pages import board as pages
from members.views.board import counted


@requires(Permission.USE_BOARD)
def conversation(request, pk):
    """What the two have written, and the form for more."""
    found = _conversation(request, pk)
    shown = pages.talk(found, request.user)
    here = address(pk)
    return form_page(
        request,
        MessageForm(sent(request)),
        partial(
            counted,
            request,
            partial(actions.write_message, by=request.user, conversation=found),
        ),
        heading=found.post.title,
        kicker=_("Messages with %(person)s") % {"person": shown.other.name},
        done=_("Your message has been sent."),
        back=here,
        template="members/conversation.html",
        talk=shown,
        parent=_("My posts and messages"),
        parent_url=reverse("members:my_board"),
    )


@requires(Permission.USE_BOARD)
@button_on("members:conversation", "pk")
def it_worked(request, pk):
    """Say that something came of it."""
    found = _conversation(request, pk)
    return carry_out(
        request,
        partial(actions.say_it_worked, by=request.user, conversation=found),
        done=_said,
        back=address(pk),
    )


def _said(found: Conversation) -> str:
    if found.author_said_at and found.answerer_said_at:
        return _("You both say that it worked: it counts as a collaboration of the programme.")
    return _("Thank you. Once the other one says so too, it counts as a collaboration.")


def _conversation(request, pk: int) -> Conversation:
    own = Conversation.objects.of(request.user).select_related("post__person", "answerer")
    return get_object_or_404(own.prefetch_related("messages"), pk=pk)


def address(pk: int) -> str:
    """Of the conversation's own page."""
    return reverse("members:conversation", args=[pk])
