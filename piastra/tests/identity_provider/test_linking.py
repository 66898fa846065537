"""An account opens by the provider once its owner agreed, and until it is unlinked."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator

from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from core.testing.plugin import PASSWORD
from members import actions
from members.authentication.identity import uid_of
from members.authentication.identity_links import linked_to
from members.models import User
from piastra.tests.identity_provider.ways import (
    ADA,
    LINK,
    NEW,
    OWN,
    SENT,
    SIGN_IN,
    UNLINK,
    arrived,
    letters,
    linked,
    newcomer,
    sentence,
    verbs,
    who,
)

pytestmark = [
    pytest.mark.django_db,
    # The provider answers from this process, and is made of what will be named otherwise in its next version.
    pytest.mark.filterwarnings("ignore:.*is deprecated and will be removed:DeprecationWarning"),
]


# -- Linking -------------------------------------------------------------------------------------


def test_an_account_is_linked_once_its_owner_signed_in_and_agreed(provider, client_of, ada):
    browser = client_of()
    page = newcomer(browser, provider)
    way = re.search(r'href="(/accedi/login/\?next=[^"]+)"', page)[1]
    sent = {
        "login": ada.email,
        "password": PASSWORD,
        "next": parse_qs(urlsplit(way).query)["next"][0],
    }
    assert browser.post(SIGN_IN, sent)["Location"] == LINK
    page = browser.get(LINK).content.decode()
    assert "Ada Rossi" in page
    assert linked_to(ada) == "", "Looking at the page links nothing."
    assert browser.post(LINK)["Location"] == OWN
    assert linked_to(ada) == uid_of("ada-1")
    assert letters(ada.email) == ["Il tuo account è stato collegato"]
    assert "identity_linked" in verbs(ada)
    assert browser.post(LINK)["Location"] == OWN, "Pressed twice, it is linked once."


def test_from_ones_own_pages_the_password_is_asked_for_first(provider, client_of, ada):
    browser = client_of(ada, typed=False)
    provider.knows("ada-1", **ADA)
    assert arrived(browser, provider)["Location"] == LINK
    for answer in (browser.get(LINK), browser.post(LINK)):
        assert answer["Location"].startswith("/accedi/reauthenticate/")
    assert linked_to(ada) == ""


def test_linked_one_signs_in_and_goes_on_where_one_was_going(provider, client_of, ada):
    linked(ada, "ada-1")
    browser = client_of()
    assert arrived(browser, provider, next="/profilo/")["Location"] == "/profilo/"
    assert who(browser) == str(ada.pk)
    line = JournalEntry.objects.get(verb="signed_in")
    assert (line.by, line.details) == (ada, {"by_means": ["socialaccount"]})


def test_nobody_is_sent_to_another_site(provider, client_of, ada):
    linked(ada, "ada-1")
    answer = arrived(client_of(), provider, next="https://example.com/")
    assert answer["Location"] == "/"


def test_one_person_of_the_provider_opens_one_account(provider, client_of, ada, member):
    linked(ada, "ada-1")
    browser = client_of(member)
    assert arrived(browser, provider)["Location"] == LINK
    assert "un altro account" in browser.get(LINK).content.decode()
    assert "un altro account" in sentence(browser, browser.post(LINK))
    assert (linked_to(member), who(browser)) == ("", str(member.pk))


def test_one_account_opens_to_one_person_of_the_provider(provider, client_of, ada):
    linked(ada, "ada-1")
    browser = client_of(ada)
    assert arrived(browser, provider, "altra")["Location"] == LINK
    assert "si apre già a un’altra persona" in sentence(browser, browser.post(LINK))
    assert linked_to(ada) == uid_of("ada-1")


def test_a_link_ends_the_sessions_elsewhere(provider, client_of, ada):
    here, elsewhere = client_of(ada), client_of(ada)
    arrived(here, provider)
    here.post(LINK)
    assert here.get("/profilo/").status_code == 200
    assert elsewhere.get("/profilo/").status_code == 302


def test_without_a_word_of_the_provider_there_is_nothing_to_link(provider, client_of, ada):
    browser = client_of(ada)
    assert "più di dieci minuti" in sentence(browser, browser.get(LINK))


# -- Unlinking -----------------------------------------------------------------------------------


def test_unlinking_asks_the_password_and_tells_it(provider, client_of, ada):
    linked(ada, "ada-1")
    assert client_of(ada, typed=False).get(UNLINK)["Location"].startswith("/accedi/reauthenticate/")
    browser = client_of(ada)
    assert "Scollega" in browser.get(OWN).content.decode()
    assert browser.post(UNLINK)["Location"] == OWN
    assert linked_to(ada) == ""
    assert letters(ada.email)[-1] == "Il tuo account non è più collegato"
    assert "identity_unlinked" in verbs(ada)
    assert "niente da scollegare" in sentence(browser, browser.post(UNLINK))
    assert arrived(client_of(), provider)["Location"] == NEW


def test_the_only_way_in_stays(provider, client_of, ada):
    linked(ada, "ada-1")
    ada.set_unusable_password()
    ada.save()
    with pytest.raises(Refusal) as refused:
        actions.unlink_identity(by=ada)
    assert refused.value.code == "only_way_in"
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    assert actions.unlink_identity(by=ada)


def test_without_a_password_one_is_led_to_choose_one(provider, client_of, mailbox_of):
    browser = client_of()
    newcomer(browser, provider, email_verified=True)
    browser.post(NEW, SENT)
    new_address = {"action_add": "", "email": "altra@example.org"}
    for answer in (
        browser.get(UNLINK),
        browser.get("/accedi/2fa/totp/activate/"),
        browser.post("/accedi/email/", new_address),
    ):
        assert answer["Location"].partition("?")[0] == "/accedi/password/scegli/"
    assert browser.get("/accedi/password/scegli/").status_code == 200
    assert browser.post("/accedi/password/scegli/").status_code == 302
    way = mailbox_of("ada@example.org")
    key = browser.get(way)
    chosen = browser.post(key["Location"], NEW_PASSWORD)
    assert chosen.status_code == 302
    assert User.objects.get().has_usable_password()


NEW_PASSWORD = {"password1": "una-frase-mia-lunga", "password2": "una-frase-mia-lunga"}


@pytest.fixture
def mailbox_of():
    def link(address: str) -> str:
        text = OutgoingMail.objects.filter(to=address).latest("pk").text
        return re.search(r"http://localhost:\d+(/accedi/password/reset/key/\S+)", text)[1]

    return link


def test_a_link_can_be_taken_back_where_the_provider_is_no_longer_set(
    settings, client_of, ada, provider
):
    linked(ada, "ada-1")
    settings.IDENTITY_PROVIDER = None
    browser = client_of(ada)
    assert browser.get(OWN).status_code == browser.get(UNLINK).status_code == 200
    assert browser.post(UNLINK)["Location"] == "/accedi/2fa/"
    assert browser.get(OWN).status_code == 404
