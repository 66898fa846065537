"""The photo of a profile: chosen, described, replaced, removed; nothing of it is left behind."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from members.models import Profile
from members.tests.factories import ProfileFactory

PAGE, REMOVE = reverse("members:profile_photo"), reverse("members:profile_photo_remove")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(colour="red") -> SimpleUploadedFile:
    kept = BytesIO()
    Image.new("RGB", (300, 200), colour).save(kept, "JPEG")
    return SimpleUploadedFile("anna.jpg", kept.getvalue(), content_type="image/jpeg")


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_chosen_described_replaced_removed(
    client_of, member, media, django_capture_on_commit_callbacks
):
    client = client_of(member)

    def send(address, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data)

    assert send(PAGE, photo=picture(), photo_alt="Anna al banco").status_code == 302
    profile = Profile.objects.get(person=member)
    assert (profile.photo_width, profile.photo_height) == (300, 200)
    assert profile.photo_visibility == "nobody"
    assert "Anna al banco" in client.get(reverse("members:profile")).content.decode()
    send(PAGE, photo=picture("blue"), photo_alt="Anna")
    assert len(files(media)) == 1
    send(PAGE, photo_alt="Anna ride")
    profile.refresh_from_db()
    assert profile.photo
    assert profile.photo_alt == "Anna ride"
    send(REMOVE)
    profile.refresh_from_db()
    assert (bool(profile.photo), profile.photo_alt, files(media)) == (False, "", [])
    assert "non ha una foto" in client.post(REMOVE, follow=True).content.decode()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 half"])
def test_what_is_no_photo_is_said(content, client_of, member, media):
    upload = SimpleUploadedFile("anna.jpg", content, content_type="image/jpeg")
    answer = client_of(member).post(PAGE, {"photo": upload, "photo_alt": "Anna"})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert files(media) == []


def test_without_a_photo_one_has_to_be_chosen(client_of, member):
    assert client_of(member).post(PAGE, {"photo_alt": "Anna"}).status_code == 200
    assert not Profile.objects.exists()


def test_two_with_one_picture_have_a_file_each(client_of, member, other_member, media):
    for person in (member, other_member):
        ProfileFactory(person=person)
        client_of(person).post(PAGE, {"photo": picture()})
    assert len(files(media)) == 2


def test_applicants_and_officials_have_none(client_of, applicant, official):
    for person in (applicant, official):
        assert client_of(person).get(PAGE).status_code == 403
        assert client_of(person).post(REMOVE).status_code == 403
