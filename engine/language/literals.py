"""Values as a policy writes them: `250 USD`, `14 days`, `30%`, `2026-03-10`, `true`.

What a text means depends on the unit of the fact beside it, so a literal is read for a unit, and
where it does not fit, the error says what the text looks like and what was expected.
Money is held in cents, durations in seconds, months and business days, instants in UTC seconds.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ..calendar import FIRST_YEAR, LAST_YEAR
from ..policy.conditions import Literal, LiteralValue
from ..snapshot import instants
from ..snapshot.bad_value import BadValueError, found
from ..snapshot.sheets.days import written_alone
from ..units import NUMBERS, Duration, Money, Unit
from .limits import MAX_BUSINESS_DAYS, MAX_MONTHS, MAX_SECONDS

NULLS = frozenset({"null", "Null", "NULL", "~"})
NULL_HINT = "`none` means known not to exist; to ask whether it is known write `{present: false}`"

EXAMPLES: dict[Unit, str] = {
    Unit.MONEY: "`250 USD`",
    Unit.INSTANT: "`2026-03-10` or `2026-03-10T12:00:00Z`",
    Unit.DURATION: "`14 days`",
    Unit.COUNT: "`3`",
    Unit.RATIO: "`0.3` or `30%`",
    Unit.FLAG: "`true` or `false`",
    Unit.TEXT: "`fixed`",
}

PHRASES: dict[Unit, str] = {
    Unit.MONEY: "money",
    Unit.INSTANT: "an instant",
    Unit.DURATION: "a duration",
    Unit.COUNT: "a count",
    Unit.RATIO: "a ratio",
    Unit.FLAG: "a flag",
    Unit.TEXT: "a text",
    Unit.INSTANTS: "a list of instants",
    Unit.TEXTS: "a list of texts",
    Unit.PAYMENTS: "a list of payments",
    Unit.CUSTOM: "a group of fields",
}
"""Each unit as the end of a sentence: "contract.total_paid is money"."""

_NUMBER = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,9}))?(%?)", re.ASCII)
_MONEY = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,2}))? ([A-Z]{3})", re.ASCII)
_DURATION = re.compile(
    r"(\d{1,6})(?:\.(\d{1,4}))? (business day|second|minute|hour|day|week|month|year)s?", re.ASCII
)
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MONTHS = {"month": 1, "year": 12}


def parse_number(text: str) -> int | Fraction | None:
    """`3`, `0.25`, `30%`: exact; whole numbers are ints."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    sign, whole, decimals, percent = match.groups()
    value = Fraction(int(whole + (decimals or "")), 10 ** len(decimals or ""))
    if percent:
        value /= 100
    if sign:
        value = -value
    return value.numerator if value.denominator == 1 else value


def parse_money(text: str) -> Money | None:
    """`250 USD`, `0.05 EUR`."""
    match = _MONEY.fullmatch(text)
    if not match:
        return None
    sign, whole, decimals, currency = match.groups()
    cents = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return Money(-cents if sign else cents, currency)


def parse_duration(text: str) -> Duration | None:
    """`14 days`, `1 month`, `2 business days`, `1.5 hours`."""
    match = _DURATION.fullmatch(text)
    if not match:
        return None
    whole, decimals, unit = match.groups()
    value = Fraction(int(whole + (decimals or "")), 10 ** len(decimals or ""))
    number = value * SECONDS.get(unit, 1)
    if number.denominator != 1:
        return None
    if unit in SECONDS:
        return Duration(seconds=int(number)) if number <= MAX_SECONDS else None
    if unit in _MONTHS:
        months = int(number) * _MONTHS[unit]
        return Duration(months=months) if months <= MAX_MONTHS else None
    return Duration(business_days=int(number)) if number <= MAX_BUSINESS_DAYS else None


def parse_instant(text: str) -> int | None:
    """RFC 3339; an offset may lack its colon; no offset: UTC; a bare date is 00:00 UTC."""
    try:
        return instants.parse_instant(text)
    except ValueError:
        return None


def instant_hint(text: str, otherwise: str) -> str:
    """What to tell of a text that is no instant: how it is written here, if it is a day as people write one."""
    try:
        instants.parse_instant(text)
        return otherwise
    except instants.OutsideYearsError:
        return _OUTSIDE_YEARS
    except BadValueError as refused:
        if refused.message.startswith("there is no "):
            return refused.message
    return _as_people_write_it(text) or otherwise


_OUTSIDE_YEARS = f"instants lie in the years {FIRST_YEAR} to {LAST_YEAR}"


def _as_people_write_it(text: str) -> str:
    """The hint for `1.2.2026` and the like; "" for what is no day, or a bare number."""
    if text.strip().isdecimal():
        return ""
    try:
        day = written_alone(text)
        instants.parse_instant(day)
    except instants.OutsideYearsError:
        return _OUTSIDE_YEARS
    except BadValueError as refused:
        if refused.message.startswith("there is no "):
            return refused.message
        is_open = refused.message.startswith(found(text))
        return f"{refused.message}: write the one that is meant" if is_open else ""
    has_offset = "T" not in day or day[-1] == "Z" or day[-6] in "+-" or day[-5] in "+-"
    return f"write `{day}`" if has_offset else f"write `{day}Z`"


def fits(unit: Unit, other: Unit) -> bool:
    """Whether values of two units may be compared."""
    return unit is other or (unit in NUMBERS and other in NUMBERS)


def parse_flag(text: str) -> bool | None:
    """`true` or `false`, nothing else."""
    return {"true": True, "false": False}.get(text)


def value_of(text: str, unit: Unit) -> LiteralValue | None:
    """The text as a value of a unit, or None where it is not one. `0` fits every quantity."""
    if unit is Unit.MONEY:
        return Money(0, None) if text == "0" else parse_money(text)
    if unit is Unit.DURATION:
        return Duration() if text == "0" else parse_duration(text)
    if unit is Unit.INSTANT:
        return parse_instant(text)
    if unit is Unit.FLAG:
        return parse_flag(text)
    if unit in (Unit.COUNT, Unit.RATIO):
        return parse_number(text)
    return text


def literal_of(text: str, unit: Unit) -> Literal | None:
    """The text as a literal of a unit, or None where it is not one.

    A fraction beside a count is a ratio: the two may be compared.
    """
    value = value_of(text, unit)
    if value is None:
        return None
    if unit is Unit.COUNT and isinstance(value, Fraction):
        return Literal(value, Unit.RATIO)
    return Literal(value, unit)


def inferred(text: str) -> Literal:
    """The literal that a text is by its look: flag, number, duration, money, instant, or text."""
    for unit in (Unit.FLAG, Unit.COUNT, Unit.DURATION, Unit.MONEY, Unit.INSTANT):
        if unit.is_ordered and text == "0":
            return Literal(0, Unit.COUNT)
        literal = literal_of(text, unit)
        if literal is not None:
            return literal
    return Literal(text, Unit.TEXT)
