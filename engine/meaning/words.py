"""Conditions in words, in three moods: as they hold, as they were expected to, and as a policy writes them.

- "last_submitted_at is at least 16 days ago" says what holds, or does not;
- "expected older than 16 days" says what should have been, beside what is;
- "last_submitted_at: {older_than: 16 days}" names a part of a policy.

The words of each comparison stand in the row of its operator.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..policy.conditions import (
    NONE_WORD,
    All,
    AnyOf,
    Bound,
    Certainly,
    Compare,
    Comparison,
    Condition,
    IsNone,
    Leaf,
    Literal,
    Not,
    Op,
    Param,
    Part,
    Present,
    Ref,
    Undecided,
)
from ..policy.operators import operator_of, words_of
from ..snapshot.value_text import as_text
from ..units import Money, Unit
from ..written import decimal_text

WIDTH = 90
"""Longest condition as it is written, where it is one of several."""


def name_of(ref: Ref) -> str:
    """A fact as the policy wrote it."""
    return ref.written or ref.full


def literal_words(literal: Literal) -> str:
    """A value in the form of its unit: `250.00 USD`, `16 days`, `yes`."""
    if literal.value == Money(0, None):
        return "0"
    return as_text(literal.unit, literal.value)


def operand_words(operand: Bound) -> str:
    """A literal by its value, a param and a fact by their names: `50% of budget`."""
    if isinstance(operand, Part):
        return f"{_factor_words(operand.times)} of {name_of(operand.of)}"
    if isinstance(operand, Ref):
        return name_of(operand)
    if isinstance(operand, Param):
        return f"${operand.name}"
    return literal_words(operand)


def _factor_words(times: Literal | Param) -> str:
    """`50%`; a param by its name."""
    if isinstance(times, Param):
        return operand_words(times)
    assert isinstance(times.value, int | Fraction)
    return f"{decimal_text(100 * Fraction(times.value), 10**9)}%"


def one_of(condition: Condition) -> tuple[Ref, tuple[Literal | Param, ...]] | None:
    """The fact and the values of a list matcher: `status: [active, paused]`."""
    if not isinstance(condition, AnyOf) or len(condition.items) < 2:
        return None
    first: Ref | None = None
    values: list[Literal | Param] = []
    for item in condition.items:
        if not isinstance(item, Compare) or item.op is not Op.EQ:
            return None
        if isinstance(item.operand, Ref | Part):
            return None
        if first is not None and item.left != first:
            return None
        first = first or item.left
        values.append(item.operand)
    return (first, tuple(values)) if first else None


# --- what holds ---


def leaf_words(leaf: Leaf) -> str:
    """One comparison: `last_submitted_at is less than 16 days ago`."""
    if isinstance(leaf, Undecided):
        return leaf.reason
    return f"{name_of(leaf.left)} {words_of(leaf).holds.format(_asked(leaf, operand_words))}"


def listed_words(ref: Ref, values: tuple[Literal | Param, ...]) -> str:
    """`status is active or paused`."""
    words = [operand_words(value) for value in values]
    return f"{name_of(ref)} is {', '.join(words[:-1])} or {words[-1]}"


def condition_words(condition: Condition) -> str:
    """A whole condition in one sentence; empty where it is always true."""
    found = one_of(condition)
    if found is not None:
        return listed_words(*found)
    match condition:
        case All(items):
            return " and ".join(_inner(item, AnyOf) for item in items)
        case AnyOf(items):
            return " or ".join(_inner(item, All) for item in items) or "never"
        case Not(item):
            return f"not ({condition_words(item)})"
        case Certainly(item):
            return f"certainly ({condition_words(item)})"
        case _:
            return leaf_words(condition)


def _inner(condition: Condition, other: type[All] | type[AnyOf]) -> str:
    text = condition_words(condition)
    is_joined = isinstance(condition, other) and len(condition.items) > 1
    return f"({text})" if is_joined and one_of(condition) is None else text


# --- what was expected ---


def expected_words(leaf: Comparison, wanted: bool, said: Callable[[Bound], str]) -> str:
    """`expected older than 16 days`; not `wanted`: what should not have been. `said` tells an operand."""
    return f"expected {words_of(leaf).wish(_asked(leaf, said), wanted)}"


def _asked(leaf: Comparison, said: Callable[[Bound], str]) -> str:
    """What the fact is compared with."""
    return NONE_WORD if leaf.operand is None else said(leaf.operand)


# --- as a policy writes it ---


def described(condition: Condition) -> str:
    """`escrow: {gt: 0}`, cut where it is long."""
    text = written(condition)
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


def written(condition: Condition) -> str:
    """A whole condition in few words: `all of (status: active, escrow: {gt: 0})`."""
    found = one_of(condition)
    if found is not None:
        ref, values = found
        return f"{name_of(ref)}: [{', '.join(map(written_operand, values))}]"
    match condition:
        case All(items):
            return f"all of ({', '.join(map(written, items))})" if items else "always"
        case AnyOf(items):
            return f"any of ({', '.join(map(written, items))})"
        case Not(item):
            return f"not ({written(item)})"
        case Certainly(item):
            return f"certainly ({written(item)})"
        case Undecided(reason):
            return reason
        case _:
            return f"{name_of(condition.left)}: {_written_matcher(condition)}"


def _written_matcher(leaf: Comparison) -> str:
    word = operator_of(leaf).word
    match leaf:
        case IsNone():
            return NONE_WORD
        case Present():
            return f"{{{word}: true}}"
        case Compare(op=Op.EQ):
            return written_operand(leaf.operand)
        case _:
            return f"{{{word}: {written_operand(leaf.operand)}}}"


def written_operand(operand: Bound) -> str:
    """`$param`, a fact's name, `50% of budget`, or a value as a policy writes it."""
    if isinstance(operand, Part) and isinstance(operand.times, Literal) and operand.times.param:
        return f"${operand.times.param} of {name_of(operand.of)}"
    if isinstance(operand, Literal):
        return f"${operand.param}" if operand.param else written_literal(operand)
    return operand_words(operand)


def written_literal(literal: Literal) -> str:
    """A value as a policy writes it."""
    if literal.unit is Unit.FLAG:
        return "true" if literal.value else "false"
    return literal_words(literal)
