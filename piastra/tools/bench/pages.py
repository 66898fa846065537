"""Pages as gunicorn asks for them: through WSGI, signed in, without a network."""

from io import BytesIO
from random import Random
from urllib.parse import urlencode

from django.conf import settings
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
        application = _as_served()
        cookies = cookies_of(world.sample)
        calls = {
            name: page(application, path, "" if name == STRANGER else cookies)
            for name, path in addresses(world).items()
        }
        sizes = {name: call() for name, call in calls.items()}
        queries = {name: queries_of(call) for name, call in calls.items()}
        medians = in_turns(calls, rounds, dice=Random("piastra"))
        return compared(medians, HELLO, queries, LIMITS, sizes)


def _as_served():
    """The portal as gunicorn loads it, with what that does to the process."""
    from piastra.wsgi import application

    return application


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


def cookies_of(person: User) -> str:
    """What the browser of somebody who has signed in sends: the session, and the secret of its forms."""
    client = Client()
    client.force_login(person)
    client.get(reverse("site:legal_notes"), headers={"host": "localhost"})
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return "; ".join(f"{name}={client.cookies[name].value}" for name in names)


def page(application, path: str, cookies: str):
    """A call that asks for the page, reads all of it and returns its length in bytes."""

    def ask() -> int:
        said = []
        answer = application(_environ(path, cookies), lambda status, headers: said.append(status))
        length = sum(len(part) for part in answer)
        answer.close()
        if said != ["200 OK"] or not length:
            raise RuntimeError(f"{path} answered {said}")
        return length

    return ask


def _environ(path: str, cookies: str) -> dict:
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
        "HTTP_COOKIE": cookies,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
