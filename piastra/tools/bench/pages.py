"""Pages as gunicorn asks for them: through WSGI, signed in, without a network."""

from datetime import timedelta
from http.cookies import SimpleCookie
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from django.urls import reverse

from core.clock import today
from piastra.tools.bench.stopwatch import Result, compared, in_turns, queries_of
from piastra.tools.demo import cast
from spaces.models import Space
from spaces.schedule.opening import Opening

#: The day page over a hello-world view (docs/design.md); the week page shows seven days.
DAY_BUDGET = 15
HELLO, STRANGER = "hello world, signed in", "hello world, signed out"
DAY, WEEK = "day page", "week page"


def measure(rounds: int) -> list[Result]:
    """CPU time of the day and week pages over a view that says hello."""
    day = next_open_day()
    with override_settings(ROOT_URLCONF="piastra.tools.bench.urls"):
        application = get_wsgi_application()
        cookie = session_of(cast.COWORKER.email)
        paths = {
            HELLO: "/hello/",
            STRANGER: "/hello/stranger/",
            DAY: reverse("spaces:day", args=[day]),
            WEEK: reverse("spaces:week", args=[day]),
        }
        calls = {
            name: page(application, path, "" if name == STRANGER else cookie)
            for name, path in paths.items()
        }
        queries = {name: queries_of(call) for name, call in calls.items()}
        return compared(in_turns(calls, rounds), HELLO, queries, {DAY: DAY_BUDGET})


def next_open_day():
    """The first open day after today."""
    desk = Space.objects.filter(kind=Space.Kind.FIXED_DESK).first()
    opening = Opening(today() + timedelta(days=1), today() + timedelta(days=31))
    return next(day for day in opening.days() if opening.of(desk, day))


def session_of(email: str) -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def page(application, path: str, session: str):
    """A call that asks for the page and reads all of it."""
    cookie = SimpleCookie({settings.SESSION_COOKIE_NAME: session}).output(header="").strip()

    def ask():
        said = []
        answer = application(_environ(path, cookie), lambda status, headers: said.append(status))
        length = sum(len(part) for part in answer)
        answer.close()
        if said != ["200 OK"] or not length:
            raise RuntimeError(f"{path} answered {said}")

    return ask


def _environ(path: str, cookie: str) -> dict:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_LANGUAGE": "it",
        "HTTP_COOKIE": cookie,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
