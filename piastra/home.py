"""One address, a home for each kind of reader."""

from django.shortcuts import render

from core.access import public


@public
def home(request):
    return programme(request)


@public
def programme(request):
    """What the programme is: the first page for whoever comes from outside."""
    return render(request, "home/programme.html")
