"""The board: posts, what two people write to each other, abuse, and what both say came of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.access import Role
from core.clock import today
from core.models import ClosedMonth, OutgoingMail
from core.month import Month
from core.refusals import Refusal, refused
from members.actions import abuse, board, conversations
from members.models import AbuseReport, Collaboration, Conversation, Message, Post
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PersonFactory,
    ProfileFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return coworker("Anna", "anna@example.org")


@pytest.fixture
def piero():
    return coworker("Piero", "piero@example.org")


def coworker(name: str, email: str):
    person = PersonFactory(member=True, first_name=name, last_name="Rossi", email=email)
    MembershipFactory(person=person)
    return person


def offer(by, **fields) -> Post:
    told = {"kind": "offer", "title": "Studi LCA", "text": "Aiuto con gli studi LCA."}
    return board.publish_post(by=by, **(told | {"theme": ThemeFactory(slug="energia")} | fields))


def talking(post, answerer) -> Conversation:
    """Both have written."""
    first = conversations.answer_post(by=answerer, post=post, text="Mi interessa.")
    conversations.write_message(by=post.person, conversation=first.conversation, text="Vediamoci.")
    return Conversation.objects.get()


def code_of(verb, **facts) -> str:
    refusal = refused(verb, **facts)
    return refusal.code if refusal else ""


def page(client, name: str, *args) -> str:
    answer = client.get(reverse(f"members:{name}", args=args))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_who_reads_and_writes_the_board(anna, client_of, client):
    post = offer(anna)
    ended = coworker("Elsa", "elsa@example.org")
    ended.memberships.update(ends=today())
    readers = {
        coworker("Bea", "bea@example.org"): (200, True, ""),
        PersonFactory(staff=True): (200, True, ""),
        ended: (404, False, "no_coworker"),
        PersonFactory(): (403, False, "no_coworker"),
        PersonFactory(official=True): (403, False, "no_coworker"),
    }
    for reader, (status, listed, code) in readers.items():
        browser = client_of(reader)
        assert browser.get(reverse("members:post", args=[post.pk])).status_code == status
        assert ("Studi LCA" in browser.get("/bacheca/").content.decode()) is listed
        assert code_of(offer, by=reader) == code
    assert client.get("/bacheca/").status_code == 302
    assert "Studi LCA" not in client.get("/temi/energia/").content.decode()
    assert "Studi LCA" in client_of(anna).get("/temi/energia/").content.decode()


def test_a_name_is_shown_as_in_the_directory(anna, piero, client_of):
    post = offer(anna)
    browser = client_of(piero)
    assert "Rossi" not in page(browser, "post", post.pk).split("<main")[1]
    ProfileFactory(person=anna, headline_visibility="coworkers")
    assert "Anna Rossi" in page(browser, "post", post.pk).split("<main")[1]
    assert "anna@example.org" not in page(browser, "post", post.pk)


def test_the_list_is_searched_and_asks_as_often_for_many(anna, piero, client_of, queries_of):
    offer(anna)
    browser = client_of(piero)
    page(browser, "board")
    one = queries_of(lambda: page(browser, "board"))
    for number in range(3):
        offer(
            coworker(f"Uno{number}", f"u{number}@example.org"),
            kind="request",
            title="Cerco",
            text="Aiuto",
        )
    assert queries_of(lambda: page(browser, "board")) == one

    def found(said: str) -> int:
        return browser.get(f"/bacheca/?{said}").content.decode().count('<h3 class="h5 text-break">')

    asked = {"": 4, "q=lca": 1, "q=perché%00": 0, "tipo=request": 3, "tipo=boh": 4}
    asked |= {"tema=energia": 4, "tema=no": 4, "q=AIUTÒ+studi&tipo=offer": 1}
    assert {said: found(said) for said in asked} == asked


def test_every_list_of_the_board_asks_as_often_for_one_as_for_three(
    anna, piero, staff, client_of, queries_of
):
    pages = {"my_board": anna, "abuse_reports": staff, "collaborations": staff}
    browsers = {name: client_of(person) for name, person in pages.items()}
    counts = []
    for number in range(3):
        post = offer(anna, title=f"Offerta {number}")
        other = coworker(f"Altro{number}", f"altro{number}@example.org")
        conversations.answer_post(by=other, post=post, text="Sì")
        talk = Conversation.objects.get(post=post)
        conversations.write_message(by=anna, conversation=talk, text="Bene")
        for each in (anna, other):
            conversations.say_it_worked(by=each, conversation=talk)
        abuse.report_abuse(by=piero, thing=post, reason="No")
        if number in (0, 2):
            for name, browser in browsers.items():
                page(browser, name)
            counts.append(
                [queries_of(lambda n=name, b=each: page(b, n)) for name, each in browsers.items()]
            )
    assert counts[0] == counts[1]


def test_two_write_to_each_other_and_neither_reads_an_address(anna, piero, client_of, client):
    post = offer(anna)
    answer = client_of(piero).post(
        reverse("members:post_answer", args=[post.pk]), {"text": "Mi interessa <b>molto</b>."}
    )
    talk = Conversation.objects.get()
    assert answer.url == reverse("members:conversation", args=[talk.pk])
    client_of(anna).post(answer.url, {"text": "Vediamoci giovedì."})
    to_anna, to_piero = OutgoingMail.objects.order_by("pk")
    assert (to_anna.to, to_piero.to) == ("anna@example.org", "piero@example.org")
    assert "Mi interessa <b>molto</b>." in to_anna.text
    for letter, address in ((to_anna, "piero@"), (to_piero, "anna@")):
        assert address not in letter.subject + letter.text + letter.html
        assert "Rossi" not in letter.text
    shown = page(client_of(anna), "conversation", talk.pk)
    assert "&lt;b&gt;molto&lt;/b&gt;" in shown
    assert "piero@" not in shown
    for stranger in (coworker("Bea", "bea@example.org"), PersonFactory(staff=True)):
        assert client_of(stranger).get(answer.url).status_code == 404
        assert client_of(stranger).post(answer.url, {"text": "Io"}).status_code == 404


def test_a_form_sent_twice_writes_once(anna, piero, client_of):
    key = "00000000-0000-4000-8000-000000000001"
    fields = {"kind": "offer", "title": "Uno", "text": "Testo", "theme": ThemeFactory().pk}
    for _time in range(2):
        client_of(anna).post("/bacheca/nuovo/", fields | {"request_key": key})
    post = Post.objects.get()
    for _time in range(2):
        url = reverse("members:post_answer", args=[post.pk])
        client_of(piero).post(url, {"text": "Ciao", "request_key": key})
    assert Message.objects.count() == OutgoingMail.objects.count() == 1


def test_bad_input_is_told_and_kept(anna, client_of):
    good = {"kind": "offer", "title": "Uno", "text": "Testo", "theme": ThemeFactory().pk}
    browser = client_of(anna)
    wrong = [
        {"title": ""},
        {"title": "x" * 121},
        {"text": "x" * 2001},
        {"theme": "999999"},
        {"kind": "boh"},
        {"last_day": "2020-01-01"},
        {"last_day": "2099-01-01"},
        {"last_day": "31/02/2026"},
        {"title": "Uno\0due"},
        {"organisation": OrganisationFactory().pk, "title": ""},
    ]
    for each in wrong:
        answer = browser.post("/bacheca/nuovo/", good | each)
        assert answer.status_code == 200, each
        assert "Testo" in answer.content.decode() or "text" in each
    assert not Post.objects.exists()


def test_in_an_organisations_name_writes_whoever_belongs_to_it(anna, piero):
    studio = OrganisationFactory(kind="enterprise")
    assert code_of(offer, by=anna, organisation=studio) == "not_in_it"
    studio.people.create(person=anna)
    post = offer(anna, organisation=studio)
    facts = {"by": piero, "post": post, "text": "Sì", "organisation": studio}
    assert code_of(conversations.answer_post, **facts) == "not_in_it"


def test_a_post_stands_until_its_last_day_and_is_put_up_again(at, anna, piero):
    at("2026-11-02 09:00")
    post = offer(anna, expires=today() + timedelta(days=1))
    at("2026-11-02 23:59")
    assert Post.objects.standing().get() == post
    at("2026-11-03 00:00")
    assert not Post.objects.standing().exists()
    assert code_of(conversations.answer_post, by=piero, post=post, text="Sì") == "not_standing"
    board.reopen_post(by=anna, post=post)
    assert Post.objects.standing().get().expires == today() + timedelta(days=60)
    assert code_of(board.close_post, by=piero, post=post) == "not_yours"
    board.close_post(by=anna, post=post)
    board.close_post(by=anna, post=post)
    assert not Post.objects.standing().exists()


def test_only_the_author_changes_a_post(anna, piero, client_of):
    post = offer(anna)
    assert code_of(board.change_post, by=piero, post=post, title="Mio") == "not_yours"
    for name in ("post_change", "post_close", "post_reopen"):
        url = reverse(f"members:{name}", args=[post.pk])
        assert client_of(piero).post(url, {}).status_code == 404
    assert board.change_post(by=anna, post=post, title="Nuovo").title == "Nuovo"


def test_nobody_writes_where_an_account_is_closed(anna, piero):
    post = offer(anna)
    talk = talking(post, piero)
    for closed, writer in ((anna, piero), (piero, anna)):
        closed.is_active = False
        closed.save()
        facts = {"by": writer, "conversation": talk, "text": "Ci sei?"}
        assert code_of(conversations.write_message, **facts) == "closed_account"
        closed.is_active = True
        closed.save()
    anna.is_active = False
    anna.save()
    bea = coworker("Bea", "bea@example.org")
    assert not Post.objects.standing().exists()
    assert code_of(conversations.answer_post, by=bea, post=post, text="Sì") == "closed_account"


def test_nobody_writes_more_than_the_limit(anna, piero, client_of, settings):
    settings.LIMITS = settings.LIMITS | {"board.account": (2, timedelta(hours=1))}
    url = reverse("members:post_answer", args=[offer(anna).pk])
    browser = client_of(piero)
    statuses = [browser.post(url, {"text": "Ciao"}).status_code for _time in range(3)]
    assert statuses == [302, 302, 429]
    assert Message.objects.count() == 2


def test_it_worked_is_said_by_both_once_both_have_written(anna, piero, client_of):
    objective = ObjectiveFactory()
    ApplicationFactory(applicant=piero, admitted=True, kind="student")
    studio = OrganisationFactory(kind="enterprise")
    studio.people.create(person=anna)
    post = offer(anna, organisation=studio, objective=objective)
    conversations.answer_post(by=piero, post=post, text="Sì")
    talk = Conversation.objects.get()
    assert code_of(conversations.say_it_worked, by=piero, conversation=talk) == "not_both"
    conversations.write_message(by=anna, conversation=talk, text="Bene")
    stranger = coworker("Bea", "bea@example.org")
    assert code_of(conversations.say_it_worked, by=stranger, conversation=talk) == "not_yours"
    url = reverse("members:it_worked", args=[talk.pk])
    for _time in range(2):
        client_of(piero).post(url)
    assert not Collaboration.objects.exists()
    for _time in range(2):
        client_of(anna).post(url)
    made = Collaboration.objects.get()
    assert (made.theme, made.objective) == (post.theme, objective)
    assert (made.author_kind, made.author_organisation_kind) == ("organisation", "enterprise")
    assert (made.answerer_kind, made.answerer_organisation_kind) == ("student", "")
    assert Collaboration.objects.between_kinds().get() == made
    subjects = OutgoingMail.objects.order_by("-pk").values_list("to", "subject")[:2]
    assert [to for to, _subject in subjects] == ["piero@example.org", "anna@example.org"]


@pytest.mark.parametrize(
    ("author", "answerer", "counts"),
    [
        (("organisation", "enterprise"), ("student", ""), True),
        (("student", ""), ("organisation", "school"), True),
        (("organisation", "enterprise"), ("", ""), True),
        (("organisation", "enterprise"), ("organisation", "school"), True),
        (("organisation", "enterprise"), ("organisation", "enterprise"), False),
        (("student", ""), ("researcher", ""), False),
        (("", ""), ("", ""), False),
    ],
)
def test_what_is_between_kinds(author, answerer, counts):
    Collaboration.objects.create(
        theme=ThemeFactory(), author_kind=author[0], author_organisation_kind=author[1],
        answerer_kind=answerer[0], answerer_organisation_kind=answerer[1],
    )  # fmt: skip
    assert Collaboration.objects.between_kinds().exists() is counts


def test_the_staff_unmake_a_collaboration_in_an_open_month_with_a_reason(at, anna, piero, staff):
    at("2026-11-10 09:00")
    talk = talking(offer(anna), piero)
    for each in (anna, piero):
        conversations.say_it_worked(by=each, conversation=talk)
    made = Collaboration.objects.get()
    facts = {"by": staff, "collaboration": made, "reason": "Un equivoco."}
    verb = conversations.unmake_collaboration
    assert code_of(verb, **(facts | {"by": anna})) == "staff"
    assert code_of(verb, **(facts | {"reason": " "})) == "no_words"
    closed = ClosedMonth.objects.create(month=Month(2026, 11).first, closed_by=staff)
    assert code_of(verb, **facts) == "closed_month"
    closed.delete()
    verb(**facts)
    assert not Collaboration.objects.standing().exists()
    assert code_of(verb, **facts) == "unmade"
    to = OutgoingMail.objects.order_by("-pk").values_list("to", flat=True)[:2]
    assert set(to) == {"anna@example.org", "piero@example.org"}


def test_what_is_reported_is_hidden_or_left_and_all_are_told(anna, piero, staff, client_of):
    post = offer(anna)
    talk = talking(post, piero)
    message = talk.messages.get(person=anna)
    assert code_of(abuse.report_abuse, by=anna, thing=post, reason="Io") == "own"
    stranger = coworker("Bea", "bea@example.org")
    assert code_of(abuse.report_abuse, by=stranger, thing=message, reason="No") == "unseen"
    assert code_of(abuse.report_abuse, by=piero, thing=message, reason=" ") == "no_words"
    first = abuse.report_abuse(by=piero, thing=message, reason="Offende.")
    other = abuse.report_abuse(by=piero, thing=post, reason="Pubblicità.")
    with pytest.raises(Refusal) as refusal:
        abuse.report_abuse(by=piero, thing=post, reason="Ancora.")
    assert refusal.value.code == "reported_already"
    assert "Offende." in page(client_of(staff), "abuse_reports")
    OutgoingMail.objects.all().delete()
    url = reverse("members:abuse_uphold", args=[first.pk])
    client_of(staff).post(url, {"reason": "Non è un modo di scrivere."})
    shown = page(client_of(piero), "conversation", talk.pk)
    assert "Vediamoci." not in shown
    assert "Lo staff ha nascosto questo messaggio" in shown
    client_of(staff).post(reverse("members:abuse_dismiss", args=[other.pk]), {"reason": "Va bene."})
    told = OutgoingMail.objects.order_by("pk").values_list("to", flat=True)
    assert list(told) == ["anna@example.org", "piero@example.org", "piero@example.org"]
    again = refused(abuse.uphold_report, by=staff, report=other, reason="Ora sì")
    assert again
    other.refresh_from_db()
    assert (other.status, other.answer) == ("dismissed", "Va bene.")
    assert post.status == Post.Status.OPEN


def test_a_hidden_post_is_seen_by_its_author_with_the_reason_and_by_the_staff(
    anna, piero, staff, client_of
):
    post = offer(anna)
    assert code_of(abuse.hide_post, by=anna, post=post, reason="Mio") == "staff"
    report = abuse.report_abuse(by=piero, thing=post, reason="Pubblicità.")
    abuse.uphold_report(by=staff, report=report, reason="È pubblicità.")
    url = reverse("members:post", args=[post.pk])
    assert client_of(piero).get(url).status_code == 404
    assert "È pubblicità." in page(client_of(anna), "post", post.pk)
    assert code_of(board.change_post, by=anna, post=post, title="Nuovo") == "hidden"
    assert code_of(board.reopen_post, by=anna, post=post) == "hidden"
    client_of(staff).post(reverse("members:post_show", args=[post.pk]))
    assert client_of(piero).get(url).status_code == 200


def test_the_staffs_pages_are_the_staffs(anna, client_of):
    post = offer(anna)
    report = AbuseReport.objects.create(person=anna, post=post, reason="x")
    made = Collaboration.objects.create(theme=post.theme)
    addresses = [
        ("abuse_reports", []), ("collaborations", []), ("abuse_uphold", [report.pk]),
        ("abuse_dismiss", [report.pk]), ("post_hide", [post.pk]), ("post_show", [post.pk]),
        ("collaboration_unmake", [made.pk]), ("outcome_record", [anna.pk]),
    ]  # fmt: skip
    for role in (Role.MEMBER, Role.APPLICANT, Role.OFFICIAL):
        browser = client_of(PersonFactory(role=role))
        for name, given in addresses:
            url = reverse(f"members:{name}", args=given)
            assert browser.post(url, {"reason": "x"}).status_code == 403, (role, name)
