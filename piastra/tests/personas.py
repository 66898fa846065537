"""Who acts in the story, and how each does with a browser what the story says in a sentence.

Words on buttons are given as the code has them and read in Italian, as the people see them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext, override, pgettext

from budget.models import Programme
from budget.tests.factories import LineFactory, vat_number
from core.testing.browser import Visitor
from core.testing.plugin import PASSWORD
from core.testing.waiting import STANDSTILL, wait_until
from piastra import programme
from piastra.reports.testing.checker import text_of
from spaces.tests.factories import Floor, SpaceFactory, make_floor

MOST_TABS = 120

PATIENCE = STANDSTILL * 1000  # milliseconds for what the worker does


def italian(words: str, context: str = "") -> str:
    """The words as an Italian reader sees them."""
    with override("it"):
        return pgettext(context, words) if context else gettext(words)


def the_letter_to(address: str) -> EmailMultiAlternatives:
    """As it arrives: its row forgets what it said when it leaves."""
    assert wait_until(lambda: any(address in each.to for each in mail.outbox))
    (letter,) = (each for each in mail.outbox if address in each.to)
    return letter


def code_of(secret: str) -> str:
    """What an app with this secret shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return f"{hotp_value(secret, now):06d}"


def with_passkeys(visitor: Visitor) -> Visitor:
    """The visitor's device has a fingerprint reader. Passkeys belong to a name, never to a bare number."""
    visitor.server = visitor.server.replace("127.0.0.1", "localhost")
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return visitor


@dataclass
class Place:
    """A small coworking on the day it opens: four desks, an office, a room, a hall, one budget line."""

    floor: Floor
    line: str

    @classmethod
    def opened(cls, on) -> "Place":
        programme.load()
        Programme.objects.update(starts_on=on)
        SpaceFactory(hall=True, code="SALA", name="Sala Mallero", plan_x=4, plan_y=180)
        return cls(make_floor(), LineFactory(code="A1", name="Arredi").code)


class Person:
    """Somebody at a browser."""

    def __init__(self, visitor: Visitor, folder: Path):
        self.visitor, self.page, self.folder = visitor, visitor.page, folder
        self.taps = 0

    def goes_to(self, path: str):
        self.visitor.open(path)

    def taps_on(self, words: str, role: str = "link", context: str = "", exact: bool = False):
        """Tap what shows these words inside the page's content."""
        self.taps += 1
        name = italian(words, context)
        self.page.locator("main").get_by_role(role, name=name, exact=exact).first.click()

    def presses(self, words: str, context: str = "", exact: bool = False):
        """Press a button that sends a form, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.taps_on(words, "button", context, exact)

    def answers(self, **fields: str):
        for name, answer in fields.items():
            self.page.locator(f"main [name={name}]").fill(answer)

    def chooses(self, **fields: str):
        for name, answer in fields.items():
            select = self.page.locator(f"main select[name={name}]")
            option = select.locator("option", has_text=answer).first
            select.select_option(option.get_attribute("value"))

    def ticks(self, label: str):
        """Tap a label: Bootstrap Italia draws it over its box."""
        self.page.locator("main label", has_text=label).first.click()

    def confirms_who_it_is(self, password: str):
        """Type the password again, which the portal asks for before something delicate."""
        self.reads(italian("Confirm that it is you"))
        self.answers(password=password)
        self.presses("Confirm")

    def reads(self, *sentences: str):
        """Wait until the page's content says each of these."""
        for sentence in sentences:
            text = self.page.locator("main").get_by_text(sentence).first
            text.wait_for(timeout=PATIENCE)
        self.visitor.no_faults()


class Coworker(Person):
    """Somebody who wants a desk, on a phone."""

    def books_a_desk_in_two_taps(self, desk: str):
        self.goes_to("/prenota/")
        before = self.taps
        self.taps_on(desk)
        self.presses("Confirm the booking")
        assert self.taps - before == 2
        self.has_booked(desk)

    def books_a_desk_by_keyboard_alone(self, desk: str):
        self.goes_to("/prenota/")
        self.moves_to(italian("Skip to the list of free places"))
        self.page.keyboard.press("Enter")
        self.moves_to(desk)
        self.page.keyboard.press("Enter")
        confirm = italian("Confirm the booking")
        self.page.get_by_role("button", name=confirm).wait_for()
        self.moves_to(confirm)
        self.page.keyboard.press("Enter")
        self.has_booked(desk)

    def has_booked(self, desk: str):
        self.page.wait_for_url(re.compile(r"/prenotazioni/\d+/$"))
        self.reads(italian("Booked: %(place)s is yours.") % {"place": desk})

    def moves_to(self, name: str):
        """Press the Tab key until what has this name is in focus, and can be seen to be."""
        for _turn in range(MOST_TABS):
            words = self.page.evaluate(
                "() => document.activeElement.innerText ?? document.activeElement.textContent"
            )
            if name in (words, words.split("\n")[0]):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key never comes to “{name}”.")

    def registers_for(self, event: str):
        self.goes_to("/eventi/")
        self.taps_on(event)
        self.presses("Register", "event")
        self.reads(italian("You are registered."))


class Newcomer(Coworker):
    """Somebody without an account yet."""

    email = "laura@example.org"
    password = "una-frase-lunga-di-laura"

    def signs_up(self, first_name: str, last_name: str):
        self.goes_to("/")
        self.taps_on("Apply to join")
        self.answers(
            first_name=first_name,
            last_name=last_name,
            email=self.email,
            password1=self.password,
        )
        self.presses("Create the account")
        self.page.wait_for_url("**/confirm-email/")

    def follows_the_link_in_the_letter(self):
        letter = the_letter_to(self.email)
        self.goes_to(re.search(r"https?://[^/]+(/accedi/\S+)", letter.body).group(1))
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_load_state()
        if "/login/" in self.page.url:
            self.answers(login=self.email, password=self.password)
            self.page.locator("main form button[type=submit]").first.click()

    def applies(self, kind: str, theme: str):
        self.goes_to("/")
        self.taps_on("Write the application")
        self.ticks(kind)
        self.ticks(italian("I have read the privacy notice"))
        self.presses("Save and continue")
        self.ticks(italian("Yes"))
        self.answers(school="Liceo Piazzi")
        self.presses("Save and continue")
        self.ticks(theme)
        self.answers(idea="Vorrei progettare percorsi sicuri per chi va in bici a scuola.")
        self.presses("Save and continue")
        self.page.locator("main [name=days_a_week]").select_option("3")
        self.presses("Save and continue")
        self.taps_on("Continue to the summary")
        self.presses("Send the application")
        self.page.wait_for_url("**/ricevuta/")


class Invited(Person):
    """Somebody whose account begins with a letter, and who needs a second factor."""

    def opens_the_link_in_the_letter(self):
        letter = the_letter_to(self.email)
        assert "/invito/" in letter.alternatives[0].content
        self.goes_to(re.search(r"https?://[^/]+(/invito/\S+)", letter.body).group(1))

    def chooses_name_and_password(self, first_name: str, last_name: str):
        self.reads(italian("Your invitation"), italian(self.role))
        self.visitor.check()
        self.answers(first_name=first_name, last_name=last_name, password=self.password)
        self.presses("Create the account")
        self.page.wait_for_url(lambda url: "/invito/" not in url)
        self.reads(f"Ti diamo il benvenuto, {first_name}")

    def is_led_to_a_second_factor(self):
        self.page.wait_for_url("**/accedi/2fa/")
        self.reads(italian("One more step"))
        self.visitor.check()

    def sets_up_an_app(self) -> str:
        """Give its secret, as the app keeps it."""
        self.taps_on("Set up an app")
        self.page.wait_for_url("**/totp/activate/")
        self.visitor.check()
        secret = self.page.locator("#authenticator_secret").input_value()
        self.answers(code=code_of(secret))
        self.presses("Activate")
        return secret

    def adds_a_passkey(self):
        self.taps_on("Add a passkey")
        self.page.wait_for_url("**/webauthn/add/")
        self.visitor.check()
        with self.page.expect_navigation():
            self.taps_on("Add the passkey", "button")

    def keeps_the_recovery_codes(self) -> list[str]:
        """On paper; then the portal goes on to where one was going."""
        self.page.wait_for_url("**/recovery-codes/")
        self.visitor.check()
        codes = self.page.locator("#recovery_codes").input_value().split()
        self.taps_on("I have saved them: continue")
        self.page.wait_for_load_state()
        return codes

    def signs_in_with_a_code(self, code: str):
        self.goes_to("/accedi/login/")
        self.answers(login=self.email, password=self.password)
        self.presses("Sign in", exact=True)
        self.page.wait_for_url("**/2fa/authenticate/")
        self.visitor.check()
        self.answers(code=code)
        self.presses("Sign in", exact=True)

    def signs_in_with_a_passkey(self):
        self.goes_to("/accedi/login/")
        self.visitor.check()
        with self.page.expect_navigation(url=self.visitor.server + "/"):
            self.taps_on("Sign in with a passkey", "button")


class Staff(Invited):
    """Who runs the place, at a desk."""

    email = "ada.airoldi@example.org"
    password = "una-frase-lunga-di-ada"
    role = "Staff"

    def invites(self, email: str, role: str):
        self.goes_to("/persone/invita/")
        self.answers(email=email)
        self.ticks(role)
        self.presses("Send the invitation")
        self.reads(email)

    def admits(self, name: str):
        self.goes_to("/")
        self.taps_on(name)
        self.presses("Start the review")
        self.taps_on("Admit", exact=True)
        self.page.wait_for_url("**/ammetti/")
        self.page.locator("main form [type=submit]").click()
        self.page.wait_for_url(lambda url: "/ammetti/" not in url)

    def lets_in(self, name: str):
        self.goes_to("/presenze/")
        row = self.page.locator("main li, main tr").filter(has_text=name)
        row.locator("form button").first.click()
        self.reads(italian("Checked in: %(person)s.") % {"person": name})

    def announces_an_event(self, title: str, day: str, begins: str, ends: str, places: str):
        self.goes_to("/eventi/nuovo/")
        self.answers(
            title=title,
            summary="Chi va in bici racconta la strada più sicura.",
            day=day,
            begins=begins,
            ends=ends,
            capacity=places,
        )
        self.chooses(space="Sala Mallero", objective="innovatori digitali")
        self.ticks("Mobilità sostenibile")
        self.presses("Save")
        self.presses("Announce the event")
        self.reads(italian("The event is announced: everyone can see it and register."))

    def marks_present(self, name: str, event: str):
        self.goes_to("/eventi/")
        self.taps_on(event)
        self.taps_on("Registered people")
        row = self.page.locator("main li").filter(has_text=name)
        row.get_by_role("button", name=italian("Present")).click()
        self.page.wait_for_load_state()

    def records_an_invoice(self, number: str, day: str, taxable: str, vat: str, total: str):
        self.goes_to("/bilancio/documenti/nuovo/")
        self.answers(
            number=number,
            date=day,
            description="Quattro scrivanie di recupero",
            supplier_name="Legno Prova S.r.l.",
            supplier_vat_number=vat_number(7),
            taxable=taxable,
            vat=vat,
            total=total,
        )
        self.chooses(line="Arredi")
        self.presses("Record the document")
        self.page.wait_for_url(re.compile(r"/bilancio/documenti/\d+/$"))

    def records_its_payment(self, day: str, reference: str):
        """The amount that is left is written in beforehand."""
        self.taps_on("Record a payment")
        self.answers(date=day, reference=reference)
        self.presses("Record the payment")
        self.reads(italian("The payment has been recorded."))

    def has_the_reports_made_and_publishes_them(self, month: str):
        self.goes_to("/rapporti/richiedi/")
        self.chooses(month=month)
        self.page.locator("main form [type=submit]").click()
        publish = self.page.get_by_role("link", name=italian("Publish and close the month"))
        publish.wait_for(timeout=PATIENCE)
        publish.click()
        self.confirms_who_it_is(PASSWORD)
        self.reads(italian("It closes the month; this can't be undone."))
        self.presses("Publish")
        self.reads(italian("Published: the month is closed."))


class Official(Invited):
    """Who answers for the money, at the Comune."""

    email = "anna.alberti@comune.example.it"
    password = "una-frase-lunga-di-anna"

    role = "Official of the Comune"

    def downloads(self, month: str) -> tuple[str, str]:
        """The words of the month's occupancy and spending documents."""
        self.goes_to("/rapporti/")
        self.taps_on(month)
        self.page.wait_for_load_state()
        files = self.page.locator("main a[href$='.pdf']")
        return tuple(self._words_of(files.nth(place)) for place in range(files.count()))

    def _words_of(self, link) -> str:
        with self.page.expect_download() as coming:
            link.click()
        path = self.folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return " ".join(text_of(path).replace("\u00a0", " ").split())
