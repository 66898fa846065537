"""Readiness is told in time, and asked anew each time."""

import time

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_readiness_is_told_within_three_seconds_though_the_database_hangs(
    client, monkeypatch, in_time
):
    from core import health

    asked = []

    def hang():
        asked.append(time.monotonic())
        time.sleep(6)
        return ""

    monkeypatch.setattr(health, "_question", health.Question(hang))
    began = time.monotonic()
    for _ in range(2):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
    in_time(time.monotonic() - began, 6)
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_readiness_is_asked_anew_each_time(client, monkeypatch):
    from core import health

    answers = iter(["Migrations are missing.", "", "The database does not answer."])
    monkeypatch.setattr(health, "_question", health.Question(lambda: next(answers)))
    assert [client.get("/readyz").status_code for _ in range(3)] == [503, 200, 503]


@pytest.mark.django_db(transaction=True)
def test_with_a_database_that_has_all_migrations_it_is_ready(client):
    assert client.get("/readyz").content == b"ready\n"
