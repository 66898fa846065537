"""What the documents say is worked out from the frozen figures."""

import re

from piastra.reports import frozen, printing
from piastra.reports.presenters.occupancy import people as people_words
from piastra.reports.presenters.occupancy import ramp_up, spaces
from piastra.reports.presenters.spending import ceiling
from piastra.reports.presenters.spending import history as spending_history
from piastra.reports.tests.sample import events, october, of_schema_1, people, programme
from piastra.reports.tests.sample import occupancy as sample_occupancy
from piastra.reports.tests.sample import spending as sample_spending


def said(kind, **changes):
    """The document's words, on one line."""
    html = printing.page(kind, frozen.canonical(october(**changes)))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.replace("\u00a0", " ")))


def test_the_summary_names_the_rate_and_how_far_the_target_is():
    words = said("occupancy")
    assert "sono stati occupati per il 54,7 % delle ore disponibili" in words
    assert "5,3 punti sotto l’obiettivo" in words
    assert "6,3 punti in più rispetto a settembre" in words


def test_every_space_has_a_row_also_at_zero():
    words = said("occupancy")
    for space in sample_occupancy()["spaces"]:
        assert space["code"] in words
    assert "Non ha avuto ore prenotate uno dei 22 spazi con ore disponibili: U06." in words


def test_every_percentage_of_the_first_page_has_its_two_terms():
    words = said("occupancy")
    assert "2.912 ore prenotate 5.319 ore disponibili 54,7 %" in words
    assert "27 mancate 402 prenotazioni dovute 6,7 %" in words
    money = said("spending")
    assert "76.520,00 € 131.760,00 € 58,1 %" in money


def test_days_hours_given_back_and_demand_have_their_two_terms_too():
    words = said("occupancy")
    assert "189 giorni assegnati 378 giorni disponibili 50,0 %" in words
    assert "273 con presenza 376 disponibili 72,6 %" in words
    assert "9 ore recuperate 18 ore rilasciate 50,0 %" in words
    assert "7 senza un posto 18 richieste 38,9 %" in words
    assert "13 postazioni in uso 14 disponibili in quell’ora 92,9 %" in words
    assert "dalle prenotazioni mancate: 18, 9 di esse prenotate di nuovo." in words
    assert "Richieste in lista d’attesa: 18, 7 di esse senza un posto offerto." in words


def test_every_space_has_its_days_and_mobile_desks_are_nobodys():
    words = said("occupancy")
    assert "F01 Sala Adda 27 11 40,7 % 26 0,0 0,0" in words
    assert "M03 Sala Mallero 27 15 55,6 % – 4,5 3,0" in words
    assert "Postazioni e uffici 538 366 68,0 % 189 378 50,0 %" in words


def test_the_method_says_why_more_may_book_than_are_members():
    assert "il primo può superare il secondo" in said("occupancy")


def test_no_hours_given_back_and_nobody_waiting_are_told_in_words():
    kinds = [
        kind | {"asked": 0, "unmet": 0, "unmet_minutes": 0} for kind in sample_occupancy()["kinds"]
    ]
    spaces = [space | {"released": 0, "recovered": 0} for space in sample_occupancy()["spaces"]]
    words = said("occupancy", occupancy=sample_occupancy() | {"kinds": kinds, "spaces": spaces})
    assert "Nessuna prenotazione mancata ha restituito ore agli altri." in words
    assert "Richieste in lista d’attesa: nessuna, oltre a quelle ritirate." in words


def test_an_edition_of_before_is_printed_with_what_it_has():
    older = of_schema_1(october())
    html = printing.page("occupancy", frozen.canonical(older))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "Tabella 8." in words
    assert "Tabella 9." not in words
    for late in (
        "assegnat",
        "lista d’attesa",
        "recuperate",
        "Giorni disponibili",
        "D’uso</th></tr>",
    ):
        assert late not in words
    assert "54,7" in words


def test_totals_are_sums_of_hours_over_desks_and_offices_only():
    rows = sample_occupancy()["spaces"]
    desks = [row for row in rows if row["kind"] != "meeting_room"]
    found = spaces.totals(spaces.target_spaces(sample_occupancy()))
    assert found["booked"] == sum(row["booked"] for row in desks)
    assert found["available"] == sum(row["available"] for row in desks)


def test_a_month_without_any_hours_has_no_rate_and_no_fault():
    idle = sample_occupancy() | {
        "spaces": [], "heat": [], "people": 0, "bookings_due": 0, "no_shows": 0, "peak": None,
        "mean_daily_peak": None, "desk_days_available": 0, "desk_days_attended": 0, "themes": [],
    }  # fmt: skip
    ramp = [entry | {"available": 0, "booked": 0} for entry in october()["ramp_up"][:8]]
    words = said("occupancy", occupancy=idle, ramp_up=ramp, events=[])
    assert "il tasso di occupazione non si calcola" in words
    assert "Nessun evento nel mese" in words


def test_a_month_without_money_has_no_fault():
    bare = sample_spending() | {"lines": [], "documents": [], "payments": [], "warnings": []}
    words = said("spending", spending=bare)
    assert "Nessun giustificativo datato nel mese" in words
    assert "Nessun pagamento nel mese" in words


def test_the_partners_word_is_never_that_of_the_comune():
    for kind in printing.KINDS:
        words = said(kind).lower()
        assert "impegn" not in words
        assert "liquidat" not in words


def test_the_reserved_share_makes_the_total_add_up():
    rows = ceiling.ceiling(october())
    assert [row["amount"] for row in rows] == [
        "128.500,00", "3.260,00", "131.760,00", "14.640,00", "146.400,00",
    ]  # fmt: skip


def test_hidden_groups_are_hidden_and_their_share_too():
    rows = {row["label"]: row for row in people_words.members(people())["rows"]}
    assert rows["Ente o organizzazione"] == {
        "label": "Ente o organizzazione",
        "people": "non esposto",
        "share": "–",
    }


def test_what_people_typed_is_escaped():
    wild = events()[:1]
    wild[0]["title"] = '<script>alert("1")</script> & 5 < 6'
    html = printing.page("occupancy", frozen.canonical(october(events=wild)))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; 5 &lt; 6" in html


def test_what_the_font_lacks_becomes_a_question_mark_and_the_data_keep_it():
    wild = events()[:1]
    wild[0]["title"] = "Festa 🎉 del sole → qui"
    letters = frozen.canonical(october(events=wild))
    assert "Festa ? del sole ? qui" in printing.page("occupancy", letters)
    assert "🎉" in letters


def test_a_real_portal_is_not_labelled_as_a_demo_and_a_demo_is():
    assert "Dati dimostrativi" in said("spending")
    assert "Dati dimostrativi" not in said("spending", demo=False)


def test_a_cup_that_nobody_entered_is_said_to_be_missing_and_not_invented():
    assert "CUP non ancora inserito" in said("spending")
    entered = programme() | {"cup": "J79D25000000001"}
    assert "CUP J79D25000000001" in said("spending", programme=entered)


def test_a_correction_says_which_edition_it_replaces():
    edition = {"number": 2, "replaces": {"number": 1, "sha256": "ab" * 32, "reason": "Errata"}}
    words = said("spending", edition=edition)
    assert "2, sostituisce la 1" in words
    assert "Errata" in words


def test_a_programme_in_its_third_year_shows_its_last_twelve_months():
    figures = october()
    before = [
        {"month": f"{year}-{month:02d}", "number": 0, "target": "1", "available": 60, "booked": 30}
        for year in (2024, 2025) for month in range(1, 13)
    ]  # fmt: skip
    figures["ramp_up"] = before + figures["ramp_up"][:8]
    table = ramp_up.ramp_table(figures)
    assert len(table["months"]) == 12
    assert table["months"][-1] == "ott"
    assert len(spending_history.history_points(figures)) == 12


def test_a_target_that_is_not_whole_is_the_same_in_the_table_and_in_the_sentence():
    ramp = [
        entry | {"target": "0.1667", "available": 1000, "booked": 168}
        for entry in october()["ramp_up"][:8]
    ]
    words = said("occupancy", ramp_up=ramp)
    assert "0,1 punti sopra l’obiettivo del 16,7 %" in words
    assert f"Obiettivo, % {'16,7 ' * 8}" in words


def test_hours_of_themes_have_one_decimal_whole_or_not():
    themes = [{"name": "x", "people": 7, "booked": minutes} for minutes in (46890, 52080)]
    assert [people_words.theme(row)["booked"] for row in themes] == ["781,5", "868,0"]
