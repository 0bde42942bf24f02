"""What a condition, a definition, a time expression or a message is made of, in written order.

The one place that knows the parts of every kind of node, so that evidence, needs, order of
evaluation and compilers agree on what a policy refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, assert_never

from ..kept import Kept
from .conditions import (
    All,
    AnyOf,
    Certainly,
    Condition,
    Leaf,
    Literal,
    Not,
    Operand,
    Param,
    Part,
    Ref,
    Undecided,
)
from .definitions import (
    Case,
    Constant,
    CountDistinct,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FactDefinition,
    FirstKnown,
    GroupCount,
    GroupEnd,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    LongestGap,
    Moment,
    Named,
    NotKnown,
    Own,
    Rank,
    Share,
    Stated,
    Streak,
    Table,
)
from .pack import Action, Clause, Placeholder, Rule
from .readings import Reading

Piece = Condition | Operand
Walkable = (
    Condition | Definition | FactDefinition | Operand | Action | Rule | Reading | tuple[object, ...]
)
"""A tuple is a message or several walkable values."""


def references(node: Walkable) -> Iterator[Ref]:
    """Every fact that the node names, in written order, repeated where it is named again.

    Inside an aggregate these are facts of the group's members. Derived facts are not followed.
    """
    return (operand for operand in operands(node) if isinstance(operand, Ref))


KEPT = 10_000
"""Definitions and readings of which it stays known what they name: those of a few packs and their variants."""

_NAMED: Kept[tuple[Ref, ...]] = Kept(KEPT)


def named_in(definition: Definition | Reading) -> tuple[Ref, ...]:
    """The same of what is asked about again and again."""
    return _NAMED.of([definition], None, lambda: tuple(references(definition)))


def params(node: Walkable) -> Iterator[Param]:
    """Every param that the node names, in written order, repeated where it is named again."""
    return (operand for operand in operands(node) if isinstance(operand, Param))


def operands(node: Walkable) -> Iterator[Operand]:
    """Every fact, param and literal of the node, in written order."""
    found: list[Operand] = []
    _gather(node, found)
    return iter(found)


def _gather(node: Walkable, found: list[Operand]) -> None:
    """Into one list: generators within generators hand each operand through every one of them."""
    if isinstance(node, Ref | Param | Literal):
        found.append(node)
    elif isinstance(node, All | AnyOf):
        for item in node.items:
            _gather(item, found)
    elif isinstance(node, Not | Certainly):
        _gather(node.item, found)
    elif isinstance(node, Leaf):
        found.extend(_of_leaf(node))
    elif isinstance(node, tuple):
        _gather_message(node, found)
    elif isinstance(node, FactDefinition):
        for period in node.periods:
            _gather(period.definition, found)
    elif isinstance(node, Rule):
        _gather_rule(node, found)
    elif isinstance(node, Action):
        for requirement in node.requires:
            _gather(requirement.condition, found)
    elif isinstance(node, Reading):
        _gather(node.when, found)
        values = (node.value, node.at_least, node.at_most, node.lower_bound)
        found.extend(value for value in values if value is not None)
    else:
        for part in parts(node):
            _gather(part, found)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons of a condition, in written order."""
    if isinstance(condition, All | AnyOf):
        for item in condition.items:
            yield from leaves(item)
    elif isinstance(condition, Not | Certainly):
        yield from leaves(condition.item)
    else:
        yield condition


def conditions_of(definition: Definition) -> Iterator[Condition]:
    """The conditions of a definition itself, in written order; nested ones are not taken apart."""
    return (part for part in parts(definition) if not isinstance(part, Ref | Param | Literal))


def parts(definition: Definition) -> Iterator[Piece]:
    """The operands and conditions of a definition, in written order."""
    match definition:
        case Named(condition):
            yield condition
        case ListEnd(of) | ListCount(of) | ListSum(of):
            yield of
        case GroupEnd() | GroupSum() | CountDistinct():
            yield definition.of
            yield definition.where
        case GroupCount():
            yield definition.where
        case Share():
            yield definition.where
            yield definition.of
        case Streak():
            yield from _present(definition.by)
            yield definition.where
            yield definition.newest
            yield definition.skip
            yield definition.while_
        case Rank():
            yield definition.where
            yield from definition.order
        case CountPeriods():
            yield definition.of
            yield definition.every
            yield from _present(definition.since)
        case LongestGap():
            yield definition.of
            yield from _present(definition.since)
            yield from _present(definition.to)
        case EndOf() | FirstKnown():
            yield from definition.operands
        case Difference():
            yield definition.left
            yield definition.right
        case Moment():
            yield definition.at
            yield from definition.plus
            yield from definition.minus
        case Case():
            for branch in definition.branches:
                yield branch.when
                yield branch.value
            yield from _present(definition.otherwise)
        case Table():
            yield definition.of
            for step in definition.steps:
                yield step.upto
                yield step.value
            yield definition.otherwise
        case Constant():
            yield definition.value
        case NotKnown() | Stated() | Own():
            return  # a field as it stands in the record is no fact that is computed
        case _:
            assert_never(definition)


def _of_leaf(leaf: Leaf) -> Iterator[Operand]:
    if isinstance(leaf, Undecided):
        return
    yield leaf.left
    if isinstance(leaf.operand, Part):
        yield leaf.operand.of
        yield leaf.operand.times
    else:
        yield from _present(leaf.operand)


def _gather_message(pieces: Iterable[object], found: list[Operand]) -> None:
    for piece in pieces:
        if isinstance(piece, Placeholder):
            if not isinstance(piece.what, str):
                _gather(piece.what, found)
        elif isinstance(piece, Clause):
            _gather_message(piece.pieces, found)
        elif not isinstance(piece, str):
            _gather(piece, found)  # type: ignore[arg-type]


class Timed(Protocol):
    """A rule, as it is written or in force."""

    @property
    def deadline(self) -> Moment | None: ...

    @property
    def safe_by(self) -> Moment | None: ...

    @property
    def events(self) -> tuple[tuple[str, Moment | None], ...]: ...


def moments_of(rule: Timed) -> Iterator[Moment]:
    """Every instant that a rule gives: deadline, safe instant, events."""
    for moment in (rule.deadline, rule.safe_by, *(moment for _, moment in rule.events)):
        if moment is not None:
            yield moment


def _gather_rule(rule: Rule, found: list[Operand]) -> None:
    """Condition, deadline, safe_by, events, message."""
    _gather(rule.when, found)
    for moment in moments_of(rule):
        _gather(moment, found)
    _gather(rule.message, found)


def _present(operand: Operand | None) -> Iterator[Operand]:
    if operand is not None:
        yield operand
