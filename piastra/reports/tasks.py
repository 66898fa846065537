"""What the clock does for the reports: ask for drafts that are due, and ring again for what waits."""

from celery import shared_task

from piastra.reports import bell, due


@shared_task
def make_due_editions() -> None:
    """Ask for a draft of every finished month that has none, since the programme began."""
    due.request_all()


@shared_task
def sweep_editions() -> None:
    """Ring again for what was asked for and is not made: its worker may have been killed."""
    following = bell.earliest()
    if following is not None:
        bell.make_edition.delay_on_commit(following)
