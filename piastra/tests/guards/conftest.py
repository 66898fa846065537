"""A small world for every guard, and what is known of it."""

import pytest

from piastra.tests.guards.recipes import make_world
from piastra.tests.guards.state import Outside


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def world(db, at, media, settings):
    settings.STAFF_EMAIL = "staff@example.org"
    return make_world(at)


@pytest.fixture
def outside(media, monkeypatch):
    """What is outside of the database: stored files, bells of the worker."""
    found = Outside(media)
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async", lambda task, *_args, **_options: found.ring(task)
    )
    return found
