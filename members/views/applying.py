"""Filling in an application, page by page. Each page is saved as it is left, whatever is still missing."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import attempt, button_on, sent
from members import actions
from members.forms import applications as forms
from members.models import Application, ApplicationRules, Call
from members.models.questions import Step, answers_of
from members.pages import steps

SUMMARY = "members:application_summary"
OWN = "members:application"


@requires(Permission.APPLY)
def application_privacy(request):
    """The notice, and as what one applies. Here an application begins."""
    draft, refusal = steps.draft_of(request.user)
    if refusal:
        return _told(request, refusal)
    return _step(
        request, forms.PrivacyForm, draft, asked=steps.asked_by_kind(), call=Call.objects.open_now()
    )


@requires(Permission.APPLY)
def application_about(request):
    return _later_step(request, forms.AboutForm)


@requires(Permission.APPLY)
def application_project(request):
    return _later_step(request, forms.ProjectForm)


@requires(Permission.APPLY)
def application_space(request):
    return _later_step(request, forms.SpaceForm)


def _told(request: HttpRequest, refusal) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, refusal.sentence)
    return redirect(OWN)


def _later_step(request: HttpRequest, form_class) -> HttpResponse:
    """A page behind the first one: what it asks depends on what was said there."""
    draft, refusal = steps.draft_of(request.user)
    if refusal:
        return _told(request, refusal)
    if not draft.kind or draft.pk is None:
        return redirect("members:application_privacy")
    return _step(request, form_class, draft)


def _step(request: HttpRequest, form_class, draft: Application, **page) -> HttpResponse:
    """Show the page; what was sent is kept as far as it can be, and where it can't the field says why."""
    stepper = steps.Stepper(form_class.step)
    form = form_class(sent(request), instance=draft)
    if form.is_bound:
        is_right = form.is_valid()
        verb = partial(actions.save_draft, by=request.user, **form.facts())
        answer, refusal = attempt(request, verb, after=_next(request, stepper))
        if refusal:
            return _told(request, refusal)
        if is_right:
            return answer
    return render(
        request,
        "members/application_step.html",
        {"form": form, "stepper": stepper, **page},
    )


def _next(request: HttpRequest, stepper: steps.Stepper) -> str:
    if "later" in request.POST:
        messages.success(request, _("Saved. Nobody can read it until you send it."))
        return reverse("site:home")
    if request.GET.get("da") == "riepilogo":
        return reverse(SUMMARY)
    return stepper.next_url


@requires(Permission.APPLY)
def application_summary(request):
    """All answers before they are sent, each with its way back; what is missing is named on top."""
    draft, refusal = steps.draft_of(request.user)
    if refusal:
        return _told(request, refusal)
    if draft.pk is None:
        return redirect("members:application_privacy")
    answers = answers_of(draft)
    return render(
        request,
        "members/application_summary.html",
        {
            "stepper": steps.Stepper(Step.SUMMARY),
            "sections": steps.sections(answers),
            "lacks": steps.lacks(draft, answers),
            "documents": draft.documents_with_looks,
            "documents_url": steps.change_url(Step.DOCUMENTS),
            "days": ApplicationRules.current().answer_days,
            "call": Call.objects.open_now(),
        },
    )


@requires(Permission.APPLY)
@button_on(SUMMARY)
def application_send(request):
    """Send it as the summary shows it. Twice is once: the second is shown the first."""
    answer, refusal = attempt(
        request,
        partial(actions.submit, by=request.user),
        after=lambda made: reverse("members:application_receipt", args=[made.pk]),
        done=_("Your application has been sent. We have written to you as well."),
    )
    if answer:
        return answer
    if refusal.code == "incomplete":
        messages.error(request, refusal.sentence)
        return redirect(SUMMARY)
    return _told(request, refusal)
