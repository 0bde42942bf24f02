"""Adding lengths of time to instants, in UTC and without a clock.

Days are 24 hours. Months clamp to the end of the month. Business days skip Saturday, Sunday and
the given holidays, and keep the time of day.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable
from datetime import UTC, datetime

from .units import Duration

DAY = 86_400
"""Seconds of a day."""

FIRST = -62_135_596_800
"""0001-01-01T00:00:00Z, the earliest instant."""

LAST = 253_402_300_799
"""9999-12-31T23:59:59Z, the latest instant; sums beyond it stay there."""

Bound = int | float
"""An instant or a number; infinite where there is no bound."""

Holidays = frozenset[int]
"""Days that are no business days, as days since 1970-01-01."""


def holidays_of(midnights: Iterable[int]) -> Holidays:
    """The set of days that contain the given instants."""
    return frozenset(midnight // DAY for midnight in midnights)


def add(instant: int, length: Duration, holidays: Holidays = frozenset()) -> int:
    """The instant a length later; months first, then business days, then seconds."""
    if length.months:
        instant = _add_months(instant, length.months)
    if length.business_days:
        instant = _add_business_days(instant, length.business_days, holidays)
    return min(max(instant + length.seconds, FIRST), LAST)


def negative(length: Duration) -> Duration:
    """The length to add in order to go back."""
    return Duration(-length.seconds, -length.months, -length.business_days)


def add_to_bounds(
    low: Bound, high: Bound, length: Duration, holidays: Holidays = frozenset()
) -> tuple[Bound, Bound]:
    """Bounds of t + length for every t of the closed range; (inf, -inf), the empty one, stays empty."""
    if low > high:
        return low, high
    ends = [end if math.isinf(end) else add(int(end), length, holidays) for end in (low, high)]
    if length.business_days:
        return _business_bounds(low, high, ends[0], ends[1], length, holidays)
    return ends[0], ends[1]


def latest_start(as_of: int, length: Duration) -> int:
    """The largest t with t + length <= as_of. For lengths without business days, where t + length
    never falls as t grows; a length with business days has no such t.
    """
    if length.business_days:
        raise ValueError(
            "business days are not monotone: a Saturday 23:00 ends after a Sunday 01:00"
        )
    guess = add(as_of, negative(length))
    low, high = guess - 5 * DAY, guess + 5 * DAY
    while low < high:
        middle = (low + high + 1) // 2
        if add(middle, length) <= as_of:
            low = middle
        else:
            high = middle - 1
    return low


def floor_day(instant: int) -> int:
    """00:00 UTC of the same day."""
    return instant - instant % DAY


def next_weekday(instant: int, weekday: int, time: int) -> int:
    """The next such weekday (Monday is 0) and time of day (seconds), strictly after the instant."""
    today = instant // DAY
    candidate = (today + (weekday - (today + 3)) % 7) * DAY + time
    return candidate if candidate > instant else candidate + 7 * DAY


def _add_months(instant: int, months: int) -> int:
    day = datetime.fromtimestamp(instant, UTC)
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < 1:
        return FIRST
    if year > 9999:
        return LAST
    last = calendar.monthrange(year, month + 1)[1]
    moved = day.replace(year=year, month=month + 1, day=min(day.day, last))
    return int(moved.timestamp())


def _is_business_day(day: int, holidays: Holidays) -> bool:
    return (day + 3) % 7 < 5 and day not in holidays


def _add_business_days(instant: int, count: int, holidays: Holidays) -> int:
    day, time = divmod(instant, DAY)
    step = 1 if count > 0 else -1
    left = abs(count)
    while left:
        day += step
        if _is_business_day(day, holidays):
            left -= 1
    return day * DAY + time


def _business_bounds(
    low: Bound, high: Bound, at_low: Bound, at_high: Bound, length: Duration, holidays: Holidays
) -> tuple[Bound, Bound]:
    """A later start may end earlier: Saturday 23:00 and Sunday 01:00 both end on Monday. Within one day
    the end grows with the start, and so it does from midnight to midnight; so the extremes lie at the
    ends of the range, at the first midnight in it and at the last second before its last day.
    """
    if not math.isinf(low):
        midnight = floor_day(int(low)) + DAY
        if midnight <= high:
            at_low = min(at_low, add(midnight, length, holidays))
    if not math.isinf(high):
        evening = floor_day(int(high)) - 1
        if evening >= low:
            at_high = max(at_high, add(evening, length, holidays))
    return at_low, at_high
