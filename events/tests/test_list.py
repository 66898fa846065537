"""The list of events."""

import pytest
from django.core.paginator import Paginator

from events.models import Event
from events.tests.factories import EventFactory, ThemeFactory
from members.models import Theme

PATH = "/eventi/"


def test_a_stranger_sees_what_is_coming_then_what_was(client_of, monday):
    later = EventFactory(days=9, title="Mobilità in valle")
    sooner = EventFactory(days=2, title="Orti urbani")
    past = EventFactory(is_past=True, title="Porte aperte")
    page = client_of().get(PATH)
    assert list(page.context["upcoming"]) == [sooner, later]
    assert list(page.context["held"]) == [past]
    assert "mercoledì 25 novembre 2026" in page.text


def test_drafts_and_called_off_events_are_not_announced(client_of, monday, member):
    EventFactory(is_draft=True)
    EventFactory(is_called_off=True)
    page = client_of(member).get(PATH)
    assert "Al momento non ci sono eventi in programma." in page.text
    assert (list(page.context["upcoming"]), list(page.context["drafts"])) == ([], [])


def test_organisers_see_their_drafts(client_of, monday, staff):
    draft = EventFactory(is_draft=True)
    page = client_of(staff).get(PATH)
    assert list(page.context["drafts"]) == [draft]
    assert "Nuovo evento" in page.text
    assert '<span class="status off">Bozza</span>' in page.text


def test_a_theme_filters(client_of, monday):
    mobility = ThemeFactory(slug="mobilita", name_it="Mobilità sostenibile")
    EventFactory()
    wanted = EventFactory(themes=[mobility])
    page = client_of().get(PATH, {"tema": "mobilita"})
    assert list(page.context["upcoming"]) == [wanted]


def test_an_unknown_theme_is_not_found(client_of, db):
    assert client_of().get(PATH, {"tema": "calcio"}).status_code == 404


def test_places_left_are_said_in_words(client_of, monday):
    EventFactory(capacity=1)
    EventFactory(capacity=3, taken=3)
    page = client_of().get(PATH).text
    assert "1 posto libero" in page
    assert "Completo" in page


def test_a_page_that_does_not_exist_shows_the_last(client_of, monday):
    EventFactory(is_past=True)
    assert client_of().get(PATH, {"page": "venti"}).status_code == 200


def test_the_number_of_queries_does_not_grow(client_of, monday, queries_of):
    client = client_of()
    EventFactory()
    one = queries_of(lambda: client.get(PATH))
    EventFactory.create_batch(2)
    assert queries_of(lambda: client.get(PATH)) == one


@pytest.mark.parametrize("number", ["1", "2", "3", "7", "0", "-2", "x", ""])
@pytest.mark.parametrize("theme", ["", "mobilita", "aria"])
def test_the_list_is_what_the_querysets_say(client_of, monday, staff, number, theme):
    mobility, air = ThemeFactory(slug="mobilita"), ThemeFactory(slug="aria")
    for themes in ([mobility], [mobility, air], []):
        EventFactory.create_batch(8, is_past=True, themes=themes)
        EventFactory(themes=themes)
        EventFactory(is_draft=True, themes=themes)
        EventFactory(is_called_off=True, themes=themes)
    page = client_of(staff).get(PATH, {"tema": theme, "page": number}).context
    all_of_them = Event.objects.filter(themes__slug=theme) if theme else Event.objects.all()
    held = Paginator(all_of_them.held(), 10).get_page(number)
    assert (list(page["held"]), page["held"].number) == (list(held), held.number)
    assert page["held"].paginator.num_pages == held.paginator.num_pages
    assert page["upcoming"] == list(all_of_them.upcoming())
    assert page["drafts"] == list(all_of_them.drafts())


def test_a_row_is_as_the_event_is_now(client_of, monday):
    """Rows are drawn once for all who read them: whatever changes is another row."""
    theme = ThemeFactory(slug="mobilita", name_it="Mobilità")
    event = EventFactory(title="Orti urbani", capacity=2, themes=[theme])
    client = client_of()
    assert "2 posti liberi" in client.get(PATH).text
    Event.objects.filter(pk=event.pk).update(title="Orti e serre", taken=1, elsewhere="In piazza")
    Theme.objects.filter(pk=theme.pk).update(name_it="Muoversi")
    page = client.get(PATH).text
    assert all(
        words in page for words in ("Orti e serre", "1 posto libero", "In piazza", "Muoversi")
    )
    assert not any(words in page for words in ("Orti urbani", "2 posti liberi", "Mobilità"))
