"""Instants as a snapshot writes them: RFC 3339, held as whole UTC seconds.

An offset may lack its colon, or its minutes (`+00`, as PostgreSQL writes it), no offset means UTC, a
bare date is 00:00 UTC, fractions of a second are dropped downwards. They lie in the years 1900 to
2999; see `closeout.engine.calendar`.
"""

from __future__ import annotations

import re
from datetime import date

from ..calendar import DAY, FIRST, FIRST_YEAR, LAST, LAST_YEAR
from ..written import EPOCH_ORDINAL
from .bad_value import BadValueError, found


class OutsideYearsError(BadValueError):
    """An instant before the year 1900 or after 2999."""


EXAMPLE = "2026-03-15T09:00:00Z"

_SHAPE = re.compile(
    r"(?P<day>(\d{4})-(\d\d)-(\d\d))"
    r"(?:(?P<minute>[Tt ](\d\d):(\d\d))"
    r"(?P<tail>:(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)?))?",
    re.ASCII,
)

_days: dict[str, int] = {}
_minutes: dict[str, int] = {}
_tails: dict[str, int] = {}
"""Seconds of the three pieces of an instant that were met before: `2026-03-15`, `T09:00`, `:00Z`.

Exports repeat the same pieces, and three look-ups are several times faster than a parser.
"""

MOST_DAYS = 20_000
MOST_TAILS = 2_000
"""How many pieces are remembered at most; there are no more than a few thousand minutes."""


def not_an_instant(value: object, hint: str = "") -> BadValueError:
    """That a value is no instant."""
    return BadValueError(f"expected an instant, found {found(value)}", hint)


def parse_instant(text: str) -> int:
    """The UTC seconds of an instant.

    Raises `BadValueError` for every other text, with the reason: there is no 2026-02-30.
    """
    try:
        return _days[text[:10]] + _minutes[text[10:16]] + _tails[text[16:]]
    except KeyError:
        return _parsed(text)


def _parsed(text: str) -> int:
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise not_an_instant(text, _advice(text))
    day = _day(match)
    seconds = day if match["minute"] is None else day + _minute(match) + _tail(match)
    return inside_years(seconds, text)


def inside_years(seconds: int, text: str) -> int:
    """The instant that a text says, in UTC seconds; `OutsideYearsError` if no calendar here has it."""
    if not FIRST <= seconds <= LAST:
        raise OutsideYearsError(
            f"{found(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR} in UTC", _OUTSIDE
        )
    return seconds


def _day(match: re.Match[str]) -> int:
    text, year, month, day = match["day"], int(match[2]), int(match[3]), int(match[4])
    try:
        seconds = (date(year, month, day).toordinal() - EPOCH_ORDINAL) * DAY
    except ValueError:
        raise BadValueError(f"there is no day {text} in the calendar", _EXPECTED) from None
    # The first and the last day stay out: with an offset they may leave the years that are read.
    if len(_days) < MOST_DAYS and FIRST < seconds < LAST - DAY:
        _days[text] = seconds
    return seconds


def _minute(match: re.Match[str]) -> int:
    hour, minute = int(match[6]), int(match[7])
    if hour > 23 or minute > 59:
        raise BadValueError(f"there is no time {match['minute'][1:]} in a day", _EXPECTED)
    seconds = _minutes[match["minute"]] = hour * 3600 + minute * 60
    return seconds


def _tail(match: re.Match[str]) -> int:
    second = int(match[9])
    if second > 59:
        raise BadValueError(f"seconds go up to 59, found {second}", _EXPECTED)
    if match[10]:
        hours, minutes = int(match[11]), int(match[12] or 0)
        if hours > 23 or minutes > 59:
            offset = f"{match[10]}{match[11]}:{minutes:02}"
            raise BadValueError(f"the offset {offset} is beyond 23:59", _EXPECTED)
        ahead = hours * 3600 + minutes * 60
        second += -ahead if match[10] == "+" else ahead
    if len(_tails) < MOST_TAILS:
        _tails[match["tail"]] = second
    return second


_OUTSIDE = "check the year"
_EXPECTED = f"write it like {EXAMPLE}, or as a day like 2026-03-15"


_ZONE_NAMES = (
    "cet cest mez mesz eet eest wet west bst ist msk gst sgt hkt jst kst aest aedt acst awst nzst nzdt "
    "est edt cst cdt mst mdt pst pdt akst akdt hst et ct mt pt brt art"
)
_ZONES = frozenset(_ZONE_NAMES.split())
"""What people write behind a time; several of them mean more than one offset."""
_ENDS_IN_ZONE = re.compile(
    r".*\d(?: *[AaPp]\.?[Mm]\.?)? *\(?([A-Za-z]{2,5}|[A-Za-z]+/[A-Za-z_/]+)\)?", re.ASCII
)


def _day_between_points(text: str) -> str:
    """`2026-03-01` for `1.3.2026`, which nobody writes with the month first; "" for no such day."""
    match = re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", text, re.ASCII)
    if match is None:
        return ""
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return ""


_FROM_TODAY = re.compile(r"\b(today|yesterday|tomorrow|ago|last|next|this)\b", re.IGNORECASE)
"""Words that say of a day only how far it is from the one on which they are written."""


def _advice(text: str) -> str:
    zone = _ENDS_IN_ZONE.fullmatch(text)
    if zone and ("/" in zone[1] or zone[1].casefold() in _ZONES):
        return f"the time zone {found(zone[1])} is not read: write the offset from UTC, like +01:00"
    if text.strip() != text and _SHAPE.fullmatch(text.strip()):
        return "remove the space around it"
    if re.fullmatch(r"-?\d{9,13}", text, re.ASCII):
        return f"this looks like seconds or milliseconds since 1970; {_EXPECTED}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", text, re.ASCII):
        try:
            parse_instant(f"{text}:00Z")
        except BadValueError as refused:
            return f"{refused.message}; {_EXPECTED}"
        return f'the seconds are missing: write "{text}:00Z"'
    if by_points := _day_between_points(text):
        return f"the day stands first between points: write {by_points}"
    numbers = re.fullmatch(r"(\d\d?)[./](\d\d?)[./]\d{2,4}", text, re.ASCII)
    if numbers and max(int(numbers[1]), int(numbers[2])) <= 12:
        return f"which part is the month is not certain; {_EXPECTED}"
    if _FROM_TODAY.search(text):
        return f"what it means changes with every day: {_EXPECTED}"
    return _EXPECTED
