"""How a condition comes out for one row, leaf by leaf: the specification, executed.

Every condition is decided as a pair. "Certainly": true however the unknown turns out. "Possibly":
not false however the unknown turns out. Both agree where the condition is decided. This reads the
bounds of facts as the compiled matchers do, but shares no code with them; `judge` holds what they find
against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct

from ..calendar import add, add_to_bounds
from ..policy.conditions import (
    Age,
    All,
    AnyOf,
    Certainly,
    Compare,
    Condition,
    IsNone,
    Leaf,
    Literal,
    Newer,
    Not,
    Older,
    Op,
    Part,
    Present,
    Ref,
    TextMatch,
    Undecided,
    WithinNext,
)
from ..policy.definitions import length_in
from ..units import Money, Unit
from .bounds import Quantity
from .reading import Reader

Decision = tuple[bool, bool]
"""(certainly, possibly)"""


class Trace(Struct, frozen=True):
    """A condition with its outcome and those of its parts."""

    condition: Condition
    certainly: bool
    possibly: bool
    parts: tuple[Trace, ...] = ()

    @property
    def is_decided(self) -> bool:
        """True or false however the unknown turns out."""
        return self.certainly == self.possibly


def trace(condition: Condition, reader: Reader) -> Trace:
    """The outcome of a condition and of all its parts."""
    if not isinstance(condition, All | AnyOf | Not | Certainly):
        return Trace(condition, *decide(condition, reader))
    parts = tuple(trace(item, reader) for item in _items(condition))
    decisions = ((part.certainly, part.possibly) for part in parts)
    return Trace(condition, *_joined(condition, decisions), parts)


def decision(condition: Condition, reader: Reader) -> Decision:
    """The outcome of a condition alone; parts that cannot change it are not asked."""
    if not isinstance(condition, All | AnyOf | Not | Certainly):
        return decide(condition, reader)
    return _joined(condition, (decision(item, reader) for item in _items(condition)))


def _items(condition: All | AnyOf | Not | Certainly) -> tuple[Condition, ...]:
    return condition.items if isinstance(condition, All | AnyOf) else (condition.item,)


def _joined(condition: Condition, parts: Iterable[Decision]) -> Decision:
    """The outcome of a condition by those of its parts."""
    match condition:
        case All():
            all_hold = True
            for certainly, possibly in parts:
                if not possibly:
                    return (False, False)
                all_hold = all_hold and certainly
            return (all_hold, True)
        case AnyOf():
            one_may = False
            for certainly, possibly in parts:
                if certainly:
                    return (True, True)
                one_may = one_may or possibly
            return (False, one_may)
    ((certainly, possibly),) = parts
    return (not possibly, not certainly) if isinstance(condition, Not) else (certainly, certainly)


def decide(leaf: Leaf, reader: Reader) -> Decision:
    """The outcome of one comparison."""
    match leaf:
        case Undecided():
            return (False, True)
        case Present(left):
            known = reader.is_known(left)
            return (known, known)
        case IsNone(left):
            low, high, may_be_none = reader.quantity(left)
            return (low > high, may_be_none)
        case TextMatch(left, op, right):
            texts = reader.plain(left)
            if texts is None:
                return (False, True)
            holds = op.holds(texts, str(_value(right)))
            return (holds, holds)
        case Compare(left, op, right):
            return _compare(left, op, right, reader)
        case Older() | Newer() | WithinNext():
            return _age(leaf, reader)
        case _:
            assert_never(leaf)


def _compare(left: Ref, op: Op, right: object, reader: Reader) -> Decision:
    if not left.unit.is_ordered:
        mine = reader.plain(left)
        other = reader.plain(right) if isinstance(right, Ref) else _value(right)
        if mine is None or other is None:
            return (False, True)
        return (mine == other, mine == other)
    assert isinstance(right, Ref | Literal | Part)
    value, bound = reader.quantity(left), reader.operand(right)
    if not _is_comparable(left, right, reader):
        return (False, exists(value) and exists(bound))
    return compared(value, op, bound)


def _value(operand: object) -> object:
    assert isinstance(operand, Literal)
    return operand.value


def _is_comparable(left: Ref, right: Ref | Literal | Part, reader: Reader) -> bool:
    """Amounts of two currencies, or of ones not known, are not comparable; zero is zero in each."""
    if left.unit is not Unit.MONEY:
        return True
    if isinstance(right, Part):
        return _is_comparable(left, right.of, reader)
    if isinstance(right, Ref):
        if left.scope.depth <= 1 and right.scope.depth <= 1:
            return True
        mine, other = reader.currency(left), reader.currency(right)
        return mine is not None and mine == other
    value = right.value
    if not isinstance(value, Money) or not value.cents:
        return True
    return reader.currency(left) == value.currency or reader.quantity(left)[:2] == (0, 0)


def exists(value: Quantity) -> bool:
    """Whether the fact may have a value."""
    return value[0] <= value[1]


def compared(value: Quantity, op: Op, bound: Quantity) -> Decision:
    """Two quantities by their bounds; `none` compares false."""
    low, high, opt = value
    least, most, may_lack = bound
    if not exists(value) or not exists(bound):
        return (False, False)
    match op:
        case Op.EQ:
            decision = (low == high == least == most, low <= most and least <= high)
        case Op.LT:
            decision = (high < least, low < most)
        case Op.LTE:
            decision = (high <= least, low <= most)
        case Op.GT:
            decision = (low > most, high > least)
        case Op.GTE:
            decision = (low >= most, high >= least)
        case _:
            assert_never(op)
    return (decision[0] and not opt and not may_lack, decision[1])


def _age(leaf: Age, reader: Reader) -> Decision:
    """Older: t + D <= as_of. Newer: its negation for a known t. WithinNext: as_of < t <= as_of + D."""
    length = length_in(leaf.operand)
    applied = reader.layout.applied
    now = (applied.as_of, applied.as_of, False)
    low, high, opt = reader.quantity(leaf.left)
    if isinstance(leaf, WithinNext):
        end = add(applied.as_of, length, applied.holidays)
        after = compared((low, high, opt), Op.GT, now)
        until = compared((low, high, opt), Op.LTE, (end, end, False))
        return (after[0] and until[0], after[1] and until[1])
    least, most = add_to_bounds(low, high, length, applied.holidays)  # type: ignore[arg-type]
    return compared((least, most, opt), Op.LTE if isinstance(leaf, Older) else Op.GT, now)
