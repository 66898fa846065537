"""The staff's pages about the texts that they write: which there are, a new version with its preview."""

from functools import partial

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import texts
from core.access import Permission, requires
from core.forms import ActionForm, ReasonField, second_button
from core.pages import form_page, sent

PREVIEW = "preview"


class TextForm(ActionForm, forms.Form):
    """The words of a text. `seen` is the version from which they were written."""

    button = gettext_lazy("Save and use from now on")

    body = ReasonField(
        label=gettext_lazy("Text"),
        max_length=20000,
        rows=16,
        help_text=gettext_lazy(
            "An empty line starts a new paragraph; lines that begin with “- ” become a list."
        ),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper.render_hidden_fields = True
        self.helper.add_input(second_button(PREVIEW, gettext_lazy("Preview")))


@requires(Permission.WRITE_TEXTS)
def staff_texts(request):
    """Every text, with its version in force in each language."""
    rows = [(text, [_row(text, *each) for each in settings.LANGUAGES]) for text in texts.declared()]
    return render(request, "pages/texts.html", {"rows": rows})


def _row(text: texts.Declared, language: str, label: str) -> dict:
    return {"language": language, "label": label, "now": texts.current(text.key, language)}


@requires(Permission.WRITE_TEXTS)
def text_change(request, kind, language):
    """Write a new version of a text; the older ones stay below."""
    text = texts.find(kind)
    label = dict(settings.LANGUAGES).get(language)
    if text is None or label is None:
        raise Http404
    now = texts.current(kind, language)
    form = TextForm(sent(request), initial={"body": now.body, "seen": now.version})
    page = {
        "heading": text.name,
        "kicker": label,
        "lead": text.read_in,
        "now": now,
        "versions": texts.versions(kind, language).select_related("by"),
        "parent": _("Texts"),
        "parent_url": reverse("site:texts"),
        "template": "pages/text.html",
    }
    if PREVIEW in request.POST:
        return _preview(request, form, page)
    return form_page(
        request,
        form,
        partial(texts.write_text, by=request.user, key=kind, language=language),
        back=reverse("site:texts"),
        done=_("The text has been saved, and is used from now on."),
        **page,
    )


def _preview(request, form: TextForm, page: dict):
    """The same page with the words as they would be read; nothing is saved."""
    shown = texts.as_html(form.cleaned_data["body"]) if form.is_valid() else ""
    template = page.pop("template")
    return render(request, template, page | {"form": form, "preview": shown})
