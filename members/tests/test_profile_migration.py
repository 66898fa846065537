"""What stood on the public pages before fields had readers of their own is shown to as many after the update."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("members", "0013_imports")], [("members", "0014_profiles")]


@pytest.fixture
def back_to_today(transactional_db):
    """The tests after this one find all tables, whatever came of it."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_switches_become_readers(back_to_today):
    MigrationExecutor(connection).migrate(BEFORE)
    try:
        apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
        user, profile = apps.get_model("members", "User"), apps.get_model("members", "Profile")
        for name, fields in {
            "tutto": {
                "is_listed": True,
                "shows_bio": True,
                "shows_email": True,
                "website": "https://a.it",
            },
            "poco": {"is_listed": True},
            "niente": {"shows_bio": True, "shows_organisation": True, "shows_email": True},
        }.items():
            person = user.objects.create(
                email=f"{name}@example.org", first_name=name, last_name="x"
            )
            profile.objects.create(person=person, headline=f"Riga {name}", bio="Testo", **fields)
    finally:
        MigrationExecutor(connection).migrate(AFTER)
    kept = MigrationExecutor(connection).loader.project_state(AFTER).apps
    rows = {each.headline: each for each in kept.get_model("members", "Profile").objects.all()}
    opened = {
        headline: {
            name.removesuffix("_visibility"): value
            for name, value in vars(row).items()
            if name.endswith("_visibility") and value != "nobody"
        }
        for headline, row in rows.items()
    }
    always = dict.fromkeys(("headline", "links", "themes"), "everybody")
    assert opened == {
        "Riga tutto": {**always, "bio": "everybody", "email": "coworkers"},
        "Riga poco": always,
        "Riga niente": {},
    }
    assert rows["Riga tutto"].links == ["https://a.it"]
    assert "tutt" in rows["Riga tutto"].words_of_everybody
    consents = kept.get_model("members", "Consent").objects.values_list(
        "person__first_name", "kind"
    )
    assert set(consents) == {("tutto", "directory"), ("poco", "directory")}
