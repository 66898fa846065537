"""Addresses at which something goes wrong, beside the portal's own."""

import errno

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.urls import include, path

from core.access import public
from core.storage import NotStored
from piastra import urls
from piastra.errors import too_many_requests


@public
def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        finally:
            connection.close()
    return HttpResponse("slept")


@public
def cut(request):
    """The connection is lost in the middle of a transaction, as when the database is restarted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 1")
    return HttpResponse("lived")


@public
def broken(request):
    raise RuntimeError("a mistake of ours")


WRONG = {
    400: BadRequest("no form"),
    403: PermissionDenied("prenotare"),
    404: Http404(),
    413: RequestDataTooBig(),
    500: RuntimeError("a mistake of ours"),
    503: OperationalError("too many connections"),
    507: NotStored(errno.ENOSPC, "No space left on device"),
}


@public
def wrong(request, status):
    if status == 405:
        return HttpResponseNotAllowed(["POST"])
    if status == 429:
        return too_many_requests(request)
    raise WRONG[status]


urlpatterns = [
    path("wrong/<int:status>/", wrong),
    path("slow", slow),
    path("cut", cut),
    path("broken", broken),
    path("", include("piastra.urls")),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
