"""The tool that makes mistakes: which ones, where, and what it says of those that nobody noticed."""

import importlib
import sys
from pathlib import Path

import libcst as cst
import pytest

from piastra.tools.embedded.home import PROJECT
from piastra.tools.mutate import mutants, report, run, targets, worker
from piastra.tools.mutate.equivalents import equivalents, gone, told
from piastra.tools.mutate.footprints import Footprints
from piastra.tools.mutate.mutants import Mutant, sample
from piastra.tools.mutate.operators import mistakes

CODE = '''"""What a lock costs."""
MOST = 3
ONE, OTHER = "one", "other"

def may(user, at: "datetime"):
    """Never mutated."""
    if user.staff and at.start < MOST:
        ensure(user)
        raise Refusal(_("No."), code="no")
    return user.all().filter(open=True)
'''


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A project of one file."""
    monkeypatch.setattr(mutants, "PROJECT", tmp_path)
    (tmp_path / "rules.py").write_text(CODE)
    mutants._parsed.pop(Path("rules.py"), None)
    yield Path("rules.py")
    mutants._parsed.pop(Path("rules.py"), None)


def made(code: str) -> set[str]:
    """All that could stand in the place of this expression or statement."""
    whole = cst.parse_module(code)
    pairs = [(node, other) for node in _below(whole) for other in mistakes(node)]
    return {whole.deep_replace(node, other).code for node, other in pairs}


def _below(node):
    yield node
    for child in node.children:
        yield from _below(child)


@pytest.mark.parametrize(
    ("code", "mistake"),
    [
        ("ensure_open(day)", "pass"),
        ("raise Refusal", "pass"),
        ("if a < b: c", "if False: c"),
        ("if a < b: c", "if True: c"),
        ("if a < b: c", "if a <= b: c"),
        ("x = a and b", "x = a"),
        ("x = a and b", "x = a or b"),
        ("x = a.filter(b=c)", "x = a"),
        ("x = a.order_by('pk')", "x = a"),
        ("x = a.start", "x = a.end"),
        ("x = max(a, b)", "x = min(a, b)"),
        ("x = 3", "x = 2"),
        ("x = 3", "x = 4"),
        ("def f():\n    return a", "def f():\n    return None"),
        ("@atomic\ndef f(): a", "def f(): a"),
    ],
)
def test_mistakes_that_people_make(code, mistake):
    assert mistake in made(code)


def test_false_is_not_made_nothing_which_is_the_same():
    assert made("def f():\n    return False") == {"def f():\n    return True"}


def test_what_a_module_cannot_do_without_stays():
    assert "def f(): a" not in made("@property\ndef f(): a")


def test_words_for_people_docstrings_and_annotations_are_passed_over(file):
    changes = [line for mutant in sample([file], 100, 1) for line in mutant.change]
    assert changes
    assert not [line for line in changes if "XX" in line and ("No." in line or "Never" in line)]
    assert not [line for line in changes if "OTHER" in line]
    assert all('"datetime"' in line for line in changes if "def may" in line)


def test_the_same_seed_gives_the_same_sample_and_no_line_twice(file):
    one, same = sample([file], 100, 4), sample([file], 100, 4)
    assert [each.key for each in one] == [each.key for each in same]
    assert len({each.key for each in one}) == len(one) > 4
    assert {each.key for each in sample([file], 100, 5)} != {each.key for each in one}


def test_the_modules_that_decide_write_and_count_are_all_among_the_targets():
    files = {str(file) for file in targets.targets()}
    assert {
        "core/access.py", "core/closing.py", "budget/rules.py", "members/rules/accounts.py",
        "events/actions.py", "piastra/reports/actions.py", "piastra/reports/making.py",
    } <= files  # fmt: skip
    assert any(file.startswith("spaces/rules/") for file in files)
    assert any(file.startswith("spaces/figures/") for file in files)
    assert not any("tests" in file or "migrations" in file for file in files)


@pytest.mark.parametrize("pattern", targets.PATTERNS)
def test_each_pattern_finds_something(pattern):
    assert list(PROJECT.glob(pattern))


def test_some_modules_are_asked_for_by_the_beginning_of_their_names():
    some = targets.targets(["budget", "spaces.rules"])
    assert {file.parts[0] for file in some} == {"budget", "spaces"}
    assert {file.parts[:2] for file in some if file.parts[0] == "spaces"} == {("spaces", "rules")}


def a_mutant(file="rules.py", line="    if a <= b:", function="may") -> Mutant:
    code = CODE.replace("    if user.staff and at.start < MOST:", line)
    return Mutant(Path(file), function, range(7, 8), True, code)


def test_an_equivalent_is_known_by_its_content(file):
    mutant = a_mutant(line="    if user.staff:")
    written = (
        "Nobody else comes here.\n\n```diff\nrules.py may\n"
        "- if user.staff and  at.start < MOST:\n+ if user.staff:\n```\n"
    )
    assert told(mutant) in equivalents(written)
    assert told(a_mutant(line="    if at.start:")) not in equivalents(written)


def test_an_equivalent_whose_line_has_gone_is_named(file):
    known = equivalents("```diff\nrules.py may\n- if nobody:\n+ if True:\n```")
    assert gone(known, mutants.PROJECT) == ["rules.py may"]
    known = equivalents("```diff\nrules.py may\n- ensure(user)\n+ pass\n```")
    assert gone(known, mutants.PROJECT) == []


def test_those_written_down_are_still_in_their_files():
    assert gone(equivalents()) == []


def test_the_score_counts_what_nobody_ran_as_missed_and_equivalents_not_at_all(file, monkeypatch):
    noticed, survived, same = (
        a_mutant(line=f"    if {condition}:") for condition in ("x", "y", "user.staff")
    )
    monkeypatch.setattr(report, "equivalents", lambda: {told(same)})
    found = [
        (noticed, run.Result(run.NOTICED, 3)),
        (survived, run.Result(run.UNTESTED)),
        (same, run.Result(run.SURVIVED, 2)),
    ]
    assert report.score(found) == 0.5
    said = "\n".join(report.lines(found, 4))
    assert "Score: 1 of 2 noticed, 50.0% (goal 90%)." in said
    assert "3 of 4 mutants tried; 1 change nothing" in said
    assert "no test runs it: rules.py:7 in may" in said
    assert "    + if y:" in said
    assert "+ if user.staff:" not in said


LINES = {
    "tests/test_a.py::test_of_it": {"seconds": 0.1, "lines": {"rules.py": [7]}},
    "tests/test_a.py::test_of_all": {"seconds": 0.1, "lines": {"rules.py": [*range(6, 11)]}},
    "tests/test_b.py::test_long": {"seconds": 9.0, "lines": {"rules.py": [7]}},
    "tests/test_b.py::test_other": {"seconds": 0.1, "lines": {"rules.py": [10]}},
}


def test_a_line_has_the_tests_that_run_it_those_most_about_it_first(file):
    names = [test.name.partition("::")[2] for test in Footprints(tests=LINES).of(a_mutant())]
    assert names == ["test_of_it", "test_of_all", "test_long"]


def test_what_runs_at_import_has_all_the_tests_of_its_module(file):
    outside = Mutant(file, "", range(2, 3), False, CODE.replace("MOST = 3", "MOST = 4"))
    assert len(Footprints(tests=LINES).of(outside)) == 4


def test_and_those_that_read_it_without_running_a_line(file):
    """A table of states, say: what prints it runs nothing of the module that it stands in."""
    inside, outside = (
        Mutant(Path("spaces/rules.py"), "", range(2, 3), is_in, CODE) for is_in in (True, False)
    )
    quick = {"seconds": 0.1, "lines": {}}
    names = ["spaces/tests/test_c.py::test", "piastra/tests/test_c.py::test"]
    prints = Footprints(tests=LINES | dict.fromkeys([*names, "core/tests/test_c.py::test"], quick))
    assert {test.name for test in prints.of(outside)} == set(names)
    assert prints.of(inside) == []


def test_what_was_noticed_stays_known_as_long_as_its_file_does(file, tmp_path):
    prints = Footprints(digests={"rules.py": "1", "tests/test_a.py": "1"})
    kept, survivor = a_mutant(line="    if x:"), a_mutant(line="    if y:")
    results = run.Results(tmp_path / "results.json")
    for mutant, outcome in ((kept, run.NOTICED), (survivor, run.SURVIVED)):
        state = run.state(mutant, prints, outcome)
        results.keep(mutant, run.Result(outcome, state=state))
    again = run.Results(tmp_path / "results.json")
    other_tests = Footprints(digests={"rules.py": "1", "tests/test_a.py": "2"})
    assert again.of(kept, prints).outcome == again.of(kept, other_tests).outcome == run.NOTICED
    assert again.of(survivor, prints).outcome == run.SURVIVED
    assert again.of(survivor, other_tests) is None
    assert again.of(kept, Footprints(digests={"rules.py": "2"})) is None


def test_the_module_with_the_mistake_is_seen_and_its_file_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "PROJECT", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "with_a_mistake.py").write_text("MOST = 3\n")
    mutant = Mutant(Path("with_a_mistake.py"), "", range(1, 2), False, "MOST = 4\n")
    finder = worker.WithMistake(mutant)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    try:
        assert importlib.import_module("with_a_mistake").MOST == 4
    finally:
        sys.modules.pop("with_a_mistake", None)
    assert (tmp_path / "with_a_mistake.py").read_text() == "MOST = 3\n"
