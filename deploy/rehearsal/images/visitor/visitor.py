"""What a person does at the portal, from outside and through the proxy. Standard library only.

visitor.py walk        pages, a booking with its letter, a report made by a worker
visitor.py book        a booking alone
visitor.py cancel      a booking, and its cancellation
visitor.py accept TO   the invitation that was sent to TO: an account, and a report downloaded with it
visitor.py wait PATH   until PATH answers
visitor.py probe       asks for / ten times a second until somebody says stop, and says how many answers failed
visitor.py stop        says stop
visitor.py reach       what of the portal's servers can be reached from the proxy's network
"""

import datetime as dt
import email
import email.policy
import http.cookiejar
import pathlib
import re
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SITE = "https://piastra.test"
AUTHORITY = "/certificates/caddy/pki/authorities/local/root.crt"
PASSWORD = "piastra-demo"
NEW_PASSWORD = "una-frase-tutta-nuova"
STOP = pathlib.Path("/tmp/stop")


class Browser:
    """One person's browser: cookies, forms, the last answer."""

    def __init__(self):
        self.cookies = http.cookiejar.CookieJar()
        trusted = ssl.create_default_context(cafile=AUTHORITY)
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusted),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )

    def ask(self, path, **fields):
        """Follow a link, or send the fields of the form that the page before it held."""
        request = urllib.request.Request(SITE + path, headers={"Referer": SITE + path})
        if fields:
            fields["csrfmiddlewaretoken"] = re.search(
                r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text
            )[1]
            request.data = urllib.parse.urlencode(fields).encode()
        try:
            answer = self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        self.status, self.url, self.body = answer.status, answer.url, answer.read()
        return self

    @property
    def text(self):
        return self.body.decode(errors="replace")

    def sign_in(self, email):
        self.ask("/accedi/login/").ask("/accedi/login/", login=email, password=PASSWORD)
        assert self.url == SITE + "/", (self.status, self.url)
        return self


def walk():
    front = Browser().ask("/accedi/login/")
    assert front.status == 200, front.status
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', front.text)
    assert files, "no static files"
    assert all(Browser().ask(path).status == 200 for path in files), files
    names = {cookie.name for cookie in front.cookies}
    assert all(name.startswith("__Host-") for name in names), names
    booking = book()
    letter = letter_to("coworker@example.org")
    assert letter["message-id"].endswith("@piastra.test>"), letter["message-id"]
    assert letter["x-hello"] == "piastra.test", letter["x-hello"]
    edition, size = report()
    print(f"{len(files)} static files, {booking}, its letter, report {edition} ({size} bytes)")


def book():
    """A free desk on the first day on which this person has none."""
    person = Browser().sign_in("coworker@example.org")
    for ahead in range(1, 30):
        day = dt.date.today() + dt.timedelta(ahead)
        page = person.ask(f"/prenota/{day}/").text
        free = re.findall(rf"/prenota/{day}/(?:mattina|pomeriggio|giornata)/[A-Z0-9]+/", page)
        key = free and re.search(
            r'name="request_key"[^>]*value="([^"]+)"', person.ask(free[0]).text
        )
        if key:
            person.ask(free[0], request_key=key[1])
            assert re.search(r"/prenotazioni/\d+/$", person.url), (person.status, person.url)
            return "booking " + person.url.rsplit("/", 2)[1]
    raise AssertionError("no day with a free place")


def cancel():
    number = book().split()[-1]
    person = Browser().sign_in("coworker@example.org")
    path = f"/prenotazioni/{number}/annulla/"
    person.ask(path).ask(path, reason="")
    assert f"/prenotazioni/{number}/" in person.url or person.url.endswith("/prenotazioni/"), (
        person.url
    )
    assert person.status == 200, person.status
    return f"booking {number} made and cancelled"


def report():
    """The newest edition, asked for anew, as made by a worker."""
    staff = Browser().sign_in("staff@example.org")
    edition = sorted(set(re.findall(r"/rapporti/\d{4}-\d\d/\d+/", staff.ask("/rapporti/").text)))[
        -1
    ]
    staff.ask(edition).ask(edition + "prepara/", x="")
    until(lambda: "occupazione.pdf" in staff.ask(edition).text, "the report", 180)
    pdf = staff.ask(edition + "occupazione.pdf").body
    assert pdf.startswith(b"%PDF-"), pdf[:20]
    return edition, len(pdf)


def letter_to(address):
    """The newest letter to this address, once there is one."""
    until(lambda: _letters(address), f"a letter to {address}", 120)
    return _letters(address)[-1]


def _letters(address):
    found = sorted(pathlib.Path("/letters").glob("*.eml"))
    kept = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in found
    ]
    return [letter for letter in kept if address in letter["to"]]


def accept(address):
    text = letter_to(address).get_body(("plain",)).get_content()
    path = re.search(rf"{SITE}(/\S*invit\S*)", text)[1]
    official = Browser().ask(path)
    names = {"first_name": "Ada", "last_name": "Bianchi"}
    official.ask(path, **names, password=NEW_PASSWORD)
    assert official.url == SITE + "/", (official.status, official.url, official.text[:3000])
    print(f"{address} has an account and report", *newest_report(official))


def newest_report(person):
    """The newest edition that this person may download, and its size."""
    editions = re.findall(r"/rapporti/\d{4}-\d\d/\d+/", person.ask("/rapporti/").text)
    edition = sorted(set(editions))[-1]
    pdf = person.ask(edition + "occupazione.pdf").body
    assert pdf.startswith(b"%PDF-"), pdf[:20]
    return edition, f"({len(pdf)} bytes)"


def probe():
    """One line at the end: asked, failed, the slowest answer in seconds."""
    STOP.unlink(missing_ok=True)
    asked, failed, slowest = 0, [], 0.0
    while not STOP.exists():
        began = time.monotonic()
        ok, words = answers("/")
        slowest = max(slowest, time.monotonic() - began)
        asked += 1
        if not ok:
            failed.append(words)
        time.sleep(0.1)
    print(f"{asked} {len(failed)} {slowest:.1f} {failed[:3]}")


def reach():
    """`postgres` and `redis` must not even have a name in the proxy's network."""
    for name in ("postgres", "redis"):
        try:
            print(name, "REACHED", socket.getaddrinfo(name, None)[0][4][0])
        except OSError:
            print(name, "unknown")


def answers(path):
    try:
        status = Browser().ask(path).status
    except OSError as error:
        return False, repr(error)
    return status == 200, str(status)


def until(is_true, what, seconds):
    until = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < until, f"{what} did not come in {seconds} s"
        time.sleep(0.5)


match sys.argv[1:]:
    case ["walk"]:
        walk()
    case ["book"]:
        print(book())
    case ["cancel"]:
        print(cancel())
    case ["accept", address]:
        accept(address)
    case ["wait", path]:
        until(lambda: answers(path)[0], path, 180)
    case ["probe"]:
        probe()
    case ["stop"]:
        STOP.touch()
    case ["reach"]:
        reach()
