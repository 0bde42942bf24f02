"""How a condition can come out when one of its facts has a value and all others may be anything.

Outcomes are numbers: 0 it does not hold, 1 it is open, 2 it holds. What the one fact decides is asked of the
trace, which is the specification. What is found impossible here is impossible; what is found possible may
still not be, since facts are taken as independent of each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from ..meaning.bounds import INF
from ..meaning.layout import Layout
from ..meaning.trace import decide
from ..policy.conditions import All, AnyOf, Certainly, Condition, Not, Ref
from ..policy.one_currency import currency_told
from ..policy.walk import leaves
from ..units import Unit
from .linted import Linted
from .values import Imagined, Unsure, Value, least_and_most, subject, values_of

FAILS, OPEN, HOLDS = 0, 1, 2
Range = tuple[int, int]
"""The least and the greatest outcome."""


class Tried(Struct, frozen=True):
    """A value of the fact, and the row in which it has that."""

    value: Value
    row: Imagined


class Trial:
    """One fact of a condition, with all values of it that the condition tells apart."""

    def __init__(self, linted: Linted, ref: Ref, condition: Condition, as_of: int) -> None:
        applied = linted.applied(as_of)
        layout = Layout(applied, ())
        known = linted.known.get(ref.key)
        self.ref = ref
        self.tried = [
            Tried(value, Imagined(layout, ref, value))
            for value in values_of(ref, condition, applied, known)
        ]
        self.let_all_hold: Tried | None = None
        """The value with which a part was last found possible beside others: mostly the next is so as well."""

    def outcome(self, node: Condition, row: Imagined) -> Range:
        """The outcomes that a part of the condition can have."""
        match node:
            case All(items):
                found = [self.outcome(item, row) for item in items] or [(HOLDS, HOLDS)]
                return (min(low for low, _ in found), min(high for _, high in found))
            case AnyOf(items):
                found = [self.outcome(item, row) for item in items] or [(FAILS, FAILS)]
                return (max(low for low, _ in found), max(high for _, high in found))
            case Not(item):
                low, high = self.outcome(item, row)
                return (HOLDS - high, HOLDS - low)
            case Certainly(item):
                low, high = self.outcome(item, row)
                return (HOLDS * (low == HOLDS), HOLDS * (high == HOLDS))
            case _:
                if subject(node) != self.ref:
                    return (FAILS, HOLDS)
                certainly, possibly = decide(node, row)
                outcome = int(certainly) + int(possibly)
                return (outcome, outcome)


def trials(linted: Linted, condition: Condition, as_of: int) -> Iterator[Trial]:
    """One for every fact of which all values can be tried.

    A fact that is asked once, and of which nothing is known beforehand, leaves every outcome open.
    """
    asked = Counter(ref for leaf in leaves(condition) if (ref := subject(leaf)) is not None)
    for ref, times in asked.items():
        if times == 1 and not is_limited(linted, ref, as_of):
            continue
        try:
            yield Trial(linted, ref, condition, as_of)
        except Unsure:
            continue


def is_limited(linted: Linted, ref: Ref, as_of: int) -> bool:
    """Whether something is known of the values of a fact beforehand."""
    if not ref.unit.is_ordered:
        return False
    applied = linted.applied(as_of)
    if ref.unit is Unit.MONEY and currency_told(applied.pack) is not None:
        return True
    low, high = least_and_most(ref, applied)
    return bool(low != -INF or high != INF)
