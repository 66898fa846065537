"""What is tidied at night, and imports, which take their time."""

from celery import shared_task

from members import actions
from members.actions import imports
from members.models import Import


@shared_task
def clear_sessions() -> int:
    """Throw away sessions that are long over; safe to run twice. Returns how many."""
    return actions.clear_sessions()


@shared_task
def sweep_imports() -> None:
    """Ring again for what was brought and is not done: its worker may have been killed."""
    for pk in Import.objects.unfinished().values_list("pk", flat=True):
        imports.work_on_import.delay(pk)
