"""Whoever was signed out while writing finds every word again, and nobody else does."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from core.access import PUBLIC
from core.testing.plugin import session_of
from piastra.tests.addresses import addresses
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.test_walk import EXEMPT, concerns, path_of, signed_in
from piastra.tests.written import WrittenForm, forms_of, shown, sign_out_behind, write

pytestmark = pytest.mark.django_db
#: What the provider said is gone with the session, and is asked for anew.
KEPT_WITH_THE_SESSION = {"members:identity_link"}


@pytest.fixture
def demo(settings, tmp_path) -> DemoSite:
    settings.MEDIA_ROOT = tmp_path / "media"
    return DemoSite.build()


@pytest.mark.slow
def test_every_form_of_the_portal_is_given_back(demo):
    lost, sent_to = [], set()
    for reader in [each for each in READERS if each != "stranger"]:
        for path in paths(demo, reader):
            for number, form in enumerate(written(signed_in(demo, reader), path)):
                if waits_for_sign_in(form.action):
                    sent_to.add(resolve(form.action).view_name)
                    lost += what_is_lost(demo, reader, path, number)
    assert "\n".join(lost) == ""
    named = {"members:application_project", "members:profile", "events:new", "events:change"}
    assert named <= sent_to
    assert len(sent_to) > 50


def waits_for_sign_in(action: str) -> bool:
    """Whether only who is signed in may send it; the pages of passwords keep nothing, and are not ours."""
    return getattr(resolve(action).func, "access", PUBLIC) != PUBLIC


def paths(demo: DemoSite, reader: str) -> list[str]:
    ours = [each for each in addresses() if not each.name.startswith(("account_", "mfa_"))]
    left_out = {*EXEMPT, *KEPT_WITH_THE_SESSION}
    found = [each for each in ours if each.name not in left_out and concerns(each, reader)]
    return [path_of(demo, each) for each in found]


def written(client: Client, path: str) -> list[WrittenForm]:
    """The forms of a page, filled in as by a person; none where it is no page for this reader."""
    page = client.get(path)
    for close in page._resource_closers if page.streaming else ():
        close()  # A file. To close the answer itself would close the test's connection.
    if page.status_code != 200 or "text/html" not in page["Content-Type"]:
        return []
    return [write(form, path) for form in forms_of(page.text)]


def what_is_lost(demo: DemoSite, reader: str, path: str, number: int) -> list[str]:
    """Write, be signed out, send, sign in: what is not there then, or why it can't be."""
    client = signed_in(demo, reader)
    form = written(client, path)[number]
    sign_out_behind(client)
    asked = client.post(form.action, form.sent)
    if asked.status_code != 302 or not asked["Location"].startswith("/accedi/login/?next="):
        return [f"{path} → {form.action}: not asked to sign in, {asked.status_code}"]
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(demo.people[reader])
    page = client.get(form.action, follow=True)
    here = page.redirect_chain[-1][0] if page.redirect_chain else form.action
    again = [each for each in forms_of(page.text) if (each.get("action") or here) == form.action]
    if not again:
        return [f"{path} → {form.action}: no such form on {here} ({page.status_code})"]
    told = "Ecco di nuovo" in page.text or "Non è stato fatto nulla" in page.text
    best = min((missing(form, shown(each)) for each in again), key=len)
    return [f"{path} → {form.action}: {name}" for name in best + ([] if told else ["nothing said"])]


def missing(form: WrittenForm, now: dict[str, list[str]]) -> list[str]:
    return [
        f"{name} is {now.get(name)} not {value}"
        for name, value in form.written.items()
        if now.get(name) != value
    ]
