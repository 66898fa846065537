"""The staff's pages about calls, the criteria of their grids, and the reasons for a no."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import button_on, carry_out, form_page, sent
from members.actions import calls as actions
from members.actions import criteria
from members.forms.calls import CallForm, CriterionForm, RefusalReasonForm
from members.models import Call, Criterion, RefusalReason
from members.pages import calls as pages


@requires(Permission.DECIDE_APPLICATIONS)
def calls(request):
    """All calls, the last one first."""
    return render(request, "members/calls.html", {"rows": pages.rows()})


@requires(Permission.DECIDE_APPLICATIONS)
def call_new(request):
    """A new call."""
    return form_page(
        request,
        CallForm(sent(request)),
        partial(actions.open_call, by=request.user),
        heading=_("New call"),
        lead=_("What is sent in its time belongs to it. Outside of calls people apply as ever."),
        back=_page_of,
        done=_("The call has been saved."),
        **_above(),
    )


def _page_of(call: Call) -> str:
    return reverse("members:call", args=[call.pk])


def _above() -> dict:
    return {"parent": _("Calls"), "parent_url": reverse("members:calls")}


@requires(Permission.DECIDE_APPLICATIONS)
def call(request, pk):
    """One call: its grid, and who applied, in the order of points where it has any."""
    found = get_object_or_404(Call, pk=pk)
    return render(request, "members/call.html", {"call": found, "page": pages.CallPage(found)})


@requires(Permission.DECIDE_APPLICATIONS)
def call_change(request, pk):
    """What it says, and its days."""
    found = get_object_or_404(Call, pk=pk)
    return form_page(
        request,
        CallForm(sent(request), instance=found),
        partial(actions.change_call, by=request.user, call=found),
        heading=_("Change the call"),
        keep=_("No, go back"),
        done=_("The call has been saved."),
        **_of_call(found),
    )


def _of_call(found: Call) -> dict:
    """Where the pages about one call stand."""
    back = _page_of(found)
    return {"kicker": found, "back": back, "parent": found, "parent_url": back}


@requires(Permission.DECIDE_APPLICATIONS)
@button_on("members:call", "pk")
def call_remove(request, pk):
    """Take a call away that nothing belongs to."""
    found = get_object_or_404(Call, pk=pk)
    return carry_out(
        request,
        partial(actions.remove_call, by=request.user, call=found),
        done=_("The call has been removed."),
        refused=messages.WARNING,
        back=_page_of(found),
        after=reverse("members:calls"),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def criterion_new(request, pk):
    """Another line of the grid."""
    found = get_object_or_404(Call, pk=pk)
    return form_page(
        request,
        CriterionForm(sent(request)),
        partial(criteria.add_criterion, by=request.user, call=found),
        heading=_("New criterion"),
        keep=_("No, go back"),
        done=_("The criterion has been saved."),
        **_of_call(found),
    )


@requires(Permission.DECIDE_APPLICATIONS)
def criterion_change(request, pk, number):
    """What a line of the grid says, and the most points that it gives."""
    found = get_object_or_404(Criterion.objects.select_related("call"), call=pk, pk=number)
    return form_page(
        request,
        CriterionForm(sent(request), instance=found),
        partial(criteria.change_criterion, by=request.user, criterion=found),
        heading=_("Change the criterion"),
        keep=_("No, go back"),
        done=_("The criterion has been saved."),
        **_of_call(found.call),
    )


@requires(Permission.DECIDE_APPLICATIONS)
@button_on("members:call", "pk")
def criterion_remove(request, pk, number):
    """Take a line of the grid away by which nobody has points."""
    found = get_object_or_404(Criterion.objects.select_related("call"), call=pk, pk=number)
    return carry_out(
        request,
        partial(criteria.remove_criterion, by=request.user, criterion=found),
        done=_("The criterion has been removed."),
        refused=messages.WARNING,
        back=_page_of(found.call),
    )


# -- Reasons for a no ----------------------------------------------------------------------------------
@requires(Permission.DECIDE_APPLICATIONS)
def refusal_reasons(request):
    """The list from which the staff choose, also what is offered no more."""
    context = {"reasons": RefusalReason.objects.all()}
    return render(request, "members/refusal_reasons.html", context)


@requires(Permission.DECIDE_APPLICATIONS)
def refusal_reason_new(request):
    """Another reason."""
    verb = partial(criteria.add_refusal_reason, by=request.user)
    return _reason(request, RefusalReasonForm(sent(request)), verb, _("New reason"))


@requires(Permission.DECIDE_APPLICATIONS)
def refusal_reason_change(request, pk):
    """What a reason says, and whether it is offered."""
    found = get_object_or_404(RefusalReason, pk=pk)
    verb = partial(criteria.change_refusal_reason, by=request.user, refusal=found)
    form = RefusalReasonForm(sent(request), instance=found)
    return _reason(request, form, verb, _("Change the reason"))


def _reason(request, form, verb, heading: str):
    back = reverse("members:refusal_reasons")
    return form_page(
        request,
        form,
        verb,
        heading=heading,
        keep=_("No, go back"),
        done=_("The reason has been saved."),
        back=back,
        parent=_("Reasons for refusing"),
        parent_url=back,
    )
