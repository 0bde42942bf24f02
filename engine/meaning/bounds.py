"""Arithmetic on facts that are only partly known.

A quantity is (lo, hi, opt): it lies in the closed range lo..hi, or, where `opt`, it may be `none`.
Every function returns the tightest quantity it can that covers all ways the unknown may turn out.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from ..calendar import Holidays, add_to_bounds, end_of_day, floor_day, known_part, next_weekday
from ..units import Duration

INF = math.inf
Bound = int | float | Fraction
Quantity = tuple[Bound, Bound, bool]

UNKNOWN: Quantity = (-INF, INF, True)
NONE: Quantity = (INF, -INF, True)
UNCOUNTED: Quantity = (0, INF, False)
"""A number of things of which nothing is known."""


def later_of(values: Iterable[Quantity]) -> Quantity:
    """The latest; `none` is passed over, and is the result where all are `none`."""
    # One plain loop: this is called for most facts of every row.
    least: Bound | None = None
    sure: Bound | None = None
    high: Bound = -INF
    for lo, hi, opt in values:
        if lo > hi:
            continue
        if least is None or lo < least:
            least = lo
        if hi > high:
            high = hi
        if not opt and (sure is None or lo > sure):
            sure = lo
    if least is None:
        return NONE
    return (least, high, True) if sure is None else (sure, high, False)


def earlier_of(values: Iterable[Quantity]) -> Quantity:
    """The earliest; `none` is passed over, and is the result where all are `none`."""
    low, high, opt = later_of([(-value[1], -value[0], value[2]) for value in values])
    return (-high, -low, opt)


def either(values: Sequence[Quantity]) -> Quantity:
    """One of these, not known which."""
    if len(values) == 1:
        return values[0] if values[0][0] <= values[0][1] else NONE
    low: Bound = INF
    high: Bound = -INF
    may_be_none = exists = False
    for lo, hi, opt in values:
        if opt:
            may_be_none = True
        if lo <= hi:
            exists = True
            if lo < low:
                low = lo
            if hi > high:
                high = hi
    if not exists:
        return NONE if values else UNKNOWN
    return (low, high, may_be_none)


def same_text(values: Sequence[str | None]) -> str | None:
    """The text on which all agree; None, not known, where they do not."""
    return values[0] if values and all(value == values[0] for value in values) else None


def first_known(values: Iterable[Quantity]) -> Quantity:
    """The first value that is known exactly; `none` if all are `none`, else not known."""
    all_none = True
    for value in values:
        if value[0] == value[1] and not value[2]:
            return value
        all_none = all_none and value[0] > value[1]
    return NONE if all_none else UNKNOWN


def narrowed(value: Quantity, by: Quantity) -> Quantity:
    """What both say; the first alone where they exclude each other."""
    low, high, opt = max(value[0], by[0]), min(value[1], by[1]), value[2] and by[2]
    if low <= high:
        return (low, high, opt)
    return NONE if opt else value


def at_least(value: Quantity, bound: Quantity) -> Quantity:
    """The value, which exists and is not below the bound; unchanged where that cannot be, or where the
    bound may be `none`.
    """
    if bound[2] or bound[0] > bound[1] or bound[0] > value[1]:
        return value
    return (max(value[0], bound[0]), value[1], False)


def at_most(value: Quantity, bound: Quantity) -> Quantity:
    """The value, not above the bound where it exists; unchanged where that cannot be."""
    if bound[2] or bound[0] > bound[1] or bound[1] < value[0]:
        return value
    return (value[0], min(value[1], bound[1]), value[2])


def denied_below(value: Quantity, bound: Quantity) -> Quantity:
    """A stated value that lies below a certain bound is nothing but that bound: not known from there on."""
    if bound[2] or bound[0] > bound[1] or value[1] >= bound[0]:
        return value
    return (bound[0], INF, False)


def denied_above(value: Quantity, bound: Quantity) -> Quantity:
    """A stated value that lies above a certain bound: not known up to there."""
    if bound[2] or bound[0] > bound[1] or value[0] <= bound[1]:
        return value
    return (-INF, bound[1], value[2])


def difference(left: Quantity, right: Quantity) -> Quantity:
    """Left less right, not below 0; `none` where either is."""
    if left[0] > left[1] or right[0] > right[1]:
        return NONE
    low = max(0, left[0] - right[1])
    high = max(0, left[1] - right[0])
    return (low, high, left[2] or right[2])


def times(value: Quantity, factor: Fraction) -> Quantity:
    """A quantity multiplied by more than 0; exact."""
    low, high = (end if end in (INF, -INF) else end * factor for end in value[:2])
    return (low, high, value[2])


def shifted(value: Quantity, lengths: Sequence[Duration], holidays: Holidays) -> Quantity:
    """An instant with lengths added one by one."""
    low, high, opt = value
    if low > high or (low == -INF and high == INF):
        return value
    for length in lengths:
        low, high = add_to_bounds(low, high, length, holidays)  # type: ignore[arg-type]
    return (low, high, opt)


def floored(value: Quantity) -> Quantity:
    """An instant rounded down to 00:00 UTC."""
    return _mapped(value, floor_day)


def lasting(value: Quantity) -> Quantity:
    """An instant, and for 00:00 UTC, which stands for a day without an hour, the last second of that day."""
    low, high, opt = value
    if low > high:
        return value
    if low == high:
        end = end_of_day(int(low))
        return (end, end, opt)
    if math.isinf(high):
        return value
    midnight = floor_day(int(high))
    return (low, end_of_day(midnight) if midnight >= low else high, opt)


def to_weekday(value: Quantity, weekday: int, time: int) -> Quantity:
    """The next such weekday and time of day, strictly after."""
    return _mapped(value, lambda instant: next_weekday(instant, weekday, time))


def _mapped(value: Quantity, step: Any) -> Quantity:
    low, high, opt = value
    if low > high:
        return value
    least, most = known_part(
        low if low == -INF else step(low),  # type: ignore[arg-type]
        high if high == INF else step(high),  # type: ignore[arg-type]
    )
    return (least, most, opt)


def table_rows(value: Quantity, limits: Sequence[Bound]) -> range:
    """Which steps a quantity may fall on: the first whose limit it does not exceed; one more is "else"."""
    if value[0] > value[1]:
        return range(0)
    return range(bisect_left(limits, value[0]), bisect_left(limits, value[1]) + 1)


def table(value: Quantity, limits: Sequence[Bound], results: Sequence[Quantity]) -> Quantity:
    """The result of the step on which a quantity falls; `none` gives `none`."""
    rows = table_rows(value, limits)
    if not rows:
        return NONE
    low, high, opt = either([results[row] for row in rows])
    return (low, high, opt or value[2])


def table_text(value: Quantity, limits: Sequence[Bound], results: Sequence[str]) -> str | None:
    """The text of the step on which a quantity falls; "none" for `none`."""
    rows = table_rows(value, limits)
    if not rows:
        return "none"
    if value[2]:
        return None
    return same_text([results[row] for row in rows])


def list_end(items: tuple[int, ...] | None, latest: bool) -> Quantity:
    """Latest or earliest entry of a list field: `none` where it is empty."""
    if items is None:
        return UNKNOWN
    if not items:
        return NONE
    end = max(items) if latest else min(items)
    return (end, end, False)


def list_count(items: tuple[Any, ...] | None) -> Quantity:
    """Number of entries of a list field."""
    return UNCOUNTED if items is None else (len(items), len(items), False)


def payments_sum(payments: tuple[tuple[int | None, int | None], ...] | None) -> Quantity:
    """Sum of the amounts, in cents. One that is not known may be a refund, but no more went back than was
    paid: where something is not known, the sum is 0 or more.
    """
    if payments is None or any(amount is None for amount, _ in payments):
        return UNCOUNTED
    known = sum(amount for amount, _ in payments if amount is not None)
    return (known, known, False)


def one_currency(
    low: Bound, high: Bound, currencies: set[str | None]
) -> tuple[Bound, Bound, bool, str | None]:
    """A sum with its currency; amounts of several currencies, or of ones not known, do not add up:
    only whether there is anything at all remains known.
    """
    if len(currencies) > 1 or None in currencies:
        return (min(1, low), INF, False, None)
    return (low, high, False, next(iter(currencies), None))


def share(certain: int, of_certain: int, lifting: int, lowering: int, possible: int) -> Quantity:
    """Bounds of an exact ratio.

    certain: members surely in both; of_certain: surely in the whole; lifting: members that may be
    added to both; lowering: members that may count in the whole without the part; possible: members
    of the part, at most, among those surely in the whole.
    """
    opt = of_certain == 0
    if of_certain + lifting + lowering == 0:
        return NONE
    least = of_certain + lowering
    low = Fraction(certain, least) if least else Fraction(1)
    most = of_certain + lifting
    high = Fraction(possible + lifting, most) if most else Fraction(0)
    return (low, high, opt)


def oldest_if_none(lo: Bound, hi: Bound, opt: bool) -> tuple[Bound, Bound]:
    """Bounds of a sort key: `none` sorts before every instant."""
    if lo > hi:
        return (-INF, -INF)
    return (-INF, hi) if opt else (lo, hi)


class Place(NamedTuple):
    """One contract among those that are ranked, with the ends of its sort key."""

    is_sure: bool
    lo: tuple[Any, ...]
    hi: tuple[Any, ...]
    row: int
    """Identity of the row."""


def ranks(
    places: Sequence[Place], is_complete: bool, others: Sequence[Sequence[tuple[Any, ...]]] = ()
) -> dict[int, Quantity]:
    """The 1-based place of each, by its row.

    `others`: the low ends of those that only may belong, sorted.
    """
    sure = sorted(place.hi for place in places if place.is_sure)
    possible = sorted(place.lo for place in places)
    result: dict[int, Quantity] = {}
    for place in places:
        before = bisect_left(sure, place.lo)
        may_be_before = bisect_left(possible, place.hi) - (place.lo < place.hi)
        may_be_before += sum(bisect_left(other, place.hi) for other in others)
        high = 1 + may_be_before if is_complete else INF
        result[place.row] = (1 + before, high, not place.is_sure)
    return result
