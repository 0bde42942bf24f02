"""Conditions: mappings of facts to matchers, and `all any not certainly`, nested."""

from __future__ import annotations

from collections.abc import Callable

from ..policy.conditions import All, AnyOf, Certainly, Condition, Not
from ..yaml_tree import Mapping, Node, Scalar, Sequence
from .gather import fault
from .matchers import matcher
from .names import View
from .reading import clipped, kind_of
from .several import refuse_torn_condition
from .slips import connective_hint, said_hint

ALWAYS = All(())
"""Holds for everything: the `where` of an aggregate that names none."""
NEVER = AnyOf(())
"""Holds for nothing: the `skip` of a streak that names none."""


def condition(node: Node, view: View) -> Condition:
    """The condition that a mapping says; all its entries must hold."""
    if not isinstance(node, Mapping):
        raise fault(node, f"a condition is a mapping, not {kind_of(node)}", _hint(node, view))
    if not node.entries:
        raise fault(node, "a condition needs at least one entry", "`{status: active}`")
    conditions = _entries(node, view)
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions))


def _hint(node: Node, view: View) -> str:
    if isinstance(node, Sequence):
        return "put `all:` or `any:` before the list"
    if isinstance(node, Scalar) and not node.is_empty:
        asked = view.fact_with(node.text)
        return f"write `{{{asked}: {node.text}}}`" if asked else said_hint(node.text, view.unit_of)
    return "`{status: active}`"


def _entries(node: Mapping, view: View) -> list[Condition]:
    conditions: list[Condition] = []
    before = view.gathered.faults
    for name, (key, value) in node.entries.items():
        with view.gathered:
            connective = CONNECTIVES.get(name)
            if connective:
                conditions.append(connective(value, view))
            else:
                if view.find(name) is None:
                    refuse_torn_condition(name, node, view)
                    _must_not_be_a_connective(name, key, value, view)
                conditions.append(matcher(view.named(name, key), value, view))
    view.gathered.must_be_unchanged_since(before)
    return conditions


def _must_not_be_a_connective(name: str, key: Scalar, value: Node, view: View) -> None:
    """Raise a fault for `or:` and `anny:`, which have conditions below them."""
    is_connective = isinstance(value, Sequence) and any(
        isinstance(item, Mapping) for item in value.items
    )
    if isinstance(value, Mapping):
        is_connective = any(entry in CONNECTIVES or view.find(entry) for entry in value.entries)
    if is_connective and (hint := connective_hint(name, CONNECTIVES)):
        raise fault(key, f"there is no fact `{clipped(name)}`", hint)


def _several(node: Node, view: View, word: str) -> tuple[Condition, ...]:
    """The items of a list of conditions, or the entries of one mapping."""
    if isinstance(node, Mapping) and node.entries:
        return tuple(_entries(node, view))
    if not isinstance(node, Sequence) or not node.items:
        raise fault(node, f"`{word}` needs a list of conditions", f"`{word}: [{{...}}, {{...}}]`")
    conditions: list[Condition] = []
    before = view.gathered.faults
    for item in node.items:
        with view.gathered:
            conditions.append(condition(item, view))
    view.gathered.must_be_unchanged_since(before)
    return tuple(conditions)


def _all(node: Node, view: View) -> Condition:
    return All(_several(node, view, "all"))


def _any(node: Node, view: View) -> Condition:
    return AnyOf(_several(node, view, "any"))


def _not(node: Node, view: View) -> Condition:
    return Not(condition(node, view))


def _certainly(node: Node, view: View) -> Condition:
    return Certainly(condition(node, view))


CONNECTIVES: dict[str, Callable[[Node, View], Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "certainly": _certainly,
}
