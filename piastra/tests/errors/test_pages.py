"""The pages of errors are sound, for everybody."""

import pytest

from piastra.tests.errors import addresses


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_errors_are_sound(browse, member, settings, tmp_path):
    from core.testing.browser import html_errors

    settings.ROOT_URLCONF = addresses.__name__
    html, problems = {}, []
    for who in (None, member):
        visitor = browse(who)
        for status in (*addresses.WRONG, 405, 429):
            problems += look_at(visitor, status)
            html[f"{status} for {who}"] = visitor.html
    assert problems + html_errors(html, tmp_path) == []


def look_at(visitor, status: int) -> list[str]:
    # That the page itself is an error is all that the browser may complain of.
    answer = visitor.page.goto(f"{visitor.server}/wrong/{status}/")
    visitor.html = answer.text()
    visitor.faults[:] = [fault for fault in visitor.faults if f"status of {status}" not in fault]
    assert answer.status == status
    assert f"Errore {status}" in visitor.html
    return [f"{status} {problem}" for problem in visitor.problems()]
