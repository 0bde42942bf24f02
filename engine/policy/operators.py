"""The operators of conditions, one row each: what `older_than` asks, of which facts, and how it is said.

Reading, the schema for editors, near misses, words and the table in docs/facts.md follow from the
rows. What a comparison means is told by `closeout.engine.meaning.trace`; the engines have their own
code for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import assert_never

from msgspec import Struct

from ..units import ORDERED, Unit
from .conditions import (
    NONE_WORD,
    Age,
    All,
    AnyOf,
    Bound,
    Compare,
    Comparison,
    Condition,
    IsNone,
    Literal,
    Newer,
    Not,
    Older,
    Op,
    Part,
    Present,
    Ref,
    TextMatch,
    TextOp,
    WithinNext,
)

EVERY = frozenset(Unit)
SINGLE = frozenset(unit for unit in Unit if not unit.is_list)
INSTANT = frozenset({Unit.INSTANT})
TEXT = frozenset({Unit.TEXT})


class Takes(Enum):
    """What stands behind an operator."""

    VALUE = auto()
    """A value of the fact's unit, a param, another fact or a part of it, or `none`."""
    VALUES = auto()
    """A list of these."""
    BOUND = auto()
    """A value, but not `none`."""
    ENDS = auto()
    """A list of two bounds."""
    LENGTH = auto()
    """A length of time or a param."""
    WORD = auto()
    """A text that the list may hold, or a param."""
    YES_OR_NO = auto()


Make = Callable[[Ref, Sequence[Bound]], Condition]


class Words(Struct, frozen=True):
    """How a comparison is said; `{}` stands for its operand."""

    holds: str
    """Where it holds: `last_submitted_at` "is at least 16 days ago"."""
    expected: str
    """Where it should have held: expected "older than 16 days"."""
    unexpected: str = ""
    """Where it should not; without it, "not" and what was expected."""

    def wish(self, operand: str, wanted: bool) -> str:
        """What was expected of a fact that is another way."""
        if wanted:
            return self.expected.format(operand)
        return (self.unexpected or f"not {self.expected}").format(operand)


class Operator(Struct, frozen=True):
    """One operator."""

    word: str
    units: frozenset[Unit]
    """Of the facts that it is asked of."""
    takes: Takes
    make: Make
    """The condition that it puts on a fact, from as many operands as it takes."""
    about: str
    """For the reference."""
    example: str
    """A condition on a contract, in one line of YAML."""
    words: Words | None = None
    """None: it makes the comparison of another operator."""
    of_instants: Words | None = None
    """Where an instant is spoken of in another way."""
    spellings: tuple[str, ...] = ()
    """How it is called elsewhere; none of these is accepted."""
    confused_with: str = ""
    """The operator that is easily written instead; cases should notice it."""


def _equal(left: Ref, operands: Sequence[Bound]) -> Condition:
    (right,) = operands
    if isinstance(right, Literal) and right.value == NONE_WORD and left.unit.is_ordered:
        return IsNone(left)
    return Compare(left, Op.EQ, right)


def _one_of(left: Ref, operands: Sequence[Bound]) -> Condition:
    items = tuple(_equal(left, (operand,)) for operand in operands)
    return items[0] if len(items) == 1 else AnyOf(items)


def _between(left: Ref, operands: Sequence[Bound]) -> Condition:
    low, high = operands
    return All((Compare(left, Op.GTE, low), Compare(left, Op.LTE, high)))


def _present(left: Ref, operands: Sequence[Bound]) -> Condition:
    (right,) = operands
    wanted = isinstance(right, Literal) and bool(right.value)
    return Present(left) if wanted else Not(Present(left))


def _not(make: Make) -> Make:
    return lambda left, operands: Not(make(left, operands))


def _compared(op: Op) -> Make:
    return lambda left, operands: Compare(left, op, operands[0])


def _text(op: TextOp) -> Make:
    def make(left: Ref, operands: Sequence[Bound]) -> Condition:
        (text,) = operands
        assert not isinstance(text, Ref | Part)
        return TextMatch(left, op, text)

    return make


def _age(kind: type[Age]) -> Make:
    def make(left: Ref, operands: Sequence[Bound]) -> Condition:
        (length,) = operands
        assert not isinstance(length, Ref | Part)
        return kind(left, length)

    return make


_ROWS = (
    Operator(
        "eq", SINGLE, Takes.VALUE, _equal, "equal to; `none`: known not to exist",
        "total_paid: {eq: 250 USD}",
        Words("is {}", "{}", "other than {}"), Words("is exactly {}", "{}", "other than {}"),
        ("==", "=", "is", "equals"),
    ),
    Operator(
        "ne", SINGLE, Takes.VALUE, _not(_equal), "not equal to", "status: {ne: ended}",
        spellings=("!=", "<>", "is_not", "not"),
    ),
    Operator(
        "in", SINGLE, Takes.VALUES, _one_of, "one of", "status: {in: [active, paused]}",
        spellings=("one_of",),
    ),
    Operator(
        "not_in", SINGLE, Takes.VALUES, _not(_one_of), "none of",
        "status: {not_in: [active, paused]}",
    ),
    Operator(
        "gt", ORDERED, Takes.BOUND, _compared(Op.GT), "greater, or later",
        "total_paid: {gt: 100 USD}",
        Words("is more than {}", "more than {}"), Words("is after {}", "after {}"),
        (">", "more_than", "greater", "greater_than", "bigger"), confused_with="gte",
    ),
    Operator(
        "gte", ORDERED, Takes.BOUND, _compared(Op.GTE), "greater or equal",
        "open_tasks: {gte: 3}",
        Words("is at least {}", "at least {}"), Words("is not before {}", "at or after {}"),
        (">=", "min", "ge", "at_least"), confused_with="gt",
    ),
    Operator(
        "lt", ORDERED, Takes.BOUND, _compared(Op.LT), "less, or earlier",
        "total_paid: {lt: {fact: budget}}",
        Words("is less than {}", "less than {}"), Words("is before {}", "before {}"),
        ("<", "less_than", "less", "smaller"), confused_with="lte",
    ),
    Operator(
        "lte", ORDERED, Takes.BOUND, _compared(Op.LTE), "less or equal",
        "hours.unlogged: {lte: 90 minutes}",
        Words("is at most {}", "at most {}"), Words("is not after {}", "at or before {}"),
        ("<=", "max", "le", "at_most"), confused_with="lt",
    ),
    Operator(
        "between", ORDERED, Takes.ENDS, _between, "from the first to the second, both included",
        "open_tasks: {between: [1, 3]}",
    ),
    Operator(
        "contains", frozenset({Unit.TEXTS}), Takes.WORD, _text(TextOp.CONTAINS),
        "the list has this word", "situation: {contains: mutual_stop}",
        Words("contains {}", "to hold {}"), spellings=("includes",),
    ),
    Operator(
        "starts_with", TEXT, Takes.WORD, _text(TextOp.STARTS_WITH),
        "the text begins so; capital letters count", "title: {starts_with: Logo}",
        Words("starts with {}", "to start with {}"),
        spellings=("begins_with", "startswith", "prefix"), confused_with="ends_with",
    ),
    Operator(
        "ends_with", TEXT, Takes.WORD, _text(TextOp.ENDS_WITH),
        "the text ends so; capital letters count", 'title: {ends_with: "(old)"}',
        Words("ends with {}", "to end with {}"),
        spellings=("endswith", "suffix"), confused_with="starts_with",
    ),
    Operator(
        "present", EVERY, Takes.YES_OR_NO, _present, "whether the value is known",
        "open_tasks: {present: true}",
        Words("is known", "known"), spellings=("exists", "known"),
    ),
    Operator(
        "older_than", INSTANT, Takes.LENGTH, _age(Older),
        "at least so long ago: it plus 14 days is not after the date of the report",
        "ended_at: {older_than: 14 days}",
        Words("is at least {} ago", "older than {}"), spellings=("older",),
    ),
    Operator(
        "newer_than", INSTANT, Takes.LENGTH, _age(Newer),
        "the opposite: less than so long ago, or in the future",
        "ended_at: {newer_than: 14 days}",
        Words("is less than {} ago", "newer than {}"), spellings=("since", "newer"),
    ),
    Operator(
        "within_next", INSTANT, Takes.LENGTH, _age(WithinNext),
        "after now, and at most so far ahead", "due_at: {within_next: 3 days}",
        Words("is within the next {}", "within the next {}"), spellings=("within",),
    ),
    Operator(
        "before", INSTANT, Takes.BOUND, _compared(Op.LT), "earlier",
        "due_at: {before: 2026-03-10}",
    ),
    Operator(
        "after", INSTANT, Takes.BOUND, _compared(Op.GT), "later",
        "last_activity_at: {after: {fact: last_client_message_at}}",
    ),
)  # fmt: skip

OPERATORS = {row.word: row for row in _ROWS}
"""Word -> operator, in the order in which they are listed."""

OTHER_SPELLINGS = {other: row.word for row in _ROWS for other in row.spellings}
"""Operators by the names that they have elsewhere."""

_NONE = Words("is {}", "{}")


def operator_of(leaf: Comparison) -> Operator:
    """The operator that makes a comparison."""
    match leaf:
        case Compare() | TextMatch():
            return OPERATORS[leaf.op.value]
        case IsNone():
            return OPERATORS["eq"]
        case Present():
            return OPERATORS["present"]
        case Older():
            return OPERATORS["older_than"]
        case Newer():
            return OPERATORS["newer_than"]
        case WithinNext():
            return OPERATORS["within_next"]
        case _:
            assert_never(leaf)


def words_of(leaf: Comparison) -> Words:
    """How a comparison is said of its fact."""
    if isinstance(leaf, IsNone):
        return _NONE
    row = operator_of(leaf)
    words = row.of_instants if leaf.left.unit is Unit.INSTANT and row.of_instants else row.words
    assert words is not None, f"`{row.word}` makes the comparison of another operator"
    return words
