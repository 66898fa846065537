"""Mistakes that people make and mutmut does not: a step left out, a guard forgotten, one end for the other."""

from collections.abc import Iterable

import libcst as cst
from mutmut.mutation import mutators

#: What narrows or orders a query, and is easily forgotten.
OF_A_QUERY = {"filter", "exclude", "order_by", "select_for_update", "distinct", "reverse"}
SWAPPED = {"start": "end", "starts": "ends", "min": "max", "any": "all", "first": "last"}
SWAPPED |= {other: one for one, other in SWAPPED.items()}
#: Without these the module would not be what it is at all.
NEEDED = {"property", "cached_property", "dataclass", "classmethod", "staticmethod", "cache"}


def leave_out(node: cst.Expr | cst.Raise) -> Iterable[cst.CSTNode]:
    """A step that is not taken: a call for its effect, a refusal."""
    if isinstance(node, cst.Raise) or isinstance(node.value, cst.Call):
        yield cst.Pass()


def return_nothing(node: cst.Return) -> Iterable[cst.CSTNode]:
    """But for what is nothing already, or False, which is taken for it."""
    if node.value and not (_is_name(node.value, "None") or _is_name(node.value, "False")):
        yield node.with_changes(value=cst.Name("None"))


def decide_beforehand(node: cst.If | cst.While | cst.CompIf) -> Iterable[cst.CSTNode]:
    """A condition that is never true; one that always is."""
    answers = ["False"] if isinstance(node, cst.While) else ["False", "True"]
    for answer in answers:
        yield node.with_changes(test=cst.Name(answer))


def forget_one_side(node: cst.BooleanOperation) -> Iterable[cst.CSTNode]:
    yield node.left
    yield node.right


def forget_a_link(node: cst.Call) -> Iterable[cst.CSTNode]:
    """A query that is not narrowed, ordered or locked."""
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in OF_A_QUERY:
        yield node.func.value


def take_the_other(node: cst.Attribute | cst.Call) -> Iterable[cst.CSTNode]:
    name = node.attr if isinstance(node, cst.Attribute) else node.func
    if isinstance(name, cst.Name) and name.value in SWAPPED:
        field = "attr" if isinstance(node, cst.Attribute) else "func"
        yield node.with_changes(**{field: cst.Name(SWAPPED[name.value])})


def one_less(node: cst.Integer) -> Iterable[cst.CSTNode]:
    if node.evaluated_value > 0:
        yield node.with_changes(value=repr(node.evaluated_value - 1))


def forget_a_decorator(node: cst.FunctionDef) -> Iterable[cst.CSTNode]:
    for place, each in enumerate(node.decorators):
        if not NEEDED & {name.value for name in _names(each)}:
            others = [*node.decorators[:place], *node.decorators[place + 1 :]]
            yield node.with_changes(decorators=others)


OURS = [
    (cst.Expr, leave_out),
    (cst.Raise, leave_out),
    (cst.Return, return_nothing),
    (cst.If, decide_beforehand),
    (cst.While, decide_beforehand),
    (cst.CompIf, decide_beforehand),
    (cst.BooleanOperation, forget_one_side),
    (cst.Call, forget_a_link),
    (cst.Call, take_the_other),
    (cst.Attribute, take_the_other),
    (cst.Integer, one_less),
    (cst.FunctionDef, forget_a_decorator),
]


def mistakes(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """All that could stand in this node's place."""
    for kind, operator in [*OURS, *mutators.mutation_operators]:
        if isinstance(node, kind):
            yield from operator(node)


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _names(node: cst.CSTNode) -> Iterable[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    for child in node.children:
        yield from _names(child)
