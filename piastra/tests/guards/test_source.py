"""What the source may not say: dates of another zone than Rome's, HTML that is not escaped, lists in no order."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.utils import get_app_template_dirs

from piastra.tests.guards.verbs import sources

FILES = {str(path.relative_to(settings.BASE_DIR)): path.read_text() for path in sources()}
TEMPLATES = {
    str(path.relative_to(settings.BASE_DIR)): path.read_text()
    for path in sorted(Path(settings.BASE_DIR / "templates").rglob("*"))
    if path.suffix in {".html", ".txt", ".svg", ".css"}
}


def calls(source: str, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method by one of these names."""
    for called, node in _calls(source):
        if called in names:
            yield node


@cache
def _calls(source: str) -> list[tuple[str, ast.Call]]:
    """All calls, each by the name of what is called."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [(getattr(node.func, "attr", getattr(node.func, "id", "")), node) for node in nodes]


# -- dates -------------------------------------------------------------------------------------------

#: `.date()` of something that is in Rome's time already: where, and of what.
IN_ROME = {
    ("core/clock.py", "(moment.astimezone(ROME) if moment.tzinfo else moment)"),
    ("events/forms.py", "start"),
    ("spaces/figures/hours.py", "local(hour)"),
    ("piastra/reports/italian.py", "when"),
    ("piastra/reports/presenters/frame.py", "italian.local(figures['collected_at'])"),
    ("piastra/reports/presenters/occupancy/week.py", "when"),
}


def dates_of_unknown_zone(source: str) -> set[str]:
    """What is asked for its date though nothing says that it is in Rome's time."""
    asked = [ast.unparse(call.func.value) for call in calls(source, "date") if not call.args
             if isinstance(call.func, ast.Attribute)]  # fmt: skip
    return {what for what in asked if not what.endswith(".astimezone(ROME)")}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("moment.date()", {"moment"}),
        ("timezone.now().date()", {"timezone.now()"}),
        ("moment.astimezone(ROME).date()", set()),
        ("moment.astimezone(UTC).date()", {"moment.astimezone(UTC)"}),
        ("date(2026, 1, 1)", set()),
    ],
)
def test_a_date_of_another_zone_is_seen(source, found):
    assert dates_of_unknown_zone(source) == found


def test_each_date_of_an_instant_is_rome_s():
    found = {(name, what) for name, text in FILES.items() for what in dates_of_unknown_zone(text)}
    found = {(name, f"({what})" if " if " in what else what) for name, what in found}
    assert found - IN_ROME == set()


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bdate\.today\(",
        r"\bdatetime\.now\((?!UTC)",
        r"\butcnow\(",
        r"\bdatetime\.today\(",
        r"_at__(year|month|day|week_day|hour|date)\b",
        r"\b(start|end)__(year|month|day|week_day|hour|date)\b",
    ],
)
def test_nothing_asks_the_machine_or_the_database_for_a_day(pattern):
    """The database counts in UTC, the machine wherever it stands; a day in Rome has two instants."""
    assert [name for name, text in FILES.items() if re.search(pattern, text)] == []


def test_what_the_database_truncates_it_truncates_in_rome():
    """`Trunc…` and `Extract…` of dates have no zone; of instants they are told Rome's."""
    names = ("TruncDate", "TruncMonth", "TruncDay", "TruncHour", "ExtractHour", "ExtractWeekDay")
    bare = {
        (name, ast.unparse(call))
        for name, text in FILES.items()
        for call in calls(text, *names)
        if not any(
            key.arg == "tzinfo" and ast.unparse(key.value) == "ROME" for key in call.keywords
        )
    }
    # The date of a document is a date.
    assert bare == {("budget/figures.py", "TruncMonth('date')")}


def test_local_date_is_said_by_the_clock_only():
    asking = {name for name, text in FILES.items() if "localdate(" in text or "localtime(" in text}
    assert asking <= {"events/rules.py", "core/postman.py"}, (
        "core.clock says what day it is in Rome"
    )
    assert settings.TIME_ZONE == "Europe/Rome"
    assert settings.USE_TZ


# -- HTML --------------------------------------------------------------------------------------------

#: Where text is called safe, how often, and why it is.
CALLED_SAFE = {
    "core/templatetags/icons.py": (1, "the shapes are ours, read from a file"),
    "spaces/pages/plan.py": (1, "shapes of numbers, and of titles that were escaped before"),
    "spaces/pages/day.py": (4, "a day of many places, each value escaped where it is written"),
    "spaces/pages/week.py": (1, "a week of many places, each value escaped where it is written"),
    "spaces/pages/own.py": (5, "rows of a long history, each value escaped where it is written"),
    "spaces/forms/finder.py": (1, "options of a list, each value escaped where it is written"),
    "piastra/reports/charts/svg.py": (1, "attributes and texts are escaped where they are written"),
}


def said_safe(text: str) -> int:
    found = list(calls(text, "mark_safe", "SafeString", "SafeText"))
    return len(found)


def test_nothing_else_is_called_safe():
    found = {name: said_safe(text) for name, text in FILES.items()}
    named = {name: how_often for name, (how_often, _why) in CALLED_SAFE.items()}
    assert {name: how_often for name, how_often in found.items() if how_often} == named


def test_format_html_is_given_a_text_and_its_values_apart():
    """A text put together first would bring its values in unescaped."""
    wrong = [
        (name, ast.unparse(call))
        for name, text in FILES.items()
        for call in calls(text, "format_html", "format_html_join")
        if not call.args or isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert wrong == []


def test_templates_escape_all_but_the_subjects_of_letters():
    for name, text in TEMPLATES.items():
        assert "|safe" not in text.replace(" ", ""), name
        assert "safeseq" not in text, name
        if "autoescape off" in text:
            assert re.search(r"subject\.txt$", name), name
        assert "<script>" not in text, name
        assert not re.search(r"\son\w+=[\"']|\sstyle=", text) or name.startswith(
            ("templates/mail/", "templates/account/email/", "templates/reports/pdf/")
        ), name


@pytest.mark.parametrize("folder", ["account", "allauth", "mfa"])
def test_templates_of_the_account_pages_find_what_they_load(folder):
    """They are others': what they need is not seen in our own."""
    found = [
        path for place in places_of_templates() for path in sorted((place / folder).rglob("*.html"))
    ]
    assert found
    for path in found:
        engines["django"].engine.from_string(path.read_text())


def places_of_templates() -> list[Path]:
    return [Path(place) for place in get_app_template_dirs("templates")]


# -- orders ------------------------------------------------------------------------------------------

#: Unique by themselves, or in what they close.
UNIQUE = {"pk", "id", "slug", "code", "email", "number"}
#: Orders without a unique end, each with why it is one all the same.
ENOUGH = {
    ("spaces/actions/places.py", "-order"): "the number is read, not the zone",
    ("spaces/actions/waiting.py", "-end"): "the time is read, not the request",
    ("spaces/pages/usual.py", "space"): "each place once",
    ("piastra/letters.py", "*shelf.order"): "each shelf's order ends with the key",
}


def loose_orders(text: str) -> Iterator[str]:
    for call in calls(text, "order_by"):
        last = call.args[-1] if call.args else None
        key = last.value if isinstance(last, ast.Constant) else last and f"{ast.unparse(last)}"
        if key and key.lstrip("-").rpartition("__")[2] not in UNIQUE:
            yield key


def test_each_order_ends_with_something_unique():
    found = {(name, key) for name, text in FILES.items() for key in loose_orders(text)}
    assert found - set(ENOUGH) == set(), "end it with `pk`: rows that are equal come as they like"


#: Models whose usual order is total among the rows that are ever listed together.
TOTAL_ENOUGH = {
    "Membership": "a person has one at a time", "LentDay": "an assignment has each day once",
    "EditionFile": "an edition has each kind once", "Edition": "a month has each number once",
    "WeeklyHours": "one kind's hours of one weekday", "Closure": "listed with `pk`",
    "OutOfService": "of one place", "Supplier": "two of one name are told apart by their numbers",
    "Commitment": "a supplier's numbers", "Installation": "one row", "MailServer": "one row",
    "Programme": "one row", "ApplicationRules": "one row", "FunderFacts": "never listed", "Feed": "never listed",
}  # fmt: skip


def test_each_model_has_an_order():
    for model in apps.get_models():
        if model.__module__.startswith(("django.", "allauth.")):
            continue
        last = model._meta.ordering[-1] if model._meta.ordering else ""
        name = str(last).lstrip("-")
        is_unique = name in {"pk", "id"} or (
            isinstance(last, str) and name and model._meta.get_field(name).unique
        )
        assert is_unique or model.__name__ in TOTAL_ENOUGH or name == "name", model


# -- locks -------------------------------------------------------------------------------------------

#: Locks that outlive their transaction: taken and given back in one function, for work of many transactions.
OF_A_SESSION = {"piastra/reports/making.py": ["pg_try_advisory_lock", "pg_advisory_unlock"]}


def test_a_lock_by_number_ends_with_its_transaction():
    """One of the session would stay with a connection that serves the next visitor."""
    found = {name: re.findall(r"pg_\w*advisory_(?!xact)\w+", text) for name, text in FILES.items()}
    assert {name: named for name, named in found.items() if named} == OF_A_SESSION


# -- forms -------------------------------------------------------------------------------------------

FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)


def test_each_form_that_writes_has_its_token_in_every_template():
    """Also those that the demo shows to nobody; crispy's `{% crispy %}` brings its own."""
    forms = [(name, form) for name, text in TEMPLATES.items() for form in FORM.findall(text)]
    assert len(forms) > 20
    bare = [name for name, form in forms if not re.search(r"{% (csrf_token|crispy)\b", form)]
    assert bare == []
