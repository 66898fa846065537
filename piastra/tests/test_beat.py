"""What runs by itself, and that it can be run."""

from piastra.celery import app


def test_what_is_on_beat_is_a_task():
    app.loader.import_default_modules()
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert planned <= set(app.tasks)


def test_places_reminders_and_waiting_lists_are_on_beat_every_few_minutes():
    seconds = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    for task in ("release_places", "send_reminders", "serve_waiting_lists"):
        assert seconds[f"spaces.tasks.{task}"] <= 300


def test_what_is_long_over_is_cleared_each_night():
    planned = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert planned["members.tasks.clear_sessions"].hour == {4}
