"""Whatever is answered has the same headers, and what people wrote comes back escaped."""

import re

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from members.models import User
from piastra.tests.demo_site import READERS, DemoSite
from piastra.tests.test_headers import CSP, OF_ALL
from piastra.tests.test_walk import pages_of


@pytest.mark.django_db
def test_a_refusal_and_a_mistake_of_ours_have_the_headers_too(client_of, official, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("a mistake of ours")

    refused = client_of(official).get(reverse("budget:document_new"))
    monkeypatch.setattr("piastra.home.HOMES", [(lambda _user: True, broken)])
    browser = Client(raise_request_exception=False)
    mistaken = browser.get(reverse("site:home"))
    for answer, status in ((refused, 403), (mistaken, 500)):
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in OF_ALL} == OF_ALL, status
        policy = answer.headers["Content-Security-Policy"]
        assert set(policy.split("; ")) == set(CSP.split("; ")), status


# -- what people wrote -------------------------------------------------------------------------------

#: Ends an attribute, an element and a script, in as few letters as the shortest field has.
PLANT = "\"'<zq>&"
SKIPPED = {"password", "token", "token_hash", "message_id", "thread", "sha256", "figures", "html"}


def plant() -> int:
    """Write it at the end of every text that somebody can have written; how many fields took it."""
    planted = 0
    for model in apps.get_models():
        if model.__module__.startswith(("django.", "allauth.")) or model.__name__ in {
            "Edition", "EditionFile", "JournalEntry",
        }:  # fmt: skip
            continue
        for field in model._meta.concrete_fields:
            if is_written_by_people(field):
                planted += put_into(model, field)
    return planted


def is_written_by_people(field) -> bool:
    is_text = type(field) in {models.CharField, models.TextField}
    has_room = (field.max_length or 99) >= 40
    return is_text and has_room and not field.choices and field.name not in SKIPPED


def put_into(model, field) -> bool:
    try:
        with transaction.atomic():
            for row in model._base_manager.exclude(**{field.name: ""}):
                text = f"{getattr(row, field.attname)[: (field.max_length or 999) - len(PLANT)]}{PLANT}"
                model._base_manager.filter(pk=row.pk).update(**{field.name: text})
            return True
    except (IntegrityError, DataError):
        return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_somebody_wrote_is_shown_escaped(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    demo = DemoSite.build()
    assert plant() > 25
    seen, raw = 0, []
    for reader in READERS:
        demo.people[reader] = demo.people.get(reader) and User.objects.get(
            pk=demo.people[reader].pk
        )
        for path, page in pages_of(demo, reader).items():
            seen += page.count("&lt;zq&gt;")
            raw += [path] if "<zq>" in page else []
            assert not re.search(r"=\"[^\">]*\"'<", page), path
    assert raw == []
    assert seen > 100
