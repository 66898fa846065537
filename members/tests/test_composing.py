"""Text is kept composed, whatever form it came by; a password is hashed as it was typed."""

import unicodedata

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from core.composing import ComposedTextMiddleware
from members.models import Application, Profile, User
from members.tests.applying import fills_in

COMPOSED = "Niccolò Èlia"
LOOSE = unicodedata.normalize("NFD", COMPOSED)


def read(**fields):
    request = RequestFactory().post("/", fields)
    ComposedTextMiddleware(HttpResponse).process_view(request, None, (), {})
    return request.POST


def test_all_values_of_all_fields_are_composed_and_a_password_is_not():
    told = read(name=LOOSE, several=["a", LOOSE], password1=LOOSE, other="è")
    assert (told["name"], told["other"]) == (COMPOSED, "è")
    assert told.getlist("several") == ["a", COMPOSED]
    assert told["password1"] == LOOSE


def test_what_is_read_only_is_left_alone():
    request = RequestFactory().get("/", {"chi": LOOSE})
    assert ComposedTextMiddleware(HttpResponse).process_view(request, None, (), {}) is None
    assert request.GET["chi"] == LOOSE


@pytest.mark.django_db
def test_an_application_and_a_profile_are_kept_composed(client_of, applicant, member):
    fills_in(client_of(applicant), idea=LOOSE, school=LOOSE)
    kept = Application.objects.get()
    assert (kept.idea, kept.school) == (COMPOSED, COMPOSED)
    told = {"headline": LOOSE, "bio": LOOSE, "language": "it"}
    client_of(member).post(reverse("members:profile"), told)
    profile = Profile.objects.get(person=member)
    assert (profile.headline, profile.bio) == (COMPOSED,) * 2


@pytest.mark.django_db
def test_a_name_of_eighty_letters_fits_however_it_is_typed(client):
    name = "è" * 80
    fields = {
        "first_name": unicodedata.normalize("NFD", name),
        "last_name": f"  {LOOSE}   Rossi ",
        "email": "elia@example.org",
        "password1": "una-frase-di-prova",
    }
    client.post(reverse("account_signup"), fields)
    person = User.objects.get()
    assert (person.first_name, person.last_name) == (name, f"{COMPOSED} Rossi")
