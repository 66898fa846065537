"""Pages as gunicorn asks for them: through WSGI, signed in, without a network."""

from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import urlencode

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from django.urls import reverse

from members.models import User
from piastra.tools.bench.stopwatch import Limits, Result, compared, in_turns, queries_of
from piastra.tools.bench.world import World

HELLO, STRANGER = "hello world, signed in", "hello world, signed out"
LIMITS = {
    "still page": Limits(ratio=1.6),
    "home": Limits(ratio=5),
    "day": Limits(ratio=6, kilobytes=35),
    "week": Limits(ratio=7, kilobytes=90),
    "my bookings": Limits(ratio=4),
    "finder": Limits(ratio=6),
    "finder, searching": Limits(ratio=6),
    "events": Limits(ratio=4),
}


def measure(world: World, rounds: int) -> list[Result]:
    """CPU time of each page over a view that says hello."""
    with override_settings(ROOT_URLCONF="piastra.tools.bench.urls"):
        application = get_wsgi_application()
        session = session_of(world.sample)
        calls = {
            name: page(application, path, "" if name == STRANGER else session)
            for name, path in addresses(world).items()
        }
        sizes = {name: call() for name, call in calls.items()}
        queries = {name: queries_of(call) for name, call in calls.items()}
        return compared(in_turns(calls, rounds), HELLO, queries, LIMITS, sizes)


def addresses(world: World) -> dict[str, str]:
    """What is asked for, by the name in the table."""
    day = world.day.isoformat()
    search = urlencode({"giorno": day, "fascia": "mattina", "tipo": "mobile_desk"})
    return {
        HELLO: "/hello/",
        STRANGER: "/hello/stranger/",
        "still page": reverse("site:legal_notes"),
        "home": reverse("site:home"),
        "day": reverse("spaces:day", args=[day]),
        "week": reverse("spaces:week", args=[day]),
        "my bookings": reverse("spaces:bookings"),
        "finder": reverse("spaces:finder"),
        "finder, searching": f"{reverse('spaces:finder')}?{search}",
        "events": reverse("events:list"),
    }


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def page(application, path: str, session: str):
    """A call that asks for the page, reads all of it and returns its length in bytes."""
    cookie = SimpleCookie({settings.SESSION_COOKIE_NAME: session}).output(header="").strip()

    def ask() -> int:
        said = []
        answer = application(_environ(path, cookie), lambda status, headers: said.append(status))
        length = sum(len(part) for part in answer)
        answer.close()
        if said != ["200 OK"] or not length:
            raise RuntimeError(f"{path} answered {said}")
        return length

    return ask


def _environ(path: str, cookie: str) -> dict:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
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
