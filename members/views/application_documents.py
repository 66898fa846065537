"""Documents of an application: the draft's, one to open, and the answer that may bring another."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, any_user, requires
from core.pages import button_on, carry_out, form_page, hand_out, sent
from members import actions
from members.forms.application_documents import AnswerForm, DocumentForm
from members.models import Application, ApplicationDocument, ApplicationRules, DocumentKind
from members.models.questions import Step
from members.pages import steps

Status = Application.Status


@requires(Permission.APPLY)
def application_documents(request):
    """The draft's documents, and a form for one more."""
    draft, refusal = steps.draft_of(request.user)
    if refusal or draft.pk is None:
        return redirect("members:application" if refusal else "members:application_privacy")
    asked = ApplicationRules.current().documents_of(draft.kind)
    return form_page(
        request,
        DocumentForm(sent(request), request.FILES or None),
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
def application_answer(request):
    """Answer what the staff asked."""
    latest = Application.objects.latest_of(request.user)
    if latest is None:
        raise Http404
    form = AnswerForm(request.POST or None, request.FILES or None)
    if latest.status != Status.INFO_REQUESTED and not form.is_valid():
        return redirect("members:application")
    return form_page(
        request,
        form,
        partial(actions.answer_request, by=request.user, application=latest),
        heading=_("Answer the request"),
        lead=_("As soon as you answer, the review continues."),
        keep=_("Not now"),
        done=_("Your answer has been sent: the review continues."),
        template="members/application_answer.html",
        asked=latest.moves.last(),
        refused=messages.INFO,
        back=reverse("members:application"),
        parent=_("My application"),
        parent_url=reverse("members:application"),
    )
