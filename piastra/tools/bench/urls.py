"""The portal's addresses and two more: views that do next to nothing, behind the same middleware."""

from django.http import HttpResponse
from django.urls import path

from core.access import any_user, public
from piastra import urls as portal


@any_user
def hello(request):
    return HttpResponse("Hello, world")


@public
def hello_stranger(request):
    return HttpResponse("Hello, world")


urlpatterns = [
    path("hello/", hello),
    path("hello/stranger/", hello_stranger),
    *portal.urlpatterns,
]
