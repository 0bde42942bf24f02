"""Numbers, amounts, instants and lengths as texts: the ground that every part writes with.

Exact: nothing is rounded but ratios for people, and no locale, clock or year of the calendar is asked.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache

from .units import Duration

NOT_KNOWN = "not known"
ABSENT = "none"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
DAYS_OF_400_YEARS = 146_097
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
MOST_HOURS = 100
"""From here on a length is told in days: `22 days 3 hours`."""
RATIO_PLACES = 10_000


def money_text(cents: int, currency: str | None = None) -> str:
    """`250.00 USD`, or `250.00` where the currency is not known."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    amount = f"{sign}{whole}.{rest:02}"
    return f"{amount} {currency}" if currency else amount


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    """A day counted from 1970-01-01; also beyond the years that the calendar of Python knows."""
    cycles, rest = divmod(day + EPOCH_ORDINAL - 1, DAYS_OF_400_YEARS)
    found = date.fromordinal(rest + 1)
    return f"{found.year + 400 * cycles:04}-{found.month:02}-{found.day:02}"


def date_text(seconds: int) -> str:
    """The UTC day of an instant: `2026-03-15`."""
    return _day_text(seconds // DAY)


def instant_text(seconds: int) -> str:
    """`2026-03-15 09:00 UTC`; seconds only where there are any, so that no instant is rounded."""
    day, rest = divmod(seconds, DAY)
    hour, rest = divmod(rest, HOUR)
    minute, second = divmod(rest, MINUTE)
    tail = f":{second:02}" if second else ""
    return f"{_day_text(day)} {hour:02}:{minute:02}{tail} UTC"


def instant_json(seconds: int) -> str:
    """RFC 3339 in UTC: `2026-03-15T09:00:00Z`."""
    day, rest = divmod(seconds, DAY)
    hour, rest = divmod(rest, HOUR)
    minute, second = divmod(rest, MINUTE)
    return f"{_day_text(day)}T{hour:02}:{minute:02}:{second:02}Z"


def known_instant_json(seconds: int | None) -> str | None:
    """As `instant_json`; None where there is no instant."""
    return None if seconds is None else instant_json(seconds)


def duration_text(seconds: int) -> str:
    """Exact: whole days, few hours with two decimals, else days, hours, minutes, seconds.

    Nothing is 0 hours, since what is reported of work is in hours.
    """
    if seconds < 0:
        return f"-{duration_text(-seconds)}"
    if seconds == 0:
        return "0 hours"
    if seconds % DAY == 0:
        return counted(seconds // DAY, "day")
    if HOUR < seconds < MOST_HOURS * HOUR and seconds * 100 % HOUR == 0:
        hours = decimal_text(Fraction(seconds, HOUR), 100)
        return f"{hours} hours"
    parts = []
    for length, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second")):
        many, seconds = divmod(seconds, length)
        if many:
            parts.append(counted(many, name))
    return " ".join(parts)


def length_text(length: Duration) -> str:
    """A length of a policy: `14 days`, `2 months`, `5 business days`, or several of these."""
    parts = []
    if length.months:
        years, months = divmod(length.months, 12)
        parts.append(counted(length.months, "month") if months else counted(years, "year"))
    if length.business_days:
        parts.append(counted(length.business_days, "business day"))
    if length.seconds:
        parts.append(duration_text(length.seconds))
    return " ".join(parts) or "0 days"


def counted(number: int, name: str) -> str:
    """`1 day`, `2 days`: names that take an s."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def ratio_text(ratio: int | Fraction) -> str:
    """A decimal of at most four places, rounded half to even: `0.3333`, `0.5`, `1`."""
    return decimal_text(ratio, RATIO_PLACES)


def decimal_text(number: int | Fraction, scale: int) -> str:
    """A decimal with as many places as `scale` has zeros, without zeros at its end."""
    scaled = round(number * scale)
    whole, rest = divmod(abs(scaled), scale)
    sign = "-" if scaled < 0 else ""
    places = f"{rest:0{len(str(scale)) - 1}}".rstrip("0")
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def number_json(number: int | Fraction) -> int | float:
    """An integer where it is one (flags stay flags), else the nearest float."""
    if isinstance(number, int):
        return number
    if number.denominator == 1:
        return number.numerator
    try:
        return float(number)
    except OverflowError:
        return round(number)
