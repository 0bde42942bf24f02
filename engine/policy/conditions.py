"""Conditions of the policy language, as typed immutable values.

Every condition is decided as a pair (certainly, possibly); see `closeout.engine.meaning.trace.decide`
for what each comparison means. Every comparison asks something of the fact `left`; what it is
compared with is its `operand`, None where it needs none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, assert_never

from msgspec import Struct

from ..units import Duration, Money, Scope, Unit

NONE_WORD = "none"
"""Written for what is known not to exist."""

LiteralValue = int | Fraction | str | bool | Money | Duration | tuple[int, ...]


FactKey = tuple[Scope, str]
"""Scope and name, by which a fact is known."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A fact that a policy names, resolved to its scope."""

    scope: Scope
    name: str
    unit: Unit
    written: str = field(default="", compare=False)
    """As the policy wrote it: `contract.status` or `status`."""

    def __reduce__(self) -> tuple[type[Ref], tuple[Scope, str, Unit, str]]:
        """Stored packs hold thousands: made by their class they are read in a third of the time."""
        return Ref, (self.scope, self.name, self.unit, self.written)

    @property
    def key(self) -> FactKey:
        """Scope and name: what the catalogue and the tables of facts know it by."""
        return (self.scope, self.name)

    @property
    def full(self) -> str:
        """Scope and name: `contract.status`."""
        return f"{self.scope}.{self.name}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the policy, in the representation of its unit.

    `none` with an ordered unit is "known not to exist"; only as a value of a `Case` or `Constant`, and
    as what an operator reads, of which it makes `IsNone`.
    """

    value: LiteralValue
    unit: Unit
    param: str = field(default="", compare=False)
    """The param that the value was looked up from, if any."""

    def __reduce__(self) -> tuple[type[Literal], tuple[LiteralValue, Unit, str]]:
        """As for `Ref`."""
        return Literal, (self.value, self.unit, self.param)


class Param(Struct, frozen=True):
    """A named value of the pack; it may be dated, and is looked up at as-of."""

    name: str
    unit: Unit


class Part(Struct, frozen=True):
    """So much of a fact: `50% of budget`. Exact; in the unit of the fact, and `none` where that is."""

    of: Ref
    times: Literal | Param
    """More than 0."""

    @property
    def factor(self) -> Fraction:
        """Once the param was looked up."""
        assert isinstance(self.times, Literal) and isinstance(self.times.value, int | Fraction)
        return Fraction(self.times.value)


Operand = Literal | Param | Ref
Bound = Operand | Part
"""What an ordered fact is compared with."""
Length = Literal | Param
"""A duration that is known when the policy is applied."""


class Op(StrEnum):
    """A comparison. For instants lt is "before" and gt is "after"."""

    EQ = "eq"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"


class All(Struct, frozen=True):
    """Kleene's and; an empty one is true."""

    items: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """Kleene's or; an empty one is false."""

    items: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """Kleene's not."""

    item: Condition


class Certainly(Struct, frozen=True):
    """Two-valued: true only where the condition is certainly true."""

    item: Condition


class Compare(Struct, frozen=True):
    """An ordered fact, text or flag against an operand. `none` compares false, also when equal.

    Flags and texts know EQ alone.
    """

    left: Ref
    op: Op
    operand: Bound


class IsNone(Struct, frozen=True):
    """The fact is known not to exist: `ended_at: none`. Ordered units alone; for texts `none` is a word."""

    left: Ref
    operand: ClassVar[None] = None


class Present(Struct, frozen=True):
    """Two-valued: the fact is known exactly, be it a value or `none`."""

    left: Ref
    operand: ClassVar[None] = None


class TextOp(StrEnum):
    """What is asked of texts by a text."""

    CONTAINS = "contains"
    """A list of texts has this one."""
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"

    def holds(self, texts: str | tuple[str, ...], text: str) -> bool:
        """Whether it is so of a known text, or list of texts; letter by letter."""
        match self:
            case TextOp.CONTAINS:
                return text in texts
            case TextOp.STARTS_WITH:
                return str(texts).startswith(text)
            case TextOp.ENDS_WITH:
                return str(texts).endswith(text)
            case _:
                assert_never(self)


class TextMatch(Struct, frozen=True):
    """A text, or a list of texts, asked by a text that the policy gives."""

    left: Ref
    op: TextOp
    operand: Literal | Param


class Older(Struct, frozen=True):
    """t + D <= as_of. False for `none`."""

    left: Ref
    operand: Length


class Newer(Struct, frozen=True):
    """The negation of `Older` for a known t; false for `none`."""

    left: Ref
    operand: Length


class WithinNext(Struct, frozen=True):
    """as_of < t <= as_of + D. False for `none`."""

    left: Ref
    operand: Length


class Undecided(Struct, frozen=True):
    """Possible, never certain: a param of the leaf has no value at as-of. Made when a pack is applied."""

    reason: str


Age = Older | Newer | WithinNext
"""An instant against as-of and a length of time."""
Comparison = Compare | IsNone | Present | TextMatch | Age
Leaf = Comparison | Undecided
Condition = All | AnyOf | Not | Certainly | Leaf


def held(literal: Literal) -> int | Fraction:
    """The number that a row would hold for a literal: cents, seconds, count or ratio."""
    value = literal.value
    if isinstance(value, Money):
        return value.cents
    if isinstance(value, Duration):
        return value.seconds
    assert isinstance(value, int | Fraction)
    return value
