"""Is it alive, is it ready: for whoever starts and balances the processes."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpResponse

from core.access import public


@public
def alive(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def ready(request):
    """The database answers and has every migration; 503 with a sentence otherwise."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return HttpResponse(
            "The database does not answer.\n", status=503, content_type="text/plain"
        )
    if missing:
        return HttpResponse("Migrations are missing.\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
