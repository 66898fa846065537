"""Is it alive, is it ready: for whoever starts and balances the processes."""

import threading
from concurrent.futures import Future

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpResponse

from core.access import public

#: Who asks waits 4 seconds; a database that hangs must be told from one that is away, and from us.
PATIENCE = 2.5  # seconds


@public
def alive(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def ready(request):
    """The database answers and has every migration; 503 with a sentence otherwise, within three seconds."""
    trouble = _question.answer()
    return HttpResponse(
        f"{trouble or 'ready'}\n", status=503 if trouble else 200, content_type="text/plain"
    )


class Question:
    """What is wrong with the database, asked in a thread of its own: a query to one that hangs never ends.

    One thread at most: while it hangs, whoever asks next waits for the same answer.
    """

    def __init__(self, ask):
        self._ask = ask
        self._lock = threading.Lock()
        self._asked = None

    def answer(self) -> str:
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=self._fill, args=[self._asked], daemon=True).start()
            asked = self._asked
        try:
            return asked.result(PATIENCE)
        except TimeoutError:
            return "The database does not answer."

    def _fill(self, answer: Future) -> None:
        try:
            answer.set_result(self._ask())
        except BaseException as error:
            answer.set_exception(error)


def _trouble() -> str:
    """A sentence, or nothing."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "The database does not answer."
    finally:
        connection.close()
    return "Migrations are missing." if missing else ""


_question = Question(_trouble)
