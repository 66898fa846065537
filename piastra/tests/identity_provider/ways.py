"""What people do at the identity provider and here, and what is read afterwards."""

from allauth.account.models import EmailAddress

from core.models import JournalEntry, OutgoingMail
from members import actions
from members.authentication.identity import uid_of

START, NEW, LINK = "/accedi/identita/", "/accedi/identita/nuova/", "/accedi/identita/collega/"
OWN, UNLINK, SIGN_IN = "/accedi/identita/tua/", "/accedi/identita/scollega/", "/accedi/login/"
ADA = {"given_name": "Ada", "family_name": "Rossi", "email": "ada@example.org"}
AWAY = "non risponde come dovrebbe"


def with_address(person):
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def linked(person, sub: str):
    return actions.link_identity(by=person, uid=uid_of(sub))


def begun(browser, **sent) -> str:
    """The address at the provider to which the button leads."""
    answer = browser.post(START, sent)
    assert answer.status_code == 302
    return answer["Location"]


def arrived(browser, provider, sub: str = "ada-1", **sent):
    """What the portal answers to somebody who signed in there."""
    return browser.get(provider.approve(begun(browser, **sent), sub))


def sentence(browser, answer) -> str:
    """The page after an answer that leads on, as one line."""
    while answer.status_code == 302:
        answer = browser.get(answer["Location"])
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "’").split())


def who(browser) -> str:
    return browser.session.get("_auth_user_id", "")


def verbs(person) -> list[str]:
    lines = JournalEntry.objects.filter(subject="members.user", subject_id=person.pk)
    return list(lines.order_by("pk").values_list("verb", flat=True))


def letters(address: str) -> list[str]:
    return list(OutgoingMail.objects.filter(to=address).values_list("subject", flat=True))


SENT = {"first_name": "Ada", "last_name": "Rossi", "email": "ada@example.org"}


def newcomer(browser, provider, **claims):
    provider.knows("ada-1", **ADA, **claims)
    answer = arrived(browser, provider)
    assert answer["Location"] == NEW
    return browser.get(NEW).content.decode()
