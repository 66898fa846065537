"""What each mark makes of a view: it answers, wears its mark, and says who has to sign in."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from core.access import ANY_USER, PUBLIC, Permission, Role, any_user, public, requires

STAFF = SimpleNamespace(is_authenticated=True, is_active=True, role=Role.STAFF)
APPLICANT = SimpleNamespace(is_authenticated=True, is_active=True, role=Role.APPLICANT)


def page(request, number, *, word):
    """A page."""
    return request.user, number, word


@pytest.mark.parametrize(
    ("mark", "access", "signs_in"),
    [
        (public, PUBLIC, False),
        (any_user, ANY_USER, True),
        (requires(Permission.SEE_ROSTER), Permission.SEE_ROSTER, True),
    ],
)
def test_a_marked_view_answers_as_it_did(mark, access, signs_in):
    marked = mark(page)
    assert marked(SimpleNamespace(user=STAFF), 3, word="x") == (STAFF, 3, "x")
    assert (marked.access, marked.__name__, marked.__doc__) == (access, "page", "A page.")
    assert getattr(marked, "login_required", True) is signs_in


def test_who_lacks_the_permission_gets_its_sentence_and_not_the_view():
    marked = requires(Permission.SEE_ROSTER)(page)
    with pytest.raises(PermissionDenied, match=str(Permission.SEE_ROSTER.label)):
        marked(SimpleNamespace(user=APPLICANT), 3, word="x")
    assert public(page)(SimpleNamespace(user=APPLICANT), 3, word="x")[0] is APPLICANT
    assert any_user(page)(SimpleNamespace(user=APPLICANT), 3, word="x")[0] is APPLICANT
