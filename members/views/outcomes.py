"""The three questions: by the letter's link without signing in; what the staff were told."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, public, requires
from core.links import not_whole
from core.pages import button_on, carry_out, form_page, sent
from core.refusals import Refusal
from members.actions import outcomes as actions
from members.forms.outcomes import OutcomeForm, ToldOutcomeForm
from members.models import OUTCOME_LINK, OutcomeQuestion, User


@public
def outcome(request, token):
    """The questions, or the thanks of whoever has answered them."""
    try:
        question = _question(token)
    except Refusal as refusal:
        return _wrong(request, refusal)
    here = reverse("members:outcome", args=[token])
    return form_page(
        request,
        OutcomeForm(sent(request)),
        partial(actions.answer_outcome, question=question),
        heading=_("What came of it?"),
        lead=_("Three questions, a minute. Answer those you like."),
        back=here,
        template="members/outcome.html",
        question=question,
        token=token,
    )


@public
@button_on("members:outcome", "token")
def outcome_decline(request, token):
    """No such letter any more."""
    try:
        question = _question(token)
    except Refusal as refusal:
        return _wrong(request, refusal)
    return carry_out(
        request,
        partial(actions.decline_outcomes, question=question),
        done=_("We will not ask you again."),
        back=reverse("members:outcome", args=[token]),
    )


def _question(token: str) -> OutcomeQuestion:
    found = OutcomeQuestion.objects.filter(pk=OUTCOME_LINK.read(token)).first()
    if found is None:
        raise not_whole()
    return found


def _wrong(request, refusal: Refusal) -> HttpResponse:
    return render(request, "members/outcome_wrong.html", {"sentence": refusal.sentence}, status=404)


@requires(Permission.RECORD_OUTCOMES)
def outcome_record(request, pk):
    """Record what somebody told the staff."""
    person = get_object_or_404(User, pk=pk)
    card = reverse("members:person_membership", args=[pk])
    return form_page(
        request,
        ToldOutcomeForm(sent(request)),
        partial(actions.record_outcome, by=request.user, person=person),
        heading=_("What became of %(person)s") % {"person": person},
        title=_("What became of them"),
        lead=_(
            "Only what the person told you, and only if they agree. It is marked as told to the staff, counts in "
            "the programme’s indicators, and is shown on no page."
        ),
        back=card,
        keep=_("No, go back"),
        done=_("It has been saved."),
        parent=person,
        parent_url=card,
    )
