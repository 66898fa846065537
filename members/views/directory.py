"""The directory of coworkers, a coworker's page and photo: to each reader what is open to them."""

from django.db.models import Count, Window
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response

from core.access import public
from core.paging import page_of
from members.forms.profiles import DirectoryForm
from members.models import Profile, Reader, reader_of
from members.models.search import words_of
from members.pages.profiles import person
from members.rules.profiles import shown

ON_A_PAGE = 24


@public
def directory(request):
    """Who is here, by words and by theme."""
    reader = reader_of(request.user)
    form = DirectoryForm(request.GET)
    said, theme = form.asked()
    rows = _found(said, theme, reader)

    def read(skipped):
        part = list(rows[skipped : skipped + ON_A_PAGE])
        return part, part[0].in_all if part else _count(rows, skipped)

    page = page_of(read, request.GET.get("page"), ON_A_PAGE)
    people = [person(profile, reader, words_of(said)) for profile in page]
    told = {"form": form, "page": page, "people": people, "said": said, "theme": theme}
    told |= {"is_official": reader == Reader.NOBODY, "is_public": reader == Reader.PUBLIC}
    return render(request, "members/directory.html", told)


def _found(said, theme, reader):
    rows = Profile.objects.finding(said, reader)
    if theme:
        rows = rows.filter(pk__in=Profile.objects.of_theme(theme.pk, reader).values("pk"))
    return rows.annotate(in_all=Window(Count("pk")))


def _count(rows, skipped: int) -> int:
    """How many there are, where the page that was asked for is empty: none, if it was the first."""
    return rows.count() if skipped else 0


@public
def coworker(request, pk):
    """One person, as far as open to this reader; else there is no such page."""
    reader = reader_of(request.user)
    found = _open_to(reader, pk)
    return render(request, "members/coworker.html", {"person": person(found, reader)})


@public
def coworker_photo(request, pk, mark):
    """The photo of whoever lets this reader see it; the owner always. Asked for again, it is not sent again."""
    profile = _with_photo(request, pk)
    if profile.photo_mark != mark:
        raise Http404
    answer = get_conditional_response(request, etag=f'"{mark}"') or _content(profile)
    # Nothing of a person stays in a browser that somebody else may use next, or after the photo is closed.
    answer["Cache-Control"] = "private, no-store"
    answer["ETag"] = f'"{mark}"'
    return answer


def _with_photo(request, pk) -> Profile:
    own = Profile.objects.filter(pk=pk, person=request.user.pk).exclude(photo="").first()
    if own:
        return own
    reader = reader_of(request.user)
    found = _open_to(reader, pk)
    if "photo" not in shown(found, to=reader):
        raise Http404
    return found


def _open_to(reader, pk) -> Profile:
    rows = Profile.objects.open_to(reader).select_related("person").prefetch_related("themes")
    return get_object_or_404(rows, pk=pk)


def _content(profile) -> FileResponse:
    try:
        return FileResponse(profile.photo.open("rb"), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
