"""Adding lengths of time to instants, in UTC and without a clock.

Days are 24 hours. Months clamp to the end of the month. Business days skip Saturday, Sunday and
the given holidays, and keep the time of day. Every instant that is read lies in FIRST..LAST; a sum
that leaves them stands one second outside, and as bounds it is open on that side: not known.
"""

from __future__ import annotations

import calendar
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from .units import Duration

DAY = 86_400
"""Seconds of a day."""

FIRST = -2_208_988_800
"""1900-01-01T00:00:00Z, the earliest instant that is read."""

LAST = 32_503_679_999
"""2999-12-31T23:59:59Z, the latest instant that is read."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years of FIRST and LAST."""

BEFORE = FIRST - 1
"""Where sums before FIRST stay."""

BEYOND = LAST + 1
"""Where sums after LAST stay."""

Bound = int | float
"""An instant or a number; infinite where there is no bound."""


class Holidays(NamedTuple):
    """Working days that are no business days: a table made once, from which business days are counted."""

    days: tuple[int, ...] = ()
    """In order, as days since 1970-01-01; those on weekends are left out."""
    numbers: tuple[int, ...] = ()
    """Of each, the number of the last business day before it."""


NO_HOLIDAYS = Holidays()


def holidays_of(midnights: Iterable[int]) -> Holidays:
    """The days that contain the given instants."""
    every = {midnight // DAY for midnight in midnights}
    days = tuple(sorted(day for day in every if _weekday(day) < 5))
    return Holidays(days, tuple(_working_days(day) - 1 - at for at, day in enumerate(days)))


def add(instant: int, length: Duration, holidays: Holidays = NO_HOLIDAYS) -> int:
    """The instant a length later; months first, then business days, then seconds.

    A sum outside FIRST..LAST is BEFORE or BEYOND.
    """
    if length.months:
        instant = _add_months(instant, length.months)
    if length.business_days:
        instant = _add_business_days(instant, length.business_days, holidays)
    return _within(instant + length.seconds)


def negative(length: Duration) -> Duration:
    """The length to add in order to go back."""
    return Duration(-length.seconds, -length.months, -length.business_days)


def add_to_bounds(
    low: Bound, high: Bound, length: Duration, holidays: Holidays = NO_HOLIDAYS
) -> tuple[Bound, Bound]:
    """Bounds of t + length for every t of the closed range; (inf, -inf), the empty one, stays empty.

    A later start may end earlier where a length is not fixed: a month from 31 January 01:00 ends
    before one from 30 January 23:00, and a business day from Sunday 01:00 before one from Saturday
    23:00. Within one day the end grows with the start, and so it does from midnight to midnight; so
    the extremes lie at the ends of the range, at the first midnight in it and at the last second
    before its last day.
    """
    if low > high:
        return low, high
    if length.is_fixed:
        least, most = low + length.seconds, high + length.seconds
        if least >= FIRST and most <= LAST:
            return least, most
        return known_part(least, most)
    if low == high and FIRST <= low <= LAST:
        known = add(int(low), length, holidays)
        return (known, known) if FIRST <= known <= LAST else known_part(known, known)
    least, most = low, high
    if not math.isinf(low):
        least = add(int(low), length, holidays)
        if (midnight := floor_day(int(low)) + DAY) <= high:
            least = min(least, add(midnight, length, holidays))
    if not math.isinf(high):
        most = add(int(high), length, holidays)
        if (evening := floor_day(int(high)) - 1) >= low:
            most = max(most, add(evening, length, holidays))
    return known_part(least, most)


def known_part(low: Bound, high: Bound) -> tuple[Bound, Bound]:
    """Bounds of a sum of which nothing but the side is known outside FIRST..LAST."""
    if low > high:
        return low, high
    least = -math.inf if low < FIRST else min(low, BEYOND)
    most = math.inf if high > LAST else max(high, BEFORE)
    return least, most


def end_of_day(instant: int) -> int:
    """The last second of the day for 00:00 UTC, which stands for a day without an hour; else the instant."""
    if instant % DAY or not FIRST <= instant <= LAST:
        return instant
    return instant + DAY - 1


def floor_day(instant: int) -> int:
    """00:00 UTC of the same day."""
    return instant - instant % DAY


def next_weekday(instant: int, weekday: int, time: int) -> int:
    """The next such weekday (Monday is 0) and time of day (seconds), strictly after the instant."""
    today = instant // DAY
    candidate = (today + (weekday - _weekday(today)) % 7) * DAY + time
    return candidate if candidate > instant else candidate + 7 * DAY


def _within(instant: int) -> int:
    return min(max(instant, BEFORE), BEYOND)


def _add_months(instant: int, months: int) -> int:
    day = datetime.fromtimestamp(_within(instant), UTC)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return BEFORE if year < FIRST_YEAR else BEYOND
    last = calendar.monthrange(year, month + 1)[1]
    moved = day.replace(year=year, month=month + 1, day=min(day.day, last))
    return int(moved.timestamp())


def _add_business_days(instant: int, count: int, holidays: Holidays) -> int:
    """By the numbers of the business days, not day by day."""
    day, time = divmod(instant, DAY)
    since = _business_days(day if count > 0 else day - 1, holidays)
    number = since + count + (count < 0)
    return _business_day(number, holidays) * DAY + time


def _weekday(day: int) -> int:
    """Monday is 0; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


def _working_days(day: int) -> int:
    """How many days from Monday to Friday lie up to a day, itself included, since a fixed Monday."""
    weeks, weekday = divmod(day + 3, 7)
    return weeks * 5 + min(weekday + 1, 5)


def _business_days(day: int, holidays: Holidays) -> int:
    """The same of business days: the number of the last one up to a day."""
    return _working_days(day) - bisect_right(holidays.days, day)


def _business_day(number: int, holidays: Holidays) -> int:
    """The business day of a number: every holiday whose own number is smaller lies before it."""
    weeks, weekday = divmod(number + bisect_left(holidays.numbers, number) - 1, 5)
    return weeks * 7 + weekday - 3
