"""The list of events."""

from events.tests.factories import EventFactory, ThemeFactory

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
