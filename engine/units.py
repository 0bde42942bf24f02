"""Units of facts, and the values that are held in them.

| unit      | held as                                              |
|-----------|------------------------------------------------------|
| money     | whole cents (int), with the currency beside it       |
| instant   | whole seconds since 1970-01-01 UTC (int)             |
| duration  | whole seconds (int); in policies also months, business days |
| count     | int                                                  |
| ratio     | int or Fraction, exact                               |
| text      | str                                                  |
| flag      | bool                                                 |
| instants  | tuple of int                                         |
| texts     | tuple of str                                         |
| payments  | tuple of (cents or None, instant or None)            |
| custom    | tuple of `closeout.engine.snapshot.model.Custom`     |
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct


class Unit(StrEnum):
    """What a fact measures; two units are never compared."""

    MONEY = "money"
    INSTANT = "instant"
    DURATION = "duration"
    COUNT = "count"
    RATIO = "ratio"
    TEXT = "text"
    FLAG = "flag"
    INSTANTS = "instants"
    TEXTS = "texts"
    PAYMENTS = "payments"
    CUSTOM = "custom"

    @property
    def is_ordered(self) -> bool:
        """Held as a pair of bounds: money, instant, duration, count, ratio."""
        return self in ORDERED

    @property
    def is_list(self) -> bool:
        """Holds several values: instants, texts, payments, fields of a user's own."""
        return self in (Unit.INSTANTS, Unit.TEXTS, Unit.PAYMENTS, Unit.CUSTOM)


ORDERED = frozenset({Unit.MONEY, Unit.INSTANT, Unit.DURATION, Unit.COUNT, Unit.RATIO})
NUMBERS = frozenset({Unit.COUNT, Unit.RATIO})
"""Plain numbers: these two units may be compared with each other."""


class Scope(StrEnum):
    """What a fact or a rule speaks of, from the innermost outward."""

    MILESTONE = "milestone", 0
    CONTRACT = "contract", 1
    CLIENT = "client", 2
    ACCOUNT = "account", 3
    EXPORT = "export", 4

    depth: int
    """0 for a milestone, 4 for the export."""

    def __new__(cls, word: str, depth: int = 0) -> Scope:
        scope = str.__new__(cls, word)
        scope._value_ = word
        scope.depth = depth
        return scope

    def sees(self, other: Scope) -> bool:
        """A scope sees itself and the scopes that enclose it."""
        return other.depth >= self.depth

    @property
    def visible(self) -> tuple[Scope, ...]:
        """Itself and the enclosing scopes, nearest first."""
        return SCOPES[self.depth :]


SCOPES: tuple[Scope, ...] = tuple(Scope)


class Money(Struct, frozen=True):
    """An amount in cents; a currency of None is allowed for zero alone."""

    cents: int
    currency: str | None


class Duration(Struct, frozen=True):
    """A length of time: seconds (a day is 24 hours), calendar months, business days."""

    seconds: int = 0
    months: int = 0
    business_days: int = 0

    @property
    def is_fixed(self) -> bool:
        """Only seconds, so that it can be compared and added without a calendar."""
        return not self.months and not self.business_days


Number = int | Fraction
