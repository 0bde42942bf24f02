"""Conditions as Python source: a pair of expressions, certainly and possibly.

The pair is the whole semantics of not knowing:

- "certainly" is true where the condition is true however the unknown turns out,
- "possibly" is false where it is false however the unknown turns out.

An ordered fact is held by its bounds, so both are plain comparisons: t <= v holds certainly where
the upper bound does, and possibly where the lower bound does. `Not` swaps the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, assert_never

from ..meaning.layout import (
    AS_OF,
    CURRENCY,
    EXPORTED_AT,
    UP,
    Instant,
    Layout,
    Since,
    has_own_currency,
    hops,
)
from ..policy.conditions import (
    Age,
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
    Part,
    Present,
    Ref,
    TextMatch,
    TextOp,
    Undecided,
    WithinNext,
    held,
)
from ..units import Duration, Money, Scope, Unit


class Pair(NamedTuple):
    """Two Python expressions, each safe to put between `and` and `or`."""

    certainly: str
    possibly: str


ALWAYS = Pair("True", "True")
NEVER = Pair("False", "False")
OPEN = Pair("False", "True")
"""Possible, never certain."""

SYMBOL = {Op.LT: "<", Op.LTE: "<=", Op.GT: ">", Op.GTE: ">="}

TEXT_TESTS = {
    TextOp.CONTAINS: "{text} in {slot}",
    TextOp.STARTS_WITH: "{slot}.startswith({text})",
    TextOp.ENDS_WITH: "{slot}.endswith({text})",
}
"""Of a known text or list of texts."""

EXPORT_INSTANTS = {"as_of": AS_OF, "exported_at": EXPORTED_AT}
"""Facts of the export that code has by name."""


class Ordered(NamedTuple):
    """Expressions for the slots of an ordered fact."""

    lo: str
    hi: str
    opt: str


class View:
    """How code that runs on one row reaches the facts of that row and of the enclosing ones."""

    def __init__(self, layout: Layout, scope: Scope, variable: str) -> None:
        self.layout = layout
        self.scope = scope
        self.variable = variable

    def row(self, scope: Scope) -> str:
        """Expression for the row of a scope."""
        return self.variable + f"[{UP}]" * hops(self.scope, scope)

    def slot(self, ref: Ref, offset: int = 0) -> str:
        """Expression for a slot of a fact."""
        return f"{self.row(ref.scope)}[{self.layout.column(ref) + offset}]"

    def ordered(self, ref: Ref) -> Ordered:
        """Expressions for the three slots of an ordered fact; the export's own instants are names."""
        if self.is_of_all_rows(ref):
            known = self.layout.name(EXPORT_INSTANTS[ref.name])
            return Ordered(known, known, "False")
        return Ordered(self.slot(ref), self.slot(ref, 1), self.slot(ref, 2))

    def is_of_all_rows(self, operand: Operand) -> bool:
        """Whether it is an instant of the export that code has by name, whatever the row."""
        return (
            isinstance(operand, Ref)
            and operand.scope is Scope.EXPORT
            and operand.name in EXPORT_INSTANTS
        )

    def currency(self, ref: Ref) -> str:
        """Expression for the currency of a money fact: str, or None."""
        return self.slot(ref, 3) if has_own_currency(ref) else self.slot(CURRENCY)


def pair(condition: Condition, view: View) -> Pair:
    """The pair of a condition for the row that the view stands on."""
    match condition:
        case All(items):
            return _joined([pair(item, view) for item in items], "and", ALWAYS)
        case AnyOf(items):
            words = _words(items)
            if words is not None:
                return _one_of(view.slot(words[0]), words[1])
            return _joined([pair(item, view) for item in items], "or", NEVER)
        case Not(item):
            inner = pair(item, view)
            return Pair(f"(not {inner.possibly})", f"(not {inner.certainly})")
        case Certainly(item):
            certainly = pair(item, view).certainly
            return Pair(certainly, certainly)
        case Compare(left, op, right):
            return _compare(left, op, right, view)
        case IsNone(left):
            slots = view.ordered(left)
            return Pair(f"{slots.lo} > {slots.hi}", slots.opt)
        case Present(left):
            return _present(left, view)
        case TextMatch():
            return _text_match(condition, view)
        case Older() | Newer() | WithinNext():
            return _age(condition, view)
        case Undecided():
            return OPEN
        case _:
            assert_never(condition)


def _words(items: tuple[Condition, ...]) -> tuple[Ref, tuple[object, ...]] | None:
    """The fact and the words, where all items compare one text with a word: `status: [active, paused]`."""
    found: list[tuple[Ref, object]] = [
        (item.left, item.operand.value)
        for item in items
        if isinstance(item, Compare)
        and item.left.unit is Unit.TEXT
        and isinstance(item.operand, Literal)
    ]
    if not items or len(found) < len(items) or any(ref != found[0][0] for ref, _ in found):
        return None
    return found[0][0], tuple(word for _, word in found)


def _one_of(slot: str, words: tuple[object, ...]) -> Pair:
    return Pair(f"{slot} in {words!r}", f"{slot} in {(None, *words)!r}")


def _joined(pairs: Iterable[Pair], word: str, empty: Pair) -> Pair:
    items = list(pairs)
    if not items:
        return empty
    if len(items) == 1:
        return items[0]
    return Pair(
        "(" + f" {word} ".join(item.certainly for item in items) + ")",
        "(" + f" {word} ".join(item.possibly for item in items) + ")",
    )


def _compare(left: Ref, op: Op, right: Literal | Ref | object, view: View) -> Pair:
    if left.unit is Unit.FLAG and isinstance(right, Literal):
        word = "True" if right.value else "False"
        other = "False" if right.value else "True"
        slot = view.slot(left)
        return Pair(f"{slot} is {word}", f"{slot} is not {other}")
    if not left.unit.is_ordered:
        return _same_text(left, right, view)
    if isinstance(right, Literal):
        return _against_literal(left, op, right, view)
    assert isinstance(right, Ref | Part)
    return _against_fact(left, op, right, view)


def _same_text(left: Ref, right: object, view: View) -> Pair:
    slot = view.slot(left)
    if isinstance(right, Literal):
        return Pair(f"{slot} == {right.value!r}", f"{slot} in (None, {right.value!r})")
    assert isinstance(right, Ref)
    other = view.slot(right)
    return Pair(
        f"({slot} is not None and {slot} == {other})",
        f"({slot} is None or {other} is None or {slot} == {other})",
    )


def _against_literal(left: Ref, op: Op, right: Literal, view: View) -> Pair:
    slots = view.ordered(left)
    bound = number(right)
    plain = _bounds_against(slots, op, bound)
    if isinstance(right.value, Money) and right.value.currency is not None and right.value.cents:
        same = (
            f"({view.currency(left)} == {right.value.currency!r} or {slots.lo} == 0 == {slots.hi})"
        )
        return Pair(
            f"({same} and {plain.certainly})",
            f"({plain.possibly} if {same} else {slots.lo} <= {slots.hi})",
        )
    return plain


def _bounds_against(slots: Ordered, op: Op, bound: str) -> Pair:
    lo, hi, opt = slots
    if op is Op.EQ:
        return Pair(f"({lo} == {bound} == {hi} and not {opt})", f"{lo} <= {bound} <= {hi}")
    sign = SYMBOL[op]
    sure, maybe = (hi, lo) if op in (Op.LT, Op.LTE) else (lo, hi)
    return Pair(f"({sure} {sign} {bound} and not {opt})", f"{maybe} {sign} {bound}")


def _against_fact(left: Ref, op: Op, other: Ref | Part, view: View) -> Pair:
    right = other.of if isinstance(other, Part) else other
    a, b = view.ordered(left), view.ordered(right)
    if isinstance(other, Part):
        # Both sides by whole numbers: what is compared stays whole, and so exact and cheap.
        factor = other.factor
        a, b = _times(a, factor.denominator), _times(b, factor.numerator)
    exist = f"not {a.opt} and not {b.opt}"
    may_exist = f"{a.lo} <= {a.hi} and {b.lo} <= {b.hi}"
    if op is Op.EQ:
        certainly = f"({exist} and {a.lo} == {a.hi} == {b.lo} == {b.hi})"
        possibly = f"({may_exist} and {a.lo} <= {b.hi} and {b.lo} <= {a.hi})"
    else:
        sign = SYMBOL[op]
        sure = (a.hi, b.lo) if op in (Op.LT, Op.LTE) else (a.lo, b.hi)
        maybe = (a.lo, b.hi) if op in (Op.LT, Op.LTE) else (a.hi, b.lo)
        certainly = f"({exist} and {sure[0]} {sign} {sure[1]})"
        possibly = f"({may_exist} and {maybe[0]} {sign} {maybe[1]})"
    if left.unit is Unit.MONEY and _may_differ_in_currency(left, right):
        one, two = view.currency(left), view.currency(right)
        same = f"{one} is not None and {one} == {two}"
        return Pair(f"({same} and {certainly})", f"({possibly} if {same} else {may_exist})")
    return Pair(certainly, possibly)


def _times(slots: Ordered, number: int) -> Ordered:
    if number == 1:
        return slots
    return Ordered(f"{number} * {slots.lo}", f"{number} * {slots.hi}", slots.opt)


def _may_differ_in_currency(left: Ref, right: Ref) -> bool:
    return has_own_currency(left) or has_own_currency(right)


def _present(left: Ref, view: View) -> Pair:
    if left.unit.is_ordered:
        lo, hi, opt = view.ordered(left)
        known = f"({lo} == {hi} and not {opt} or {lo} > {hi})"
    else:
        known = f"{view.slot(left)} is not None"
    return Pair(known, known)


def _text_match(leaf: TextMatch, view: View) -> Pair:
    assert isinstance(leaf.operand, Literal)
    slot = view.slot(leaf.left)
    holds = TEXT_TESTS[leaf.op].format(slot=slot, text=repr(leaf.operand.value))
    return Pair(f"({slot} is not None and {holds})", f"({slot} is None or {holds})")


def _age(leaf: Age, view: View) -> Pair:
    """`Older` and `Newer`: t + length against as-of, where the length is not fixed; the row holds it. A fixed
    length is taken from as-of instead.
    """
    assert isinstance(leaf.operand, Literal) and isinstance(leaf.operand.value, Duration)
    length = leaf.operand.value
    lo, hi, opt = view.ordered(leaf.left)
    if isinstance(leaf, WithinNext):
        now = view.layout.name(AS_OF)
        until = view.layout.name(Instant(Since.HORIZON, length))
        return Pair(
            f"({now} < {lo} and {hi} <= {until} and not {opt})",
            f"({hi} > {now} and {lo} <= {until})",
        )
    if not length.is_fixed:
        index = view.layout.shift_column(leaf.left, length)
        row, limit = view.row(leaf.left.scope), AS_OF
        lo, hi = f"{row}[{index}]", f"{row}[{index + 1}]"
    else:
        limit = Instant(Since.THRESHOLD, length)
    return _bounds_against(
        Ordered(lo, hi, opt),
        Op.LTE if isinstance(leaf, Older) else Op.GT,
        view.layout.name(limit),
    )


def number(literal: Literal) -> str:
    """Source of a literal of an ordered unit, as it is held in a row."""
    return source_of(held(literal))


def source_of(value: int | Fraction) -> str:
    """Python source of an exact number."""
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"Fraction({value.numerator}, {value.denominator})"
    return repr(int(value))
