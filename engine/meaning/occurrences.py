"""How often, and how far apart, the entries of a list happened, as far as it is known.

Of a list of payments only those of more than 0 happened: a refund is no payment. One whose amount is not
known may have happened, and one whose instant is not known lies anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..calendar import DAY, NO_HOLIDAYS, Holidays, add, negative
from ..units import Duration
from .bounds import INF, NONE, UNCOUNTED, Bound, Quantity, either

Payments = tuple[tuple[int | None, int | None], ...]
Range = tuple[Bound, Bound]


class Occurrences(NamedTuple):
    """What happened, and what may have; the instants are in order."""

    sure: Sequence[Bound]
    maybe: Sequence[Bound]
    """Instants at which something may have happened."""
    sure_somewhere: int
    """How many others surely happened, not known when."""
    somewhere: Bound
    """How many others may have happened at most, not known when; the sure ones are among them."""

    @property
    def possible(self) -> list[Bound]:
        """Every known instant, in order."""
        return sorted((*self.sure, *self.maybe))

    def backwards(self) -> Occurrences:
        """The same with the time running back."""
        sure, maybe = ([-at for at in reversed(part)] for part in (self.sure, self.maybe))
        return self._replace(sure=sure, maybe=maybe)


NOT_KNOWN = Occurrences((), (), 0, INF)


def of_instants(items: tuple[int, ...] | None) -> Occurrences:
    """The entries of a list of instants."""
    return NOT_KNOWN if items is None else Occurrences(sorted(items), (), 0, 0)


def come(payments: Payments, latest: int) -> Payments:
    """The payments; of one that is dated after `latest` it is not known when it was made."""
    if all(paid_at is None or paid_at <= latest for _, paid_at in payments):
        return payments
    return tuple(
        (amount, None if paid_at is not None and paid_at > latest else paid_at)
        for amount, paid_at in payments
    )


def of_payments(payments: Payments | None) -> Occurrences:
    """The payments of more than 0."""
    if payments is None:
        return NOT_KNOWN
    sure = [at for amount, at in payments if amount is not None and amount > 0]
    maybe = [at for amount, at in payments if amount is None]
    return Occurrences(
        sorted(at for at in sure if at is not None),
        sorted(at for at in maybe if at is not None),
        sure.count(None),
        sure.count(None) + maybe.count(None),
    )


def payments_end(payments: Payments | None, latest: bool) -> Quantity:
    """The instant of the latest or earliest payment of more than 0; `none` where there is none."""
    if payments is not None and not any(None in payment for payment in payments):
        known = [at for amount, at in payments if amount and at is not None and amount > 0]
        if not known:
            return NONE
        end = max(known) if latest else min(known)
        return (end, end, False)
    items = of_payments(payments)
    if not items.possible and not items.somewhere:
        return NONE
    if not latest:
        low, high, opt = _latest(items.backwards())
        return (-high, -low, opt)
    return _latest(items)


def _latest(items: Occurrences) -> Quantity:
    """The last of what happened, or may have; there is something of it."""
    if items.sure:
        low: Bound = items.sure[-1]
    else:
        low = -INF if items.somewhere else items.maybe[0]
    high = INF if items.somewhere else items.possible[-1]
    return (low, high, not items.sure and not items.sure_somewhere)


def count_periods(
    items: Occurrences,
    every: Duration,
    since: Quantity | None,
    holidays: Holidays = NO_HOLIDAYS,
) -> Quantity:
    """In how many periods, counted from `since` or from the earliest entry, there is an entry."""
    if items.somewhere == INF:
        return UNCOUNTED
    start = _start(items) if since is None else _known(since)
    least = int(bool(items.sure) or items.sure_somewhere > 0)
    if start is None:
        return (least, len(items.sure) + len(items.maybe) + items.somewhere, False)
    sure = {_period(start, int(at), every, holidays) for at in items.sure}
    maybe = {_period(start, int(at), every, holidays) for at in items.maybe}
    return (max(least, len(sure)), len(sure | maybe) + items.somewhere, False)


def _known(instant: Quantity) -> int | None:
    return int(instant[0]) if instant[0] == instant[1] and not instant[2] else None


def _start(items: Occurrences) -> int | None:
    """The earliest entry; None where it is not known which one that is."""
    if items.somewhere or not items.sure or min(items.possible) < items.sure[0]:
        return None
    return int(items.sure[0])


def _period(since: int, item: int, every: Duration, holidays: Holidays) -> int:
    """Largest k with since + k * every <= item: divided where a length is fixed, else halved out of the
    periods that there could be if each were as short as can be.
    """
    if every.is_fixed:
        return (item - since) // every.seconds
    shortest = every.seconds + every.months * 28 * DAY + every.business_days * DAY
    most = abs(item - since) // shortest + 1
    low, high = -most, most
    while low < high:
        middle = (low + high + 1) // 2
        if add(since, _times(every, middle), holidays) <= item:
            low = middle
        else:
            high = middle - 1
    return low


def _times(length: Duration, count: int) -> Duration:
    if count < 0:
        return negative(_times(length, -count))
    return Duration(length.seconds * count, length.months * count, length.business_days * count)


def longest_gap(items: Occurrences, since: Quantity | None, to: Quantity | None) -> Quantity:
    """The longest time between neighbouring entries; `since` and `to` are entries at both ends, and what
    lies outside of them is left out. `none` for fewer than two, and where `to` is before `since`.
    """
    return either([gaps.longest for gaps in ways(items, since, to)])


class Gaps(NamedTuple):
    """The times between neighbours, in the case in which the longest is shortest, and in that in which it is
    longest; empty where there are fewer than two entries for sure.
    """

    least: Sequence[Bound]
    free: Bound
    """How many entries may lie anywhere between those of `least`."""
    most: Sequence[Bound]
    may_be_none: bool

    @property
    def longest(self) -> Quantity:
        """The bounds of the longest."""
        return (self.shortest, max(self.most), self.may_be_none) if self.most else NONE

    @property
    def shortest(self) -> Bound:
        """The longest where the free entries lie as well as can be: the smallest whole length of which
        no gap has to exceed one.
        """
        high = max(self.least)
        if not self.free or not high:
            return high
        if self.free == INF:
            return 0
        low, lengths = 1, [int(gap) for gap in self.least if gap]
        while low < high:
            middle = int(low + high) // 2
            if sum((length - 1) // middle for length in lengths) <= self.free:
                high = middle
            else:
                low = middle + 1
        return high


NO_GAPS = Gaps((), 0, (), may_be_none=True)


def ways(items: Occurrences, since: Quantity | None, to: Quantity | None) -> Iterator[Gaps]:
    """The gaps with each end and without it, where it may be `none`."""
    for first in _ends(since):
        for last in _ends(to):
            if first is not None and last is not None:
                yield _between(items, first, last)
            elif last is not None:
                yield _until(items, last)
            elif first is not None:
                yield _until(items.backwards(), (-first[1], -first[0]))
            else:
                yield _among(items)


def _ends(instant: Quantity | None) -> list[Range | None]:
    if instant is None or instant[0] > instant[1]:
        return [None]
    return [instant[:2], None] if instant[2] else [instant[:2]]


def _between(items: Occurrences, since: Range, to: Range) -> Gaps:
    """From one end to the other: the longest gap only grows as they part, and as entries are left out."""
    if since[0] > to[1]:
        return NO_GAPS
    least: Sequence[Bound] = [0]
    if since[1] < to[0]:
        least = _gaps([since[1], *_within(items.possible, since[1], to[0]), to[0]])
    most = _gaps([since[0], *_within(items.sure, since[0], to[1]), to[1]])
    return Gaps(least, items.somewhere, most, may_be_none=since[1] > to[0])


def _until(items: Occurrences, to: Range) -> Gaps:
    """From the first entry to an end, at which there has to be an entry before it."""
    possible = _within(items.possible, -INF, to[1])
    if not possible and not items.somewhere:
        return NO_GAPS
    most: Sequence[Bound] = [INF]
    if not items.somewhere:
        most = _gaps([possible[0], *_within(items.sure, -INF, to[1]), to[1]])
    sure = _within(items.sure, -INF, to[0])
    if sure:
        least = _gaps([*_within(items.possible, sure[0], to[0]), to[0]])
    elif items.somewhere or possible[-1] >= to[0]:
        least = [0]
    else:
        least = [to[0] - possible[-1]]
    return Gaps(least, items.somewhere, most, may_be_none=not sure)


def _among(items: Occurrences) -> Gaps:
    """From the first entry to the last."""
    sure, possible = items.sure, items.possible
    if len(possible) + items.somewhere < 2:
        return NO_GAPS
    most: Sequence[Bound] = [INF]
    if not items.somewhere:
        most = _gaps(sorted((possible[0], *sure, possible[-1])))
    if len(sure) > 1:
        least = _gaps(_within(possible, sure[0], sure[-1]))
    elif items.somewhere:
        least = [0]
    else:
        least = [min(two - one for one, two in pairwise(possible) if {one, two} >= set(sure))]
    return Gaps(least, items.somewhere, most, len(sure) + items.sure_somewhere < 2)


def _within(instants: Iterable[Bound], low: Bound, high: Bound) -> list[Bound]:
    return [at for at in instants if low <= at <= high]


def _gaps(instants: Iterable[Bound]) -> list[Bound]:
    return [two - one for one, two in pairwise(instants)]
