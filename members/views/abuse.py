"""Reporting what is wrong on the board; for the staff what was reported, what is hidden, what came of posts."""

from functools import partial

from django.core.paginator import Paginator
from django.db.models import Case, F, Value, When
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, form_page, sent
from members.actions import abuse as actions
from members.actions import conversations
from members.forms import ReasonForm
from members.models import AbuseReport, Collaboration, Conversation, Message, Post
from members.views.board import address, counted

ON_A_PAGE = 30
Status = AbuseReport.Status


@requires(Permission.USE_BOARD)
def post_report(request, pk):
    """Tell the staff what is wrong with a post."""
    found = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    return _report(request, found, back=address(pk), parent=found.title)


@requires(Permission.USE_BOARD)
def message_report(request, pk, number):
    """Tell the staff what is wrong with a message."""
    own = Conversation.objects.of(request.user)
    found = get_object_or_404(Message, pk=number, conversation=get_object_or_404(own, pk=pk))
    back = reverse("members:conversation", args=[pk])
    return _report(request, found, back=back, parent=_("Messages"))


def _report(request, thing: Post | Message, *, back: str, parent: str):
    return form_page(
        request,
        ReasonForm(
            sent(request),
            label=_("What is wrong with it"),
            button=_("Report it"),
            help_text=_("Only the staff read this, and what you report."),
        ),
        partial(counted, request, partial(actions.report_abuse, by=request.user, thing=thing)),
        heading=_("Report an abuse"),
        lead=_("The staff look at it, and answer you by e-mail."),
        done=_("Thank you: the staff will look at it."),
        back=back,
        keep=_("No, go back"),
        parent=parent,
        parent_url=back,
    )


@requires(Permission.MODERATE_BOARD)
def abuse_reports(request):
    """What was reported: first what waits, the oldest first; then what was answered, the newest first."""
    waits = Case(When(status=Status.OPEN, then=Value(0)), default=Value(1))
    found = AbuseReport.objects.select_related(
        "person", "post__person", "message__person", "answered_by"
    ).order_by(waits, F("answered_at").desc(nulls_first=True), "made_at", "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/abuse_reports.html", {"page": page})


@requires(Permission.MODERATE_BOARD)
def abuse_uphold(request, pk):
    """Hide what was reported."""
    return _decide(
        request,
        pk,
        actions.uphold_report,
        heading=_("Hide what was reported"),
        label=_("Why it is hidden"),
        help_text=_("Whoever wrote it reads this by e-mail."),
        button=_("Hide it"),
        done=_("It is hidden, and both have been told."),
    )


@requires(Permission.MODERATE_BOARD)
def abuse_dismiss(request, pk):
    """Leave what was reported as it is."""
    return _decide(
        request,
        pk,
        actions.dismiss_report,
        heading=_("Leave what was reported as it is"),
        label=_("Why it stays"),
        help_text=_("Whoever reported it reads this by e-mail."),
        button=_("Leave it as it is"),
        done=_("It stays as it is, and whoever reported it has been told."),
    )


def _decide(request, pk: int, verb, *, label: str, help_text: str, button: str, **words):
    found = get_object_or_404(AbuseReport.objects.select_related("post", "message"), pk=pk)
    back = reverse("members:abuse_reports")
    form = ReasonForm(sent(request), label=label, button=button, help_text=help_text)
    return form_page(
        request,
        form,
        partial(verb, by=request.user, report=found),
        back=back,
        keep=_("No, go back"),
        parent=_("Reports of abuse"),
        parent_url=back,
        template="members/abuse_decide.html",
        report=found,
        **words,
    )


@requires(Permission.MODERATE_BOARD)
def post_hide(request, pk):
    """Hide a post that nobody has reported."""
    found = get_object_or_404(Post, pk=pk)
    return form_page(
        request,
        ReasonForm(
            sent(request),
            label=_("Why it is hidden"),
            button=_("Hide it"),
            help_text=_("Whoever wrote it reads this by e-mail."),
        ),
        partial(actions.hide_post, by=request.user, post=found),
        heading=_("Hide “%(post)s”") % {"post": found},
        title=_("Hide a post"),
        done=_("The post is hidden, and its author has been told."),
        back=address(pk),
        keep=_("No, go back"),
        parent=found.title,
        parent_url=address(pk),
    )


@requires(Permission.MODERATE_BOARD)
@button_on("members:post", "pk")
def post_show(request, pk):
    """Show a hidden post again."""
    found = get_object_or_404(Post, pk=pk)
    return carry_out(
        request,
        partial(actions.show_post, by=request.user, post=found),
        done=_("The post is on the board again."),
        back=address(pk),
    )


@requires(Permission.MODERATE_BOARD)
def collaborations(request):
    """What both sides said came of a post, the newest first."""
    found = Collaboration.objects.select_related(
        "theme", "conversation__post__person", "conversation__answerer", "unmade_by"
    )
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/collaborations.html", {"page": page})


@requires(Permission.MODERATE_BOARD)
def collaboration_unmake(request, pk):
    """Count a collaboration no longer."""
    found = get_object_or_404(Collaboration, pk=pk)
    back = reverse("members:collaborations")
    return form_page(
        request,
        ReasonForm(
            sent(request),
            label=_("Why it is no collaboration"),
            button=_("Unmake it"),
            help_text=_("Both read this by e-mail."),
        ),
        partial(conversations.unmake_collaboration, by=request.user, collaboration=found),
        heading=_("Unmake a collaboration"),
        lead=_("It is counted no longer. That can be done while its month is open."),
        done=_("The collaboration is counted no longer, and both have been told."),
        back=back,
        keep=_("No, go back"),
        parent=_("Collaborations"),
        parent_url=back,
    )
