"""Filling in an application, page by page. Each page is saved as it is left, whatever is still missing."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, any_user, requires
from core.pages import attempt, button_on, carry_out, form_page, hand_out, sent
from core.refusals import Refusal
from members import actions, rules
from members.forms import applications as forms
from members.models import Application, ApplicationDocument, ApplicationRules, DocumentKind
from members.models.questions import Step, answers_of
from members.pages import steps
from members.rules import applying

SUMMARY = "members:application_summary"
OWN = "members:application"


@requires(Permission.APPLY)
def application_privacy(request):
    """The notice, and as what one applies. Here an application begins."""
    draft, refusal = _draft(request)
    if refusal:
        return _told(request, refusal)
    return _step(request, forms.PrivacyForm, draft, asked=steps.asked_by_kind())


@requires(Permission.APPLY)
def application_about(request):
    return _later_step(request, forms.AboutForm)


@requires(Permission.APPLY)
def application_project(request):
    return _later_step(request, forms.ProjectForm)


@requires(Permission.APPLY)
def application_space(request):
    return _later_step(request, forms.SpaceForm)


def _draft(request: HttpRequest) -> tuple[Application, Refusal | None]:
    """The person's draft, or the one that would begin now, not saved; and why there can't be any."""
    latest = Application.objects.latest_of(request.user)
    is_member = request.user.memberships.unended().exists()
    refusal = rules.why_not_apply(request.user, latest, is_member=is_member)
    if latest is not None and latest.status != Application.Status.DRAFT:
        latest = latest.again()
    return latest or Application(applicant=request.user), refusal


def _told(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, refusal.sentence)
    return redirect(OWN)


def _later_step(request: HttpRequest, form_class) -> HttpResponse:
    """A page behind the first one: what it asks depends on what was said there."""
    draft, refusal = _draft(request)
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
def application_documents(request):
    """The draft's documents, and a form for one more."""
    draft, refusal = _draft(request)
    if refusal:
        return _told(request, refusal)
    if draft.pk is None:
        return redirect("members:application_privacy")
    asked = ApplicationRules.current().documents_of(draft.kind)
    return form_page(
        request,
        forms.DocumentForm(sent(request), request.FILES or None),
        partial(actions.bring_document, by=request.user, application=draft),
        done=_("The document has been saved."),
        back=request.get_full_path(),
        template="members/application_documents.html",
        stepper=steps.Stepper(Step.DOCUMENTS),
        asked=[DocumentKind(kind).label for kind in asked],
        documents=draft.documents_with_looks,
    )


@requires(Permission.APPLY)
@button_on("members:application_documents")
def application_document_remove(request, pk):
    document = get_object_or_404(ApplicationDocument.objects.visible_to(request.user), pk=pk)
    return carry_out(
        request,
        partial(actions.remove_document, by=request.user, document=document),
        done=_("The document has been removed."),
        back=reverse("members:application_documents"),
    )


@any_user
def application_document(request, pk):
    """Hand out a document to its applicant or to the staff; who opened it is written down."""
    document = get_object_or_404(ApplicationDocument.objects.visible_to(request.user), pk=pk)
    verb = partial(actions.open_document, by=request.user, document=document)
    return hand_out(request, verb, name=document.name, back=reverse("site:home"))


@requires(Permission.APPLY)
def application_summary(request):
    """All answers before they are sent, each with its way back; what is missing is named on top."""
    draft, refusal = _draft(request)
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


@requires(Permission.FOLLOW_APPLICATION)
def application_receipt(request, pk):
    """What was sent, with its number, date and the last day for an answer; to print or to keep."""
    own = Application.objects.filter(applicant=request.user, submitted_at__isnull=False)
    found = get_object_or_404(own, pk=pk)
    return render(
        request,
        "members/application_receipt.html",
        {"application": found, "last_day": applying.last_day(found)},
    )
