"""At 320 pixels nothing scrolls sideways, also where every text is one word of the longest allowed length."""

import re
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db.models import CharField, EmailField, F, SlugField, TextField, URLField, Value
from django.db.models.functions import Cast, Concat, LPad
from django.urls import reverse

from core.links import digest
from core.models import AccessibilityFeedback, JournalEntry, OutgoingMail
from events.models import Event
from members.models import Collaboration, Invitation, Post, User
from piastra.letters import SHELVES
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.test_walk import pages_of, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OURS = ("core", "members", "spaces", "events", "budget")
#: No page shows their texts, or what they hold is no text that anybody writes.
NOT_STRETCHED = {JournalEntry}
NO_WORDS = {
    "password",
    "token",
    "token_hash",
    "sha256",
    "code",
    "cup",
    "cig",
    "country",
    "slot",
    "language",
}
#: A text without a limit that people notice: as long as a screen is wide, many times.
LONGEST = 400
#: The last figures of each word tell rows apart that must differ.
FIGURES = 7
#: Where an empty text says that there is another answer.
STAY_EMPTY = {
    (AccessibilityFeedback, "answer"),
    (Event, "elsewhere"),
    (OutgoingMail, "error"),
    (Collaboration, "unmade_reason"),
    (Post, "hidden_reason"),
}
#: Also an invitation that does not open is a page.
SHOWN = {200, 409}
NARROW = {"width": 320, "height": 640}


def texts_of(model):
    """The fields that hold what people write, with the length of the longest word."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not isinstance(field, SlugField)
        if is_text and not (field.choices or field.name in NO_WORDS or field.primary_key):
            yield field, min(field.max_length or LONGEST, LONGEST)


def word_for(field, length: int):
    """As many letters as fit, the row's number last."""
    number = LPad(Cast(F("pk"), CharField()), FIGURES, Value("0"))
    if isinstance(field, EmailField):
        domain = "@" + ".".join(["w" * 60] * 3) + ".it"
        # Addresses of its own for each table: an invitation to one that has an account does not open.
        name = field.model._meta.model_name[0] + "w" * (63 - FIGURES)
        return Concat(Value(name), number, Value(domain))
    if isinstance(field, URLField):
        return Concat(Value("https://example.org/" + "w" * (length - 20 - FIGURES)), number)
    return Concat(Value("W" * (length - FIGURES)), number)


def stretch() -> None:
    """Every text of every row is one word."""
    for model in apps.get_models():
        if model._meta.app_label in OURS and model not in NOT_STRETCHED and model._meta.managed:
            words = {field.name: word_for(field, length) for field, length in texts_of(model)}
            for name, word in words.items():
                rows = model._base_manager.all()
                if (model, name) in STAY_EMPTY:
                    rows = rows.exclude(**{name: ""})
                rows.update(**{name: word})


@pytest.fixture
def stretched(live_server, settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    demo = DemoSite.build()
    stretch()
    for person in demo.people.values():
        person.refresh_from_db()
    return demo


def more_pages(demo: DemoSite, reader: str) -> dict[str, str]:
    """What a search, a look or a refused form adds to the pages of the walk."""
    client, day = signed_in(demo, reader), demo.about["spaces"]["day"]
    code, pk = demo.about["spaces"]["code"], demo.about["spaces"]["pk"]
    word = quote(User.objects.get(pk=demo.people["member"].pk).last_name)
    looks = {
        "member": [
            f"/libero/?giorno={day}",
            f"/libero/?giorno={day}&dalle=10:00&alle=11:00",
            f"/prenota/{day}/?fascia=mattina",
            f"/serie/nuova/?posto={code}&giorni=0&giorni=2&dal={day}&al={day[:4]}-12-31&fascia=mattina",
            f"/prenotazioni/assenza/?dal={day}&al={day[:4]}-12-31",
            f"/prenotazioni/{pk}/sposta/?giorno={day}",
        ],
        "staff": [
            f"/presenze/?giorno={day}",
            f"/presenze/?chi={word}",
            f"/presenze/per-conto/?chi={word}&giorno={day}&fascia=mattina",
            f"/presenze/senza-prenotazione/?chi={word}",
            "/domande/?stato=admitted",
            *(f"/messaggi/?stato={shelf.word}" for shelf in SHELVES),
            f"/accessibilita/segnalazioni/{answered().pk}/",
        ],
    }
    paths = [*looks.get(reader, []), *invitations(demo)]
    found = {path: client.get(path) for path in paths}
    return {path: page.text for path, page in found.items() if page.status_code in SHOWN}


def answered() -> AccessibilityFeedback:
    return AccessibilityFeedback.objects.exclude(answer="").first()


def invitations(demo: DemoSite) -> list[str]:
    """One by a person; one to an address that has an account, which the page says."""
    staff = demo.people["staff"]
    invited = {"by-a-person": "w" * 40 + "@" + "w" * 60 + ".it", "to-an-account": staff.email}
    for token, email in invited.items():
        made = {"email": email, "role": "official", "by": staff}
        Invitation.objects.get_or_create(token_hash=digest(token), defaults=made)
    return [reverse("members:invitation", args=[token]) for token in invited]


WIDTH = """() => {
  const page = document.scrollingElement, room = page.clientWidth;
  if (page.scrollWidth <= room) return [];
  const sticksOut = (box) => box.getBoundingClientRect().right > room + 1;
  const wide = [...document.querySelectorAll("body *")].filter(sticksOut);
  return [page.scrollWidth, ...wide.slice(0, 3).map((box) => box.outerHTML.slice(0, 160))];
}"""


def test_no_page_is_wider_than_a_small_phone(stretched, browse):
    page, wide, count = browse(size=NARROW).open("/note-legali/"), {}, 0
    shown = {}
    for reader in READERS:
        pages = pages_of(stretched, reader) | more_pages(stretched, reader)
        count += len(pages)
        for path, html in pages.items():
            page.set_content(html, wait_until="load")
            if found := page.evaluate(WIDTH):
                wide[f"{reader} {path}"] = found
        shown |= pages
    assert not wide, "\n".join(f"{where}: {found}" for where, found in wide.items())
    assert count > 150
    short = [path for path in looked_for(stretched) if not LONG.search(shown.get(path, ""))]
    assert not short, f"Not there, or without a long word: {short}"


LONG = re.compile(r"(w|W){50}")


def looked_for(demo: DemoSite) -> list[str]:
    """Pages that a change of the demo could lose without a word."""
    open_one = reverse("members:invitation", kwargs=demo.about["members:invitation"])
    letters = [f"/messaggi/?stato={shelf.word}" for shelf in SHELVES]
    report = f"/accessibilita/segnalazioni/{answered().pk}/"
    return [open_one, *invitations(demo), *letters, "/accessibilita/segnalazioni/", report]
