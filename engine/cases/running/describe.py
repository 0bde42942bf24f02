"""Conditions and definitions in few words, as a policy writes them."""

from __future__ import annotations

from ...policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    IsNone,
    Literal,
    Newer,
    Not,
    Older,
    Op,
    Operand,
    Param,
    Present,
    Ref,
    TextMatch,
    Undecided,
    WithinNext,
)
from ...snapshot.value_text import as_text
from ...units import Unit

WIDTH = 90
"""Longest description."""

_AGES = {Older: "older_than", Newer: "newer_than", WithinNext: "within_next"}


def described(condition: Condition) -> str:
    """`escrow: {gt: 0}`, cut where it is long."""
    text = _text(condition)
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


def _text(condition: Condition) -> str:
    match condition:
        case All(items):
            return f"all of ({', '.join(_text(item) for item in items)})" if items else "always"
        case AnyOf(items):
            if is_list(condition):
                words = ", ".join(operand_text(item.operand) for item in items)  # type: ignore[union-attr, arg-type]
                return f"{name_of(items[0].left)}: [{words}]"  # type: ignore[union-attr]
            return f"any of ({', '.join(_text(item) for item in items)})"
        case Not(item):
            return f"not ({_text(item)})"
        case Certainly(item):
            return f"certainly ({_text(item)})"
        case Compare(left, Op.EQ, right):
            return f"{name_of(left)}: {operand_text(right)}"
        case Compare(left, op, right):
            return f"{name_of(left)}: {{{op}: {operand_text(right)}}}"
        case IsNone(left):
            return f"{name_of(left)}: none"
        case Present(left):
            return f"{name_of(left)}: {{present: true}}"
        case TextMatch(left, _, right):
            return f"{name_of(left)}: {{contains: {operand_text(right)}}}"
        case Older(left, by) | Newer(left, by) | WithinNext(left, by):
            return f"{name_of(left)}: {{{_AGES[type(condition)]}: {operand_text(by)}}}"
        case Undecided(reason):
            return reason
    raise TypeError(f"not a condition: {condition!r}")


def is_list(condition: AnyOf) -> bool:
    """Whether it was written as a list of values: `status: [active, paused]`."""
    lefts = {
        item.left if isinstance(item, Compare) and item.op is Op.EQ else None
        for item in condition.items
    }
    return len(lefts) == 1 and None not in lefts


def name_of(ref: Ref) -> str:
    """A fact as the policy wrote it."""
    return ref.written or ref.full


def operand_text(operand: Operand) -> str:
    """`$param`, a fact's name, or a value."""
    if isinstance(operand, Param):
        return f"${operand.name}"
    if isinstance(operand, Ref):
        return name_of(operand)
    return f"${operand.param}" if operand.param else value_text(operand)


def value_text(literal: Literal) -> str:
    """A value for a person."""
    if literal.unit is Unit.FLAG:
        return "true" if literal.value else "false"
    return as_text(literal.unit, literal.value)
