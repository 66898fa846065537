"""A sample of every letter: what its template gets, with words that could break HTML or a header."""

from datetime import date, time, timedelta

from django.conf import settings

from core import texts
from core.access import Role
from core.models import AccessibilityFeedback
from events.models import Event, Registration
from members.authentication.notices import NOTICES, filled_in
from members.models import (
    AbuseReport,
    Application,
    ApplicationMove,
    Call,
    Conversation,
    Invitation,
    Membership,
    Moment,
    Organisation,
    OutcomeQuestion,
    Plan,
    Post,
    RefusalReason,
    RenewalRequest,
    Suspension,
    User,
)
from members.models.questions import QUESTIONS, Answer
from spaces.models import Assignment, Booking, Series, Space, WaitingRequest, Zone
from spaces.tests.factories import local

NAME = 'Élodie <b> & "Co"'
REASON = "La caldaia perde: <b>freddo</b> & acqua.\nRiapre lunedì."
DAY = date(2026, 11, 24)
TIMES = {"start": local(DAY, time(8, 30)), "end": local(DAY, time(13))}


def person(language: str) -> User:
    return User(
        pk=1, first_name=NAME, last_name="Bianchi", email="elodie@example.org", language=language
    )


def space(code="A03", name="") -> Space:
    return Space(
        pk=3, code=code, name=name, kind=Space.Kind.MOBILE_DESK, zone=Zone(name="Zona <Adda>")
    )


def booking(**fields) -> Booking:
    return Booking(**({"pk": 7, "space": space(), "person": person("it")} | TIMES | fields))


def event() -> Event:
    return Event(
        slug="verde-e-citta",
        title="Verde & <città>",
        start=local(DAY, time(18)),
        end=local(DAY, time(20)),
        elsewhere="Biblioteca <Rajna>",
    )


def of_an_event(**more) -> dict:
    registration = Registration(pk=9, name=NAME, email="elodie@example.org")
    address = f"{settings.SITE_URL}/eventi/iscrizione/firma:1/annulla/"
    return {
        "event": event(),
        "registration": registration,
        "cancel_address": address,
        **more,
    }


def sent_application() -> dict:
    """One with a number, a term and answers; one of them in the applicant's own words."""
    sent = Application(
        pk=5, applicant=person("it"), year=2026, number=1, submitted_at=TIMES["start"]
    )
    answers = [
        Answer(question, REASON) for question in QUESTIONS if question.name in ("kind", "idea")
    ]
    return {"application": sent, "last_day": date(2026, 12, 24), "answers": answers}


def of_an_application(**more) -> dict:
    return {"application": Application(pk=5, applicant=person("it")), **more}


def of_an_offer(**more) -> dict:
    offer = booking(held_until=local(DAY - timedelta(days=1), time(7, 30)))
    return {"booking": offer, "request": WaitingRequest(pk=4), **more}


def of_an_assignment(**fields) -> dict:
    organisation = {"organisation": Organisation(pk=7, name="Verde <srl> & figli")}
    found = Assignment(pk=6, space=space(), starts=DAY, **(organisation | fields))
    return {"assignment": found}


def of_several(**more) -> dict:
    """Two bookings given back together, and one that stays."""
    late = booking(pk=8, status=Booking.Status.CANCELLED_LATE)
    kept = [{"booking": booking(pk=9), "sentence": "Il posto <serve> & basta."}]
    return {"bookings": [booking(status=Booking.Status.CANCELLED), late], "kept": kept, **more}


def of_a_series() -> dict:
    not_booked = [{"day": date(2026, 12, 8), "sentence": "Festa: <Immacolata>."}]
    series = Series(pk=2, space=space())
    return {"series": series, "booked": [booking(), booking(pk=8)], "not_booked": not_booked}


def of_an_invitation(**fields) -> dict:
    found = Invitation(email="elodie@example.org", role="official", **fields)
    return {"invitation": found, "link": f"{settings.SITE_URL}/invito/{'a' * 43}/"}


def of_an_account(**more) -> dict:
    return {"reason": REASON, "given_back": ["A03 <mobile> & altro"], **more}


def of_a_report(**fields) -> dict:
    at = {"sent_at": TIMES["start"], "page": "/prenota/", "email": "elodie@example.org"}
    return {"feedback": AccessibilityFeedback(**({"pk": 17, "text": REASON} | at | fields))}


def of_accounts() -> list[dict]:
    """Every notice about an account."""
    facts = {"address": "nuova@example.org", "to_email": "nuova@example.org", "left": 9}
    facts |= {"from_email": "elodie@example.org", "provider": "SPID/CIE"}
    at = local(DAY, time(8, 30))
    return [
        {"notice": each, "sentence": filled_in(each.sentence, facts), "at": at}
        for each in dict.fromkeys(NOTICES.values())
    ]


def of_a_membership(*, ends: date | None = DAY, plan: bool = True, **more) -> dict:
    words = {"description_it": REASON, "description_en": REASON}
    kind = Plan(name_it="<Base> & altro", name_en="<Basic> & more", **words) if plan else None
    membership = Membership(pk=7, starts=DAY - timedelta(days=300), ends=ends, plan=kind)
    return {"membership": membership, "reason": REASON, **more}


def of_a_rest(until: date | None) -> dict:
    rest = Suspension(since=DAY, until=until)
    return of_a_membership(suspension=rest, given_back=["A03 <mobile> & altro"])


def of_a_renewal(**fields) -> dict:
    membership = of_a_membership()["membership"]
    granted = Membership(pk=8, starts=DAY, ends=DAY + timedelta(days=300), plan=membership.plan)
    return {"renewal": RenewalRequest(pk=3, membership=membership, granted=granted, **fields)}


def memberships() -> dict[str, list[dict]]:
    """The letters about memberships."""
    given_back = ["A03 <mobile> & altro"]
    return {
        "first_day": [of_a_membership(text=texts.Current(f"Ciao\n\n- {REASON}", 1))],
        "membership_end": [
            of_a_membership(given_back=given_back, is_over=True),
            of_a_membership(given_back=given_back),
            of_a_membership(given_back=[], is_over=True, taken_away=True),
            of_a_membership(ends=None, given_back=[]),
        ],
        "membership_ends_soon": [of_a_membership(days=7)],
        "membership_plan": [of_a_membership(), of_a_membership(plan=False)],
        "membership_resumed": [of_a_membership()],
        "membership_suspended": [of_a_rest(None), of_a_rest(DAY + timedelta(days=9))],
        "renewal_granted": [of_a_renewal()],
        "renewal_refused": [of_a_renewal(reason=REASON)],
    }


def of_a_conversation(**more) -> dict:
    post = Post(pk=4, title="Verde & <città>", person=person("it"))
    talk = Conversation(pk=5, post=post, answerer=person("en"))
    return {"conversation": talk, "sender": "", "words": REASON, **more}


def of_abuse(**fields) -> dict:
    return {"report": AbuseReport(pk=6, person=person("it"), reason=REASON, **fields)}


def of_a_question(moment: str) -> dict:
    link = f"{settings.SITE_URL}/esiti/abc/"
    return {"question": OutcomeQuestion(pk=8, moment=moment), "link": link}


def board() -> dict[str, list[dict]]:
    """The letters of the board, and those that ask what became of somebody."""
    post = Post(pk=4, title="Verde & <città>")
    return {
        "abuse_answered": [of_abuse(), of_abuse(answer=REASON)],
        "abuse_reported": [of_abuse(post=post), of_abuse()],
        "collaboration_unmade": [of_a_conversation()],
        "it_worked": [
            of_a_conversation(is_both=False),
            of_a_conversation(is_both=True, sender=NAME),
        ],
        "message_waiting": [of_a_conversation(), of_a_conversation(sender=NAME)],
        "outcome_questions": [of_a_question(moment) for moment in Moment.values],
        "words_hidden": [
            {"words": REASON, "title": "Verde & <città>"},
            {"words": REASON, "title": ""},
        ],
    }


def samples() -> dict[str, list[dict]]:
    """The letters by their folder, each with what it may be about."""
    return {
        "account_closed": [of_an_account(), of_an_account(given_back=[])],
        "account_made": [{"link": f"{settings.SITE_URL}/accedi/password/reset/"}],
        "account_reopened": [of_an_account()],
        "account_notice": of_accounts(),
        "accessibility_answer": [of_a_report(answer=REASON)],
        "accessibility_feedback": [of_a_report(), of_a_report(email="")],
        "accessibility_receipt": [of_a_report()],
        "application_admitted": [
            of_an_application(starts_today=True),
            of_an_application(
                starts=DAY,
                last_day=DAY + timedelta(days=90),
                plan=Plan(name_it="Part-time <a>", name_en="Part time <a>"),
            ),
        ],
        "application_answer_written": [of_an_application(answer=REASON)],
        "application_answered": [of_an_application()],
        "application_withdrawn": [of_an_application()],
        "application_given": [of_an_application(by=User(first_name="Ada", last_name="<Airoldi>"))],
        "application_taken_up": [of_an_application()],
        "application_undone": [
            of_an_application(
                reason=REASON,
                undone=ApplicationMove(after="admitted"),
                given_back=["A03 <mobile> & altro"],
            ),
            of_an_application(
                reason=REASON, undone=ApplicationMove(after="not_admitted"), given_back=[]
            ),
        ],
        "call_over": [{"call": Call(name_it="Avviso <d’autunno>", name_en="Call <of autumn>")}],
        "application_info_requested": [of_an_application(reason=REASON)],
        "application_not_admitted": [
            of_an_application(reason=REASON),
            of_an_application(
                reason=REASON, refusal=RefusalReason(name_it="Fuori <tema>", name_en="Off <topic>")
            ),
        ],
        "application_received": [of_an_application(**sent_application())],
        "application_waiting": [of_an_application()],
        "assignment_ended": [of_an_assignment(ends=DAY), of_an_assignment() | {"taken_away": True}],
        "booking_cancelled": [
            {"booking": booking(), "by_staff": False, "reason": ""},
            {"booking": booking(), "by_staff": True, "reason": ""},
            {"booking": booking(), "by_staff": True, "reason": REASON},
        ],
        "booking_confirmed": [{"booking": booking()}],
        "booking_moved": [{"booking": booking(), "was": {"space": space("F<1>"), **TIMES}}],
        "booking_reminder": [{"booking": booking()}],
        "booking_released": [{"booking": booking(released_at=local(DAY, time(9, 30)))}],
        "bookings_cancelled": [
            of_several(by_staff=False),
            of_several(by_staff=True),
            of_several(by_staff=False) | {"kept": []},
        ],
        "event_called_off": [of_an_event(reason=REASON)],
        "event_changed": [of_an_event()],
        "factor_reset": [of_an_account()],
        "invitation": [
            of_an_invitation(),
            of_an_invitation(by=person("it")),
            of_an_invitation(organisation=Organisation(pk=7, name="Verde <srl> & figli")),
        ],
        "name_corrected": [of_an_account(before="Elodie Bianci")],
        "offer_lapsed": [of_an_offer(), of_an_offer(reason=REASON)],
        "place_assigned": [of_an_assignment(), of_an_assignment(ends=DAY + timedelta(days=9))],
        "place_offered": [of_an_offer()],
        "registration_cancelled": [of_an_event()],
        "registration_confirmed": [of_an_event()],
        "role_changed": [
            of_an_account(before=Role.MEMBER, raised=True, given_back=[]),
            of_an_account(before=Role.STAFF, raised=False),
        ],
        "series_booked": [of_a_series(), of_a_series() | {"not_booked": []}],
        **memberships(),
        **board(),
    }
