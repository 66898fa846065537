"""What gunicorn loads, as a function."""

from resource import RUSAGE_SELF, getrusage

from piastra import wsgi


def test_no_depth_of_calls_makes_the_portal_ask_for_memory_at_each_turn(monkeypatch):
    """At one depth in a hundred a loop's calls crossed the edge of a chunk of Python's stack, each time anew."""

    def deep(depth: int) -> int:
        return depth and deep(depth - 1)

    def page(_environ, _start_response) -> None:
        for depth in range(300):
            for _turn in range(50):
                deep(depth)

    monkeypatch.setattr(wsgi, "portal", page)
    wsgi.application({}, None)
    before = getrusage(RUSAGE_SELF).ru_minflt
    wsgi.application({}, None)
    assert getrusage(RUSAGE_SELF).ru_minflt - before < 100
