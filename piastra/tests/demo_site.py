"""The demo with all that its pages need: four people, and for each address the thing that it is about."""

import base64
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from budget.models import Document, Line
from core.access import Role
from core.browsers import COOKIE, Browser
from core.clock import today
from core.letters import move
from core.links import digest
from core.mail import put
from core.models import AccessibilityFeedback, MailServer, OutgoingMail, ParkedForm
from core.month import Month
from events.models import CANCEL_LINK, Event, Registration
from members.actions import (
    close_account,
    correct_name,
    erasing,
    exporting,
    invite,
    save_draft,
    set_profile_photo,
)
from members.actions.copying import work_on_export
from members.actions.documents import keep_document
from members.actions.imports import bring_file, check_import
from members.models import (
    AbuseReport,
    Application,
    ApplicationNote,
    Call,
    Collaboration,
    Conversation,
    Criterion,
    Membership,
    Message,
    Organisation,
    OutcomeQuestion,
    Plan,
    Post,
    Profile,
    Reader,
    RefusalReason,
    RenewalRequest,
    Suspension,
    Theme,
    User,
    Visibility,
)
from members.models.outcomes import OUTCOME_LINK
from piastra.pages.views import RECEIPT
from piastra.reports import actions, frozen, making
from piastra.reports.models import Edition
from piastra.tests.addresses import Address
from piastra.tools.demo import cast, loading
from piastra.tools.demo.place import HALF_DAY_AT
from spaces.actions import book_series
from spaces.availability import asks
from spaces.models import Assignment, Booking, Feed, Series, Space, WaitingRequest
from spaces.schedule.opening import Opening, Slot, holiday
from spaces.schedule.series import Wish

Status = OutgoingMail.Status
MORE_APPLICANTS = ["newcomer", "asked", "drafting"]
READERS = ["stranger", "applicant", "member", "staff", "official", *MORE_APPLICANTS]
#: One grey point.
PHOTO = base64.b64decode("UklGRiQAAABXRUJQVlA4IBgAAABQAQCdASoBAAEADMDOJaQABHQAAAAAAAA=")
PDF = b"%PDF-1.7 a stand-in: the walk reads pages, not documents"


def memberships() -> dict:
    """Somebody's membership that ends and rests, a renewal that is asked for, a plan."""
    asked = RenewalRequest.objects.asked().first()
    rest = Suspension.objects.create(
        membership=asked.membership,
        since=today() + timedelta(days=40),
        reason="Un mese all'estero.",
    )
    of = {"pk": asked.membership_id}
    names = ("membership_end", "membership_suspend", "membership_plan", "membership_renew")
    person = dict.fromkeys(
        ["members:person_membership", "members:note_new"], {"pk": asked.person_id}
    )
    renewal = dict.fromkeys(["members:renewal_refuse", "members:renewal_grant"], {"pk": asked.pk})
    return {
        **{f"members:{name}": of for name in names},
        **person,
        **renewal,
        "members:suspension_end": {"pk": rest.pk},
        "spaces:plan_change": {"pk": Plan.objects.first().pk},
    }


def board(demo: "DemoSite") -> dict:
    """A post of the member's that somebody answered, one that waits for an answer, a report, a question."""
    member, staff = demo.people["member"], demo.people["staff"]
    theme = Theme.objects.first()
    told = {"kind": "offer", "title": "Aiuto", "text": "Con i conti.", "theme": theme}
    own = Post.objects.create(person=member, **told)
    hidden = Post.objects.create(person=member, **told, status="hidden", hidden_reason="Doppio.")
    talk = Conversation.objects.create(post=own, answerer=staff)
    message = Message.objects.create(conversation=talk, person=staff, text="Mi interessa.")
    report = AbuseReport.objects.create(person=staff, post=own, reason="Pubblicità.")
    asked = OutcomeQuestion.objects.create(membership=Membership.objects.first(), moment="leaving")
    of_reports = ("abuse_uphold", "abuse_dismiss")
    of_posts = ("post_change", "post_close", "post_reopen", "post_report", "post_hide")
    of_talks = ("conversation", "it_worked", "message_report")
    other = Post.objects.standing().exclude(person__in=[member, staff]).first()
    return {
        **{f"members:{name}": {"pk": own.pk} for name in of_posts},
        **{f"members:{name}": {"pk": other.pk} for name in ("post", "post_answer")},
        **{f"members:{name}": {"pk": talk.pk, "number": message.pk} for name in of_talks},
        **{f"members:{name}": {"pk": report.pk} for name in of_reports},
        "members:post_show": {"pk": hidden.pk},
        "members:collaboration_unmake": {"pk": Collaboration.objects.first().pk},
        "members:outcome_record": {"pk": member.pk},
        **{
            f"members:{name}": {"token": OUTCOME_LINK.token(asked.pk)}
            for name in ("outcome", "outcome_decline")
        },
    }


@dataclass
class DemoSite:
    people: dict[str, User]
    about: dict[str, dict] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "DemoSite":
        loading.load(timezone.now())
        demo = cls(readers())
        staff = demo.people["staff"]
        month = Month.current().previous
        published = draft(month.previous, by=staff)
        actions.publish(edition=published, by=staff)
        draft(month, by=staff)
        demo.about |= {
            "members": {"pk": Application.objects.to_decide().first().pk},
            **calls(),
            **sent_applications(demo),
            "members:session_end": {"mark": "0" * 16},
            "members:invitation": {"token": invitation()},
            **accounts(staff),
            **memberships(),
            **board(demo),
            **own_data(),
            "site:text_change": {"kind": "first_day", "language": "it"},
            **organisations(),
            **directory(),
            "spaces": demo._spaces(),
            "events": demo._events(),
            "budget": demo._budget(),
            "reports": {"month": published.period, "number": 1, "table": "spazi"},
            "reports:publish": {"month": month},
            "site": {"slug": "green-economy", "pk": letters().pk},
            "site:journal_of": {"kind": "account", "pk": demo.people["member"].pk},
            "site:journal_of_person": {"pk": demo.people["member"].pk},
            **demo._accessibility(),
            **dict.fromkeys(
                ["members:kept_text", "members:kept_text_throw_away"], demo._kept_text()
            ),
        }
        return demo

    @property
    def forms_cookie(self) -> str:
        """Of a browser in which a text of the member's is kept."""
        until = (timezone.now() + timedelta(hours=1)).timestamp()
        return COOKIE.write(asdict(Browser(number="demo", keeps_until=until)))

    def _kept_text(self) -> dict:
        """Written by the member for something that is gone: the form opens no more."""
        kept = ParkedForm.objects.create(
            person=self.people["member"],
            browser=digest("demo"),
            sent_to=reverse("spaces:booking_cancel", args=[0]),
            page=reverse("spaces:bookings"),
            fields={"reason": ["Prima riga\r\nseconda riga " + "w" * 80]},
            read_alone=True,
        )
        return {"pk": kept.pk}

    def arguments(self, address: Address) -> dict:
        """What this address is about, in this demo."""
        app = address.name.partition(":")[0]
        about = self.about.get(app, {}) | self.about.get(address.name, {})
        return {name: about[name] for name in address.parameters if name in about}

    def _spaces(self) -> dict:
        mine = Booking.objects.filter(
            person=self.people["member"], status=Booking.Status.CONFIRMED
        ).last()
        room = Space.objects.filter(kind=Space.Kind.MEETING_ROOM).first()
        desk = Space.objects.filter(kind=Space.Kind.MOBILE_DESK).first()
        self.about["spaces:room"] = {"code": room.code}
        series = self._series(desk)
        self.about["spaces:series"] = self.about["spaces:series_cancel"] = {"pk": series.pk}
        self.about["spaces:zone"] = {"pk": room.zone_id}
        for name in ("room_calendar_new", "room_calendar_off"):
            self.about[f"spaces:{name}"] = {"code": room.code}
        Feed.objects.create(space=room)
        feed = Feed.objects.create(person=self.people["member"])
        self.about["spaces:feed"] = {"token": feed.token}
        desk.photo.save("foto.webp", ContentFile(PHOTO))
        self.about["spaces:place_photo"] = {"code": desk.code, "mark": desk.photo_mark}
        assigned = self._assigned()
        for name in ("assignment_change", "assignment_end", "loans", "loan_end"):
            self.about[f"spaces:{name}"] = {"pk": assigned.pk}
        self.about["spaces:waiting_new"] = {"what": Space.Kind.MOBILE_DESK}
        self.about["spaces:waiting"] = {"pk": self._offered(desk).pk}
        return {
            "day": next_open_day().isoformat(),
            "slot": Slot.DAY,
            "code": desk.code,
            "pk": mine.pk,
            "kind": Space.Kind.MOBILE_DESK,
        }

    def _assigned(self) -> Assignment:
        """A desk of the member's own, with a lent day."""
        desk = Space.objects.filter(kind=Space.Kind.FIXED_DESK).last()
        member = self.people["member"]
        found = Assignment.objects.create(space=desk, person=member, starts=today())
        found.lent.create(day=next_open_day())
        return found

    def _offered(self, desk: Space) -> WaitingRequest:
        """A place that is held for the member, who also waits for one by name."""
        day, member, now = next_open_day(), self.people["member"], timezone.now()
        opening = Opening(day, day + timedelta(days=60))
        spans = (opening.slots(desk, each, HALF_DAY_AT).get(Slot.DAY) for each in opening.days())
        start, end = next(span for span in spans if span and not asks.is_taken(desk, *span))
        until = {"status": Booking.Status.OFFERED, "held_until": now + timedelta(hours=2)}
        wish = {"person": member, "start": start, "end": end}
        offer = Booking.objects.create(space=desk, **wish, **until)
        WaitingRequest.objects.create(**wish, kind=desk.kind, space=desk)
        return WaitingRequest.objects.create(
            **wish, kind=desk.kind, status=WaitingRequest.Status.OFFERED, offer=offer
        )

    def _series(self, desk: Space) -> Series:
        """Two weeks of mornings, of which the demo leaves some free."""
        first, member = next_open_day(), self.people["member"]
        until = first + timedelta(days=13)
        wish = Wish(desk, frozenset(range(5)), first, until, slot=Slot.MORNING)
        return book_series(by=member, person=member, wish=wish)

    def _accessibility(self) -> dict:
        """A report to answer, one that is overdue, one answered; who sent the first has a receipt."""
        told = {"text": "Il menu non si apre da tastiera.\nUso NVDA.", "page": "/eventi/"}
        late = timezone.now() - timedelta(days=40)
        AccessibilityFeedback.objects.create(**told, sent_at=late)
        sent = AccessibilityFeedback.objects.create(**told, email="lettrice@example.org")
        AccessibilityFeedback.objects.create(
            **told,
            status=AccessibilityFeedback.Status.ANSWERED,
            answer="Ora il menu si apre anche da tastiera. Grazie.",
            answered_at=timezone.now(),
            answered_by=self.people["staff"],
        )
        receipt = RECEIPT.token(sent.pk)
        return {
            "site:accessibility_report": {"pk": sent.pk},
            "site:accessibility_thanks": {"token": receipt},
        }

    def _events(self) -> dict:
        event = Event.objects.upcoming().first()
        registration = Registration.objects.filter(event=event).first()
        token = CANCEL_LINK.token(registration.pk)
        return {"slug": event.slug, "pk": registration.pk, "token": token}

    def _budget(self) -> dict:
        document = Document.objects.filter(payments__isnull=False).first()
        file = document.files.create(
            file=ContentFile(PDF, "fattura.pdf"),
            name="fattura.pdf",
            sha256=frozen.digest(PDF),
            size=len(PDF),
        )
        return {"code": Line.objects.first().code, "pk": document.pk, "file_pk": file.pk}


def readers() -> dict[str, User]:
    """One of each role; also applicants without a draft, with one, and asked for more."""
    asked = Application.objects.filter(status=Application.Status.INFO_REQUESTED).first()
    return {
        "newcomer": User.objects.create_user("nuova@example.org", first_name="Nuova"),
        "drafting": drafting(),
        "applicant": User.objects.get(email=cast.APPLICANT.email),
        "asked": asked.applicant,
        "member": User.objects.get(email=cast.COWORKER.email),
        "staff": User.objects.get(email=cast.STAFF.email),
        "official": User.objects.get(email=cast.OFFICIAL.email),
    }


def drafting() -> User:
    """Somebody who has begun an application, and not yet sent it."""
    found = User.objects.create_user("inizia@example.org", first_name="Inizia")
    themes = [Theme.objects.first()]
    save_draft(by=found, kind=Application.Kind.GRADUATE, themes=themes, privacy_seen=True)
    return found


def sent_applications(demo: DemoSite) -> dict[str, dict]:
    """The receipt and a document of an application that was sent, and a document in a draft."""
    asked, drafting = demo.people["asked"], demo.people["drafting"]
    own = asked.applications.filter(submitted_at__isnull=False).latest("made_at")
    draft = Application.objects.latest_of(drafting)
    kept = [_document(each) for each in (own, draft)]
    return {
        "members:application_receipt": {"pk": own.pk},
        "members:application_document": {"pk": kept[0].pk},
        "members:application_document_remove": {"pk": kept[1].pk},
    }


def _document(application: Application):
    upload = ContentFile(b"%PDF-1.4 %%EOF", "curriculum.pdf")
    return keep_document(application, by=application.applicant, upload=upload, kind="curriculum")


def invitation() -> str:
    """What opens an invitation that nobody has used yet."""
    sent = invite(by=None, email="invitata@example.org", role="official")
    return sent.link.split("/")[-2]


def calls() -> dict[str, dict]:
    """The demo's call, its first criterion, a reason for a no, and applications to which each may be done."""
    criterion, reason = Criterion.objects.first(), RefusalReason.objects.first()
    call = {"pk": criterion.call_id, "number": criterion.pk}
    names = (
        "call",
        "call_change",
        "call_remove",
        "criterion_new",
        "criterion_change",
        "criterion_remove",
    )
    pages = ("admitted", "admitted_pdf", "admitted_csv")
    about = {f"members:{name}": call for name in names} | {f"site:{name}": call for name in pages}
    about["members:refusal_reason_change"] = {"pk": reason.pk}
    note = ApplicationNote.objects.first()
    about["members:application_note_remove"] = {"pk": note.application_id, "number": note.pk}
    return about | applications(criterion.call)


def applications(call: Call) -> dict[str, dict]:
    """Applications in the states from which the staff's other pages start."""
    found = Application.objects.order_by("pk")
    asked = found.filter(status=Application.Status.INFO_REQUESTED).first()
    decided = found.filter(status=Application.Status.WAITING).first()
    review = found.filter(status=Application.Status.UNDER_REVIEW).first()
    # A decision of just now can be undone still.
    decided.moves.filter(after=decided.status).update(at=timezone.now())
    Application.objects.filter(pk=review.pk).update(call=call)
    return {
        "members:application_answer_by_phone": {"pk": asked.pk},
        "members:application_undo": {"pk": decided.pk},
        "members:application_points": {"pk": review.pk},
        **{
            f"members:application_{name}": {"pk": review.pk}
            for name in ("page", "ask", "admit", "let_wait", "refuse")
        },
    }


def brought() -> int:
    """A file of two rows, checked: one that is new, one that is not possible."""
    by, content = (
        User.objects.filter(role=Role.STAFF).first(),
        b"nome;tipo\nEnte Prova;scuola\nAltro;nave\n",
    )
    made = bring_file(by=by, kind="organisations", content=content, name="enti.csv")
    check_import(made)
    return made.pk


def organisations() -> dict[str, dict]:
    """One that the member manages, with a colleague, and another one."""
    one, other = Organisation.objects.filter(people__isnull=False).distinct()[:2]
    member = User.objects.get(email=cast.COWORKER.email)
    colleague = one.people.exclude(person=member).first()
    one.people.update(is_manager=False)
    one.people.get_or_create(person=member, defaults={"is_manager": True})
    about = {"pk": one.pk, "person": colleague.person_id, "other": other.pk}
    names = [
        "organisation", "organisation_change", "organisation_invite", "organisation_leave",
        "organisation_merge", "organisation_merge_two", "organisation_add", "organisation_remove",
        "organisation_manager", "organisation_manager_off",
    ]  # fmt: skip
    return {
        **{f"members:{name}": about for name in names},
        "members:organisation_manager_off": about | {"person": member.pk},
        "spaces:organisation_bookings": {"pk": one.pk},
        **dict.fromkeys(["members:import", "members:import_begin"], {"pk": brought()}),
    }


def own_data() -> dict[str, dict]:
    """A member who has a copy of the own data and asked to be erased, and what one may agree to."""
    member = User.objects.get(email=cast.COWORKER.email)
    copy = exporting.ask_export(by=member)
    work_on_export(copy.pk)
    asked = erasing.ask_erasure(by=member)
    of = dict.fromkeys(["members:erasure_refuse", "members:erasure_withdraw"], {"pk": asked.pk})
    kinds = dict.fromkeys(["members:consent_give", "members:consent_withdraw"], {"kind": "photos"})
    return {**of, **kinds, "members:export_take": {"pk": copy.pk}}


def accounts(staff: User) -> dict[str, dict]:
    """Somebody to whom all may be done that the staff do to accounts, somebody whose account is closed."""
    said = {"role": Role.MEMBER, "last_name": "D’Angelo"}
    found = User.objects.create_user("nico@example.org", first_name="Niccolò", **said)
    Authenticator.objects.create(user=found, type=Authenticator.Type.TOTP, data={})
    correct = {"first_name": "Nicolò", "last_name": "D’Angelo", "seen": str(found)}
    correct_name(by=staff, person=found, reason="Una sola c.", **correct)
    gone = User.objects.create_user("andata@example.org", first_name="Andata", last_name="Via")
    close_account(by=staff, person=gone, reason="Ha finito gli studi.")
    invited = invite(by=staff, email="invitato@example.org", role="member").invitation
    names = ("person", "role", "role_change", "account_close", "name_correct", "factor_reset")
    return {
        **{f"members:{name}": {"pk": found.pk, "kind": "staff"} for name in names},
        "members:account_reopen": {"pk": gone.pk},
        "members:invitation_again": {"pk": invited.pk},
        "members:invitation_revoke": {"pk": invited.pk},
    }


def directory() -> dict[str, dict]:
    """Somebody who shows everybody a photo too; the member has one as well."""
    member = User.objects.get(email=cast.COWORKER.email)
    set_profile_photo(by=member, photo=ContentFile(PHOTO, "mia.webp"), photo_alt="Al tavolo")
    profile = Profile.objects.open_to(Reader.PUBLIC).first()
    profile.photo_visibility = Visibility.EVERYBODY
    profile.photo.save("foto.webp", ContentFile(PHOTO))
    found = {"pk": profile.pk, "mark": profile.photo_mark}
    return {"members:coworker": found, "members:coworker_photo": found}


def letters() -> OutgoingMail:
    """One in each state, while the mail server is away; the one that failed."""
    now = timezone.now()
    MailServer.objects.create(
        failures=3, away_since=now, next_try_at=now, fault="silent", error="timed out <b>"
    )
    states = {
        Status.WAITING: {"fault": "later", "error": "450 4.2.0 greylisted"},
        Status.SENT: {},
        Status.GIVEN_UP: {},
        Status.FAILED: {"fault": "address", "error": "550 5.1.1 " + "x" * 120},
    }
    for status, said in states.items():
        found = put(
            to="elodie@example.org", subject=f"Prenotato: {status} " + "w" * 60, text="Ciao"
        )
        if status != Status.WAITING:
            move(found, Status.FAILED if status == Status.GIVEN_UP else status, by=None)
        if status == Status.GIVEN_UP:
            move(found, status, by=User(role="staff"))
        OutgoingMail.objects.filter(pk=found.pk).update(**said)
    return found


def next_open_day() -> date:
    day = today() + timedelta(days=1)
    while day.weekday() > 4 or holiday(day):
        day += timedelta(days=1)
    return day


def draft(month: Month, *, by) -> Edition:
    """An edition with its real figures, and stand-ins for its documents."""
    edition = actions.request_edition(month=month, by=by)
    making.freeze(edition)
    for kind in ("occupancy", "spending"):
        file = edition.files.model(edition=edition, kind=kind, size=len(PDF))
        file.sha256 = frozen.digest(PDF)
        file.file.save("documento.pdf", ContentFile(PDF), save=True)
    making.change(edition, state=Edition.State.DRAFT, progress=100)
    return edition
