"""The staff's pages about people: everybody with an account, one person's card, what may be done to an account."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import ROLE_SENTENCES, Permission, Role, requires
from core.pages import form_page, sent
from members.actions import accounts as actions
from members.authentication.recent import recently_authenticated
from members.forms.accounts import ChangeForm, NameForm, PeopleForm, RecognisedForm, WhyForm
from members.models import Application, Invitation, Session, User
from members.pages import accounts as pages

ON_A_PAGE = 30


@requires(Permission.MANAGE_PEOPLE)
def people(request):
    """Everybody with an account, by name; searched and filtered."""
    form = PeopleForm(request.GET)
    asked = form.asked()
    rows = pages.found(asked["chi"], asked["ruolo"], asked["stato"])
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(person, pages.badge(person)) for person in page],
        "is_filtered": any(asked.values()),
        "invited": Invitation.objects.open().count(),
    }
    return render(request, "members/people.html", context)


def _found(pk: int) -> User:
    return get_object_or_404(pages.everybody(), pk=pk)


@requires(Permission.MANAGE_PEOPLE)
def person(request, pk):
    """One account: what it is, since when, what was done to it and why; and what may be done."""
    found = _found(pk)
    context = {
        "person": found,
        "badge": pages.badge(found),
        "is_own": found.pk == request.user.pk,
        "memberships": found.memberships.all(),
        "applications": Application.objects.visible_to(request.user).filter(applicant=found),
        "sessions": Session.objects.of(found).count() if found.is_active else 0,
        "changes": found.changes.select_related("by"),
    }
    return render(request, "members/person.html", context)


@requires(Permission.MANAGE_PEOPLE)
def role(request, pk):
    """Which role it is to be: each with what it means."""
    found = _found(pk)
    others = [(each, ROLE_SENTENCES[each]) for each in Role if each != found.role]
    return render(request, "members/role.html", {"person": found, "others": others})


@requires(Permission.MANAGE_PEOPLE)
@recently_authenticated
def role_change(request, pk, kind):
    """What another role brings along; then the reason, and it is done."""
    if kind not in Role.values:
        raise Http404
    found, to = _found(pk), Role(kind)
    return _change(
        request,
        found,
        ChangeForm(
            sent(request),
            button=_("Change the role"),
            initial={"seen": found.role},
            help_text=_it_is_read(),
        ),
        partial(actions.change_role, role=kind),
        heading=_("Make %(person)s “%(role)s”") % {"person": found, "role": to.label},
        title=_("Change the role"),
        lead=ROLE_SENTENCES[to],
        done=_("%(person)s is now “%(role)s”.") % {"person": found, "role": to.label},
        consequences=pages.consequences(found, kind),
        held=pages.what_is_given_back(found, role=kind),
    )


@requires(Permission.MANAGE_PEOPLE)
@recently_authenticated
def close(request, pk):
    """What closing brings along; then the reason, and it is done."""
    found = _found(pk)
    consequences = [
        _("Nobody can sign in with it any more; anyone signed in is signed out at once."),
        _("No more e-mails are sent to it, except the one that says so, with the reason."),
        _("Any application waiting for an answer is withdrawn, and e-mails still waiting to be sent "
          "are not sent."),
        _("What was done with it stays on record. It can be reopened, but what is given up is "
          "not given back."),
    ]  # fmt: skip
    return _change(
        request,
        found,
        WhyForm(sent(request), button=_("Close the account"), help_text=_it_is_read()),
        actions.close_account,
        heading=_("Close %(person)s’s account") % {"person": found},
        title=_("Close the account"),
        done=_("%(person)s’s account is closed.") % {"person": found},
        css="btn-danger",
        consequences=consequences,
        held=pages.what_is_given_back(found, is_active=False),
    )


@requires(Permission.MANAGE_PEOPLE)
@recently_authenticated
def reopen(request, pk):
    """Let somebody in again."""
    found = _found(pk)
    again = _("The person signs in again with the same password, as “%(role)s”.")
    is_member = found.role == Role.MEMBER
    consequences = [
        again % {"role": found.get_role_display()},
        *(pages.consequences(found, found.role) if is_member else []),
    ]
    return _change(
        request,
        found,
        WhyForm(sent(request), button=_("Reopen the account"), help_text=_it_is_read()),
        actions.reopen_account,
        heading=_("Reopen %(person)s’s account") % {"person": found},
        title=_("Reopen the account"),
        done=_("%(person)s’s account is open again.") % {"person": found},
        consequences=consequences,
    )


@requires(Permission.MANAGE_PEOPLE)
def name(request, pk):
    """Write a name as it is."""
    found = _found(pk)
    names = {"first_name": found.first_name, "last_name": found.last_name, "seen": str(found)}
    form = NameForm(
        sent(request),
        button=_("Correct the name"),
        initial=names,
        help_text=_it_is_read(),
    )
    return _change(
        request,
        found,
        form,
        actions.correct_name,
        heading=_("Correct %(person)s’s name") % {"person": found},
        title=_("Correct the name"),
        lead=_(
            "The new name appears in every list and e-mail from now on. Published reports "
            "contain no names."
        ),
        done=_("The name has been corrected."),
    )


@requires(Permission.MANAGE_PEOPLE)
@recently_authenticated
def factor(request, pk):
    """Take a lost second factor off the account of somebody who was recognised."""
    found = _found(pk)
    form = RecognisedForm(
        sent(request),
        button=_("Reset the second factor"),
        help_text=_(
            "For example: in person, with an identity card; by calling back the number on file. "
            "This is kept on record."
        ),
    )
    return _change(
        request,
        found,
        form,
        actions.reset_factor,
        heading=_("Reset %(person)s’s second factor") % {"person": found},
        title=_("Reset the second factor"),
        lead=_(
            "Anyone who knows the password could then sign in: make sure you know who is asking. "
            "The person is signed out everywhere, gets an e-mail, and sets up another factor."
        ),
        done=_("The second factor has been reset: the person sets up another at the next sign-in."),
        css="btn-danger",
    )


def _it_is_read() -> str:
    return _("The person sees it in the e-mail, and it is kept with the account.")


def _change(request, found: User, form, verb, **page):
    """A form that does something to the account; what it refuses is told in it, with what was written."""
    card = reverse("members:person", args=[found.pk])
    return form_page(
        request,
        form,
        partial(verb, by=request.user, person=found),
        back=card,
        keep=_("No, go back"),
        template="members/person_change.html",
        above=_("People"),
        above_url=reverse("members:people"),
        parent=found,
        parent_url=card,
        person=found,
        **page,
    )
