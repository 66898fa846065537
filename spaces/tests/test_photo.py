"""The photo of a place: chosen by the staff, made small and bare, shown to those who book."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import photos
from core.refusals import Refusal
from spaces.models import Space

ORIENTATION, MAKER = 0x0112, 0x010F


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(monday, staff, client_of):
    return client_of(staff)


def picture(width=800, height=600, form="JPEG", mode="RGB", colour="red", **more) -> bytes:
    kept = BytesIO()
    Image.new(mode, (width, height), colour).save(kept, form, **more)
    return kept.getvalue()


def upload(content: bytes, name="foto.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def opened(content) -> Image.Image:
    return Image.open(BytesIO(content.read()))


def kept_files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_it_is_made_small_and_bare():
    exif = Image.Exif()
    exif[MAKER] = "Fotocamera di Anna"
    small = opened(photos.prepare(upload(picture(3200, 1600, exif=exif, comment=b"segreto"))))
    assert (small.format, small.size) == ("WEBP", (1600, 800))
    assert not small.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(small.info)


def test_it_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    assert opened(photos.prepare(upload(picture(800, 400, exif=exif)))).size == (400, 800)


@pytest.mark.parametrize(
    ("form", "mode", "colour"),
    [("PNG", "RGBA", (0, 0, 0, 0)), ("PNG", "P", 0), ("PNG", "L", 9), ("JPEG", "CMYK", 0),
     ("WEBP", "RGB", "blue"), ("PNG", "1", 1)],
)  # fmt: skip
def test_every_sort_of_picture_is_kept(form, mode, colour):
    assert (
        opened(photos.prepare(upload(picture(form=form, mode=mode, colour=colour)))).mode == "RGB"
    )


def test_what_was_transparent_is_white():
    small = opened(photos.prepare(upload(picture(form="PNG", mode="RGBA", colour=(0, 0, 0, 0)))))
    assert min(small.getpixel((400, 300))) > 250


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no_photo"),
        (b"\xff\xd8\xff\xe0 nothing more", "no_photo"),
        (picture()[:400], "no_photo"),
        (picture(form="GIF"), "no_photo"),
        (picture(form="PNG")[:60], "no_photo"),
        (b"x" * (photos.LIMIT + 1), "too_large"),
        (picture(9000, 9000, "PNG", "1", 1), "too_many_pixels"),
        (picture(16000, 12000, "PNG", "1", 1), "too_many_pixels"),
    ],
)
def test_what_is_no_photo_is_refused(content, code):
    with pytest.raises(Refusal) as refused:
        photos.prepare(upload(content))
    assert refused.value.code == code
    assert refused.value.sentence


def test_the_staff_choose_replace_and_remove_it(
    desk, floor, media, django_capture_on_commit_callbacks
):
    path = f"/spazi/{floor.desk.code}/foto/"

    def send(content):
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(path, {"photo": upload(content)}, follow=True).text

    page = send(picture())
    first = Space.objects.get(pk=floor.desk.pk)
    assert (first.photo_width, first.photo_height) == (800, 600)
    assert first.photo_mark in page
    send(picture())
    assert Space.objects.get(pk=floor.desk.pk).photo.name == first.photo.name
    send(picture(colour="blue"))
    assert Space.objects.get(pk=floor.desk.pk).photo_mark != first.photo_mark
    assert len(kept_files(media)) == 1
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            page = desk.post(f"{path}togli/", follow=True).text
    assert "Aggiungi una foto" in page
    gone = Space.objects.get(pk=floor.desk.pk)
    assert (gone.photo.name or "", gone.photo_width) == ("", None)
    assert not kept_files(media)


def test_what_is_no_photo_keeps_the_one_before(desk, floor):
    path = f"/spazi/{floor.desk.code}/foto/"
    desk.post(path, {"photo": upload(picture())})
    mark = Space.objects.get(pk=floor.desk.pk).photo_mark
    for sent in ({}, {"photo": upload(b"niente")}, {"photo": upload(b"")}, {"photo": "testo"}):
        answer = desk.post(path, sent)
        assert answer.status_code == 200
        assert "invalid" in answer.text
    assert Space.objects.get(pk=floor.desk.pk).photo_mark == mark


def with_photo(place, content=None):
    place.photo.save("x.webp", photos.prepare(upload(content or picture())))
    return f"/foto/{place.code}/{place.photo_mark}/"


def test_who_books_sees_it_and_browsers_keep_it(reader, floor):
    path = with_photo(floor.desk)
    answer = reader.get(path)
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert hashlib.sha256(content).digest()
    page = reader.get(f"/prenota/2026-11-24/mattina/{floor.desk.code}/").text
    assert f'src="{path}"' in page
    assert 'width="800"' in page
    assert 'loading="lazy"' in page
    assert 'alt="Foto di Postazione fissa A01"' in page
    room = with_photo(floor.room)
    assert room in reader.get(f"/sale/{floor.room.code}/2026-11-24/").text


def test_no_photo_no_picture(reader, floor):
    assert "place-photo" not in reader.get(f"/prenota/2026-11-24/mattina/{floor.desk.code}/").text


def test_what_is_not_there_is_not_found(reader, floor, media):
    path = with_photo(floor.desk)
    assert reader.get("/foto/A01/altro/").status_code == 404
    assert reader.get("/foto/A02/x/").status_code == 404
    assert reader.get("/foto/NESSUNO/x/").status_code == 404
    for file in kept_files(media):
        file.unlink()
    assert reader.get(path).status_code == 404


def test_strangers_see_and_change_nothing(floor, applicant, official, client, client_of, reader):
    path = with_photo(floor.desk)
    for person in (applicant, official):
        assert client_of(person).get(path).status_code == 403
    assert client.get(path).status_code == 302
    for change in ("foto/", "foto/togli/"):
        assert reader.post(f"/spazi/{floor.desk.code}/{change}").status_code == 403
