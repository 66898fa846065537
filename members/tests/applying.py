"""An application as somebody sends it, page by page."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from members.tests.factories import ThemeFactory

#: By the page's name: what a student writes there. The themes are made where they are needed.
PAGES = {
    "application_privacy": {"kind": "student", "privacy_seen": "on"},
    "application_about": {"is_of_age": "yes", "school": "Liceo Piazzi"},
    "application_project": {"idea": "Vorrei studiare gli autobus di valle."},
    "application_space": {"days_a_week": "3"},
}

#: The same as the verbs take it, but for the themes.
ANSWERS = {
    "kind": "student",
    "school": "Liceo Piazzi",
    "is_of_age": True,
    "idea": "Vorrei studiare gli autobus di valle.",
    "days_a_week": 3,
    "privacy_seen": True,
}


def page(name: str) -> str:
    return reverse(f"members:{name}")


def fills_in(client, **changed) -> None:
    """All pages, with these fields in place of the usual ones."""
    for name, fields in PAGES.items():
        fields = {**fields, **{key: changed[key] for key in fields if key in changed}}
        if name == "application_project":
            fields["themes"] = changed.get("themes", [ThemeFactory().pk])
        answer = client.post(page(name), fields)
        assert answer.status_code == 302, answer.context["form"].errors


def applies(client, **changed):
    """All pages, and the button of the summary."""
    fills_in(client, **changed)
    return client.post(page("application_send"), follow=True)


def paper(name: str = "curriculum.pdf", content: bytes = b"%PDF-1.4\nprova\n%%EOF\n"):
    return SimpleUploadedFile(name, content)


def picture(kind: str = "PNG") -> bytes:
    kept = BytesIO()
    Image.new("RGB", (30, 20), "red").save(kept, kind)
    return kept.getvalue()
