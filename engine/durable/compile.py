"""Conditions of the policy language as formulas over columns: for "certainly" and for "possibly".

Nothing of this is shared with the reference engine, so that comparing the two means something.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, assert_never

from ..meaning.layout import AS_OF, CURRENCY, Instant, Layout, Since, has_own_currency, hops
from ..policy.conditions import (
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
    Part,
    Present,
    Ref,
    TextMatch,
    Undecided,
    WithinNext,
)
from ..problems import EngineFault
from ..units import Duration, Money, Scope, Unit
from .bank import Sign
from .columns import NOWHERE, SCALES, UNKNOWN, Bounds, Column, Measure, Slot
from .formula import FALSE, TRUE, And, Atom, Either, Formula, Or, Time, Value, Word, negated

_BEFORE = {Op.LT: Sign.LT, Op.LTE: Sign.LTE}
_AFTER = {Op.GT: Sign.GT, Op.GTE: Sign.GTE}


class Pair(NamedTuple):
    """Where a condition holds however the unknown turns out, and where it may hold."""

    certainly: Formula
    possibly: Formula


class Ends(NamedTuple):
    """The bounds of a fact, and those that hold only where it certainly exists."""

    lo: Column
    hi: Column
    lo_sure: Column
    hi_sure: Column


class Compiler:
    """Compiles the conditions of the rules of one scope."""

    def __init__(self, layout: Layout, scope: Scope) -> None:
        self._layout = layout
        self._scope = scope

    def pair(self, condition: Condition) -> Pair:
        """The two formulas of a condition. Raises EngineFault for what no policy can contain."""
        match condition:
            case All(items):
                return _pair_of(And, [self.pair(item) for item in items])
            case AnyOf(items):
                return self._any_of(items)
            case Not(item):
                inner = self.pair(item)
                return Pair(negated(inner.possibly), negated(inner.certainly))
            case Certainly(item):
                return _decided(self.pair(item).certainly)
            case Compare(left, op, (Ref() | Part()) as right):
                return self._against_fact(left, op, right)
            case Compare(left, op, Literal() as right):
                return self._against_literal(left, op, right)
            case IsNone(left):
                return self._is_none(left)
            case Present(left):
                return _decided(self._is_present(left))
            case TextMatch(left, op, Literal(str(word))):
                column = Column(Measure.MATCHES, self._slot(left), frozenset({word}), op)
                return _three_valued(column)
            case Older(left, Literal(Duration() as length)):
                return self._aged(left, length, Op.LTE)
            case Newer(left, Literal(Duration() as length)):
                return self._aged(left, length, Op.GT)
            case WithinNext(left, Literal(Duration() as length)):
                return self._within_next(left, length)
            case Undecided():
                return Pair(FALSE, TRUE)
            case Compare() | TextMatch() | Older() | Newer() | WithinNext():
                raise EngineFault(f"durable_rules cannot decide {condition}")
            case _:
                assert_never(condition)

    def _slot(self, ref: Ref, offset: int = 0) -> Slot:
        return Slot(hops(self._scope, ref.scope), self._layout.column(ref) + offset)

    def _bounds(self, ref: Ref) -> Bounds:
        lo, hi, optional = (self._slot(ref, offset) for offset in range(3))
        return Bounds(lo, hi, optional, SCALES[ref.unit])

    def _currency(self, ref: Ref) -> Slot:
        return self._slot(ref, 3) if has_own_currency(ref) else self._slot(CURRENCY)

    def _any_of(self, items: tuple[Condition, ...]) -> Pair:
        """A list of words that a text may be becomes one column: `status: [active, paused]`."""
        words: dict[Ref, set[str]] = {}
        others: list[Condition] = []
        for item in items:
            match item:
                case Compare(Ref(unit=Unit.TEXT) as left, Op.EQ, Literal(str(word))):
                    words.setdefault(left, set()).add(word)
                case _:
                    others.append(item)
        pairs = [self.pair(item) for item in others]
        for left, chosen in words.items():
            if len(chosen) == 1:
                pairs.append(self._is_word(left, *chosen))
            else:
                pairs.append(
                    _three_valued(Column(Measure.AMONG, self._slot(left), frozenset(chosen)))
                )
        return _pair_of(Or, pairs)

    def _against_literal(self, left: Ref, op: Op, right: Literal) -> Pair:
        if left.unit.is_ordered:
            return _compared(self._in_currency_of(left, right), op, Value(_number(right)))
        if op is Op.EQ and left.unit is Unit.FLAG and isinstance(right.value, bool):
            code = Column(Measure.CODE, self._slot(left))
            value = int(right.value)
            return Pair(Atom(code, Sign.EQ, value), Atom(code, Sign.NEQ, 1 - value))
        if op is Op.EQ and left.unit is Unit.TEXT and isinstance(right.value, str):
            return self._is_word(left, right.value)
        raise EngineFault(f"durable_rules cannot compare {left.full} by {op} with {right}")

    def _in_currency_of(self, ref: Ref, literal: Literal) -> Bounds:
        """The fact as the literal sees it: in another currency it is as good as not known."""
        money = literal.value
        bounds = self._bounds(ref)
        if isinstance(money, Money) and money.cents and money.currency is not None:
            return bounds._replace(currency=self._currency(ref), equals=money.currency)
        return bounds

    def _is_word(self, left: Ref, word: str) -> Pair:
        slot = self._slot(left)
        code, last = Column(Measure.CODE, slot), Column(Measure.LAST_CODE, slot)
        return Pair(
            Atom(code, Sign.EQ, Word(word)),
            Either(
                holds=_both(Atom(code, Sign.LTE, Word(word)), Atom(last, Sign.GTE, Word(word))),
                fails=_both(Atom(code, Sign.NEQ, UNKNOWN), Atom(code, Sign.NEQ, Word(word))),
            ),
        )

    def _against_fact(self, left: Ref, op: Op, other: Ref | Part) -> Pair:
        right = other.of if isinstance(other, Part) else other
        if not left.unit.is_ordered:
            if op is not Op.EQ or left.unit.is_list:
                raise EngineFault(f"durable_rules cannot compare {left.full} by {op}")
            return _equal(_ends_of_word(self._slot(left)), _ends_of_word(self._slot(right)))
        first, second = self._bounds(left), self._bounds(right)
        if isinstance(other, Part):  # a < b * 3/10 as 10 * a < 3 * b
            first = first._replace(times=other.factor.denominator)
            second = second._replace(times=other.factor.numerator)
        if left.unit is Unit.MONEY and (has_own_currency(left) or has_own_currency(right)):
            first = first._replace(currency=self._currency(left), equals=self._currency(right))
        one, two = _ends(first), _ends(second)
        if op is Op.EQ:
            return _equal(one, two)
        if op in _BEFORE:
            sign = _BEFORE[op]
            return Pair(Atom(one.hi_sure, sign, two.lo_sure), Atom(one.lo, sign, two.hi))
        sign = _AFTER[op]
        return Pair(Atom(one.lo_sure, sign, two.hi_sure), Atom(one.hi, sign, two.lo))

    def _is_none(self, left: Ref) -> Pair:
        bounds = self._bounds(left)
        return Pair(
            Atom(Column(Measure.EXACT, bounds), Sign.EQ, -NOWHERE),
            Atom(Column(Measure.OPTIONAL, bounds), Sign.EQ, 1),
        )

    def _is_present(self, left: Ref) -> Formula:
        if left.unit.is_ordered:
            return Atom(Column(Measure.EXACT, self._bounds(left)), Sign.NEQ, NOWHERE)
        if left.unit.is_list:
            return Atom(Column(Measure.KNOWN, self._slot(left)), Sign.EQ, 1)
        return Atom(Column(Measure.CODE, self._slot(left)), Sign.NEQ, UNKNOWN)

    def _aged(self, left: Ref, length: Duration, op: Op) -> Pair:
        """t + length against as-of; where the length is not fixed, the row itself holds t + length."""
        bounds = self._bounds(left)
        if length.is_fixed:
            return _compared(bounds, op, Time(Instant(Since.THRESHOLD, length)))
        outward, at = bounds.lo.hops, self._layout.shift_column(left, length)
        ended = bounds._replace(lo=Slot(outward, at), hi=Slot(outward, at + 1))
        return _compared(ended, op, Time(AS_OF))

    def _within_next(self, left: Ref, length: Duration) -> Pair:
        bounds = self._bounds(left)
        later = _compared(bounds, Op.GT, Time(AS_OF))
        soon = _compared(bounds, Op.LTE, Time(Instant(Since.HORIZON, length)))
        return _pair_of(And, [later, soon])


def _pair_of(kind: type[And | Or], pairs: Iterable[Pair]) -> Pair:
    items = tuple(pairs)
    return Pair(
        kind(tuple(item.certainly for item in items)), kind(tuple(item.possibly for item in items))
    )


def _both(*parts: Formula) -> Formula:
    return And(parts)


def _decided(formula: Formula) -> Pair:
    return Pair(formula, formula)


def _three_valued(column: Column) -> Pair:
    return Pair(Atom(column, Sign.EQ, 1), Atom(column, Sign.NEQ, 0))


def _compared(bounds: Bounds, op: Op, value: Value | Time) -> Pair:
    """An ordered fact against a number or an instant."""

    def atom(measure: Measure, sign: Sign) -> Atom:
        return Atom(Column(measure, bounds), sign, value)

    if op is Op.EQ:
        return Pair(
            atom(Measure.EXACT, Sign.EQ),
            _both(atom(Measure.LO, Sign.LTE), atom(Measure.HI, Sign.GTE)),
        )
    if op in _BEFORE:
        return Pair(atom(Measure.HI_SURE, _BEFORE[op]), atom(Measure.LO, _BEFORE[op]))
    return Pair(atom(Measure.LO_SURE, _AFTER[op]), atom(Measure.HI, _AFTER[op]))


def _ends(bounds: Bounds) -> Ends:
    return Ends(
        Column(Measure.LO, bounds),
        Column(Measure.HI, bounds),
        Column(Measure.LO_SURE, bounds),
        Column(Measure.HI_SURE, bounds),
    )


def _ends_of_word(slot: Slot) -> Ends:
    code, last = Column(Measure.CODE, slot), Column(Measure.LAST_CODE, slot)
    return Ends(code, last, code, last)


def _equal(one: Ends, two: Ends) -> Pair:
    """Certainly equal where neither can be below the other; possibly where the ranges meet."""
    return Pair(
        _both(
            Atom(one.lo_sure, Sign.GTE, two.hi_sure),
            Atom(one.hi_sure, Sign.LTE, two.lo_sure),
        ),
        _both(Atom(one.lo, Sign.LTE, two.hi), Atom(one.hi, Sign.GTE, two.lo)),
    )


def _number(literal: Literal) -> int | Fraction:
    """What a row would hold for the literal: cents, seconds, a count or a ratio."""
    value = literal.value
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, Duration) and value.is_fixed:
        return value.seconds
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return value
    raise EngineFault(f"durable_rules cannot compare with {literal}")
