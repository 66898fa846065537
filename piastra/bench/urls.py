"""The portal's addresses and one more: a view that does next to nothing, behind the same middleware."""

from django.http import HttpResponse
from django.urls import include, path

from core.access import any_user


@any_user
def hello(request):
    return HttpResponse("Hello, world")


urlpatterns = [path("hello/", hello), path("", include("piastra.urls"))]
