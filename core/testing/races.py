"""Real races: many clients over real HTTP at one instant, each with a session of its own."""

import http.client
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from core.testing.waiting import STANDSTILL


@dataclass(frozen=True)
class Answer:
    """What one runner got: the status, the page, and how long it took in seconds."""

    status: int
    body: str
    seconds: float
    location: str = ""


@dataclass(frozen=True)
class Runner:
    """One signed-in browser: the session and CSRF cookies, and the form's fields (a list: one sent often)."""

    session: str
    path: str
    fields: dict


CSRF = "r" * 32


def race(server_url: str, runners: list[Runner]) -> list[Answer]:
    """Post every runner's form at the same instant; answers come in the runners' order."""
    line = threading.Barrier(len(runners))
    answers: list[Answer | None] = [None] * len(runners)

    def run(place: int, runner: Runner):
        answers[place] = _post(server_url, runner, line)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=STANDSTILL)
    return answers


def _post(server_url: str, runner: Runner, line: threading.Barrier) -> Answer:
    host = urlsplit(server_url).netloc
    connection = http.client.HTTPConnection(host, timeout=STANDSTILL)
    connection.connect()
    body = urlencode({**runner.fields, "csrfmiddlewaretoken": CSRF}, doseq=True)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={runner.session}; csrftoken={CSRF}",
        "Referer": server_url,
    }
    line.wait(timeout=STANDSTILL)
    began = time.perf_counter()
    connection.request("POST", runner.path, body=body, headers=headers)
    response = connection.getresponse()
    page = response.read().decode()
    seconds = time.perf_counter() - began
    connection.close()
    return Answer(response.status, page, seconds, response.headers.get("Location", ""))
