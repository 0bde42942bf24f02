"""The values that one fact can have, as far as a condition tells them apart.

Of an ordered fact: beside every number that it is compared with; known not to exist; not known. Of a
text: every word that is asked for, and another one. Where a condition asks whether something is known,
also the ranges between these. Whatever holds for all of them holds for every value there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from msgspec import Struct

from ..calendar import add, negative
from ..language.known import Known
from ..meaning.bounds import INF, NONE, UNKNOWN, Quantity
from ..meaning.layout import Layout
from ..meaning.reading import Reader
from ..meaning.words import name_of
from ..policy.applied import Applied
from ..policy.conditions import (
    NONE_WORD,
    Age,
    Certainly,
    Compare,
    Condition,
    Leaf,
    Literal,
    Present,
    Ref,
    TextMatch,
    Undecided,
    WithinNext,
    held,
)
from ..policy.definitions import (
    CountDistinct,
    CountPeriods,
    Difference,
    GroupCount,
    GroupSum,
    ListCount,
    LongestGap,
    Share,
    Streak,
)
from ..policy.one_currency import currency_told
from ..policy.walk import leaves
from ..snapshot.field import COUNTED, Kind
from ..snapshot.fields import BY_PATH, OBJECTS_WITH_NONE
from ..snapshot.value_text import as_text
from ..units import Duration, Money, Scope, Unit

AS_OF = (Scope.EXPORT, "as_of")
OTHER = "(another word)"
ANOTHER = "XXX"
"""A currency that no condition names."""
MOST_WORDS = 3
"""Of a list of texts that a condition asks for: beyond these their subsets are too many."""
MOST_BOUNDS = 12
"""Numbers that one fact is compared with: beyond these their ranges are too many."""


_NEVER_BELOW_0 = (
    GroupCount | ListCount | CountDistinct | Streak | CountPeriods | Difference | LongestGap
)


class Unsure(Exception):
    """What a condition asks of this fact is more than can be tried."""


class Value(Struct, frozen=True):
    """One value of a fact: its slots, and the currency of money."""

    slots: Any
    currency: str | None = None
    is_partly_known: bool = False
    """Not known, or known only as a range."""


class Imagined(Reader):
    """A row in which one fact has a value; nothing else is asked of it."""

    def __init__(self, layout: Layout, ref: Ref, value: Value) -> None:
        super().__init__(layout, ref.scope, [])
        self._ref = ref
        self._value = value

    def quantity(self, ref: Ref) -> Quantity:
        """The value, and the date of the report."""
        if ref.key == AS_OF:
            now = self.layout.applied.as_of
            return (now, now, False)
        assert ref == self._ref
        found: Quantity = self._value.slots
        return found

    def plain(self, ref: Ref) -> Any:
        """The value."""
        assert ref == self._ref
        return self._value.slots

    def currency(self, ref: Ref) -> str | None:
        """Of the value."""
        return self._value.currency


def subject(leaf: Leaf) -> Ref | None:
    """The fact that a comparison asks, if it is all that the outcome depends on."""
    if isinstance(leaf, Undecided):
        return None
    if isinstance(leaf, Compare) and not isinstance(leaf.operand, Literal):
        is_now = isinstance(leaf.operand, Ref) and leaf.operand.key == AS_OF
        return leaf.left if is_now else None
    return leaf.left


def values_of(
    ref: Ref,
    condition: Condition,
    applied: Applied,
    known: Known | None,
    *,
    is_of_today: bool = False,
) -> list[Value]:
    """Every value of a fact that a condition tells apart; also at the date of the report alone, if that is enough.

    Raises `Unsure`.
    """
    asked = [leaf for leaf in leaves(condition) if subject(leaf) == ref]
    if mixes_ages_and_dates(asked):
        raise Unsure
    if ref.unit.is_ordered:
        return _ordered(ref, asked, condition, applied, is_of_today)
    return [Value(text, is_partly_known=text is None) for text in _plain(ref, asked, known)]


def _plain(ref: Ref, asked: list[Leaf], known: Known | None) -> Iterator[Any]:
    yield None
    if ref.unit is Unit.FLAG:
        yield from (True, False)
        return
    words = sorted({str(text) for text in _texts(asked)})
    if ref.unit.is_list:
        if len(words) > MOST_WORDS:
            raise Unsure
        for size in range(len(words) + 1):
            yield from combinations(words, size)
        return
    if known is not None and known.choices is not None:
        yield from sorted(known.choices)
        return
    yield from (*words, OTHER)
    if any(isinstance(leaf, TextMatch) for leaf in asked):
        yield from (
            f"{one}{OTHER}{two}" for one in ("", *words) for two in ("", *words) if one or two
        )


def _texts(asked: Iterable[Leaf]) -> Iterator[object]:
    for leaf in asked:
        if isinstance(leaf, Compare | TextMatch) and isinstance(leaf.operand, Literal):
            yield leaf.operand.value


def _ordered(
    ref: Ref, asked: list[Leaf], condition: Condition, applied: Applied, is_of_today: bool
) -> list[Value]:
    low, high = least_and_most(ref, applied)
    bounds = {bound for leaf in asked for bound in _bounds(leaf, applied, is_of_today)}
    if len(bounds) > MOST_BOUNDS:
        raise Unsure
    # A date that is not compared with another is a recent one.
    somewhere = applied.as_of if ref.unit is Unit.INSTANT else 0
    points = _points(bounds or {somewhere}, ref, low, high)
    found: list[Quantity] = [(point, point, False) for point in points]
    if may_be_none(ref, applied):
        found.append(NONE)
    open_ones: list[Quantity] = [UNKNOWN]
    if _asks_what_is_known(condition):
        ends = [-INF, *points, INF]
        pairs = ((one, two) for place, one in enumerate(ends) for two in ends[place + 1 :])
        open_ones += [(one, two, may) for one, two in pairs for may in (False, True)]
    currencies: list[str | None] = [*sorted(currencies_of(asked)), None]
    if len(currencies) > 1:
        told = currency_told(applied.pack)
        currencies = [ANOTHER, *currencies] if told is None else [told.currency]
    return [
        Value(slots, currency, is_partly)
        for group, is_partly in ((found, False), (open_ones, True))
        for slots in group
        for currency in currencies
    ]


def _points(bounds: set[Any], ref: Ref, low: Any, high: Any) -> list[Any]:
    """The numbers themselves and those beside them; between ratios also the middle."""
    found = {Fraction(bound) + step for bound in bounds for step in (-1, 0, 1)}
    if ref.unit in (Unit.RATIO, Unit.COUNT):
        order = sorted(found)
        found |= {(one + two) / 2 for one, two in pairwise(order)}
    found |= {bound for bound in (low, high) if abs(bound) != INF}
    if ref.unit is Unit.COUNT:
        found = {number for number in found if number.denominator == 1}
    held_so = (int(one) if one.denominator == 1 else one for one in found if low <= one <= high)
    return sorted(held_so)


def _asks_what_is_known(condition: Condition) -> bool:
    if isinstance(condition, Certainly | Present):
        return True
    items = getattr(condition, "items", None) or (getattr(condition, "item", None),)
    return any(_asks_what_is_known(item) for item in items if item is not None)


def _bounds(leaf: Leaf, applied: Applied, is_of_today: bool) -> Iterator[Any]:
    now = applied.as_of
    if isinstance(leaf, Age):
        assert isinstance(leaf.operand, Literal) and isinstance(leaf.operand.value, Duration)
        length = leaf.operand.value
        if not length.is_fixed and not is_of_today:
            raise Unsure  # how long it is differs from day to day
        yield now
        is_ahead = isinstance(leaf, WithinNext)
        yield add(now, length if is_ahead else negative(length), applied.holidays)
    elif isinstance(leaf, Compare) and isinstance(leaf.operand, Ref):
        yield now
    elif isinstance(leaf, Compare) and isinstance(leaf.operand, Literal):
        yield held(leaf.operand)


def currencies_of(asked: Iterable[Leaf]) -> set[str]:
    """The currencies in which comparisons name amounts."""
    values = (
        leaf.operand.value
        for leaf in asked
        if isinstance(leaf, Compare) and isinstance(leaf.operand, Literal)
    )
    return {value.currency for value in values if isinstance(value, Money) and value.currency}


def number_in(leaf: Leaf) -> int | Fraction | None:
    """The number with which a count or a ratio is compared, where one is written out."""
    operand = leaf.operand if isinstance(leaf, Compare) else None
    value = operand.value if isinstance(operand, Literal) else None
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def least_and_most(ref: Ref, applied: Applied) -> tuple[Any, Any]:
    """Between what a fact certainly lies, by its field or its definition."""
    field = BY_PATH.get(ref.key)
    if field is not None:
        return field.limits or (0 if field.kind in COUNTED else -INF, INF)
    definition = applied.facts.get(ref.key)
    if isinstance(definition, Share):
        return (0, 1)
    if isinstance(definition, _NEVER_BELOW_0):
        return (0, INF)
    if isinstance(definition, GroupSum) and least_and_most(definition.of, applied)[0] == 0:
        return (0, INF)
    return (-INF, INF)


def may_be_none(ref: Ref, applied: Applied) -> bool:
    """Whether a fact may be known not to exist."""
    field = BY_PATH.get(ref.key)
    if field is not None:
        return field.kind is Kind.INSTANT or ref.name.partition(".")[0] in OBJECTS_WITH_NONE
    definition = applied.facts.get(ref.key)
    return not isinstance(definition, GroupCount | ListCount | CountDistinct | Streak)


def value_words(ref: Ref, value: Value) -> str:
    """`budget: 1000.00 USD`, `status: not known`."""
    return f"{name_of(ref)}: {_words(ref, value)}"


def _words(ref: Ref, value: Value) -> str:
    slots = value.slots
    if not ref.unit.is_ordered:
        if slots is None:
            return "not known"
        return ", ".join(slots) or "[]" if isinstance(slots, tuple) else as_text(ref.unit, slots)
    if slots == NONE:
        return NONE_WORD
    low, high, _ = slots
    if low != high:
        return "not known"
    return as_text(ref.unit, low, value.currency)


def mixes_ages_and_dates(asked: Iterable[Leaf]) -> bool:
    """Ages run with time, dates do not: what holds of both together holds today alone."""
    items = list(asked)
    ages = any(isinstance(leaf, Age) for leaf in items)
    dates = any(
        isinstance(leaf, Compare)
        and leaf.left.unit is Unit.INSTANT
        and isinstance(leaf.operand, Literal)
        for leaf in items
    )
    return ages and dates
