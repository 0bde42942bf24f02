"""How a literal that does not fit was probably meant.

What is proposed always fits; where the text is only larger or finer than it may be, it is said how far one may go.
"""

from __future__ import annotations

import re

from ..snapshot.currencies import code_of_text
from ..torn import plain_number
from ..units import Unit
from .limits import MAX_BUSINESS_DAYS, MAX_MONTHS, MAX_SECONDS
from .literals import (
    EXAMPLES,
    PHRASES,
    inferred,
    instant_hint,
    parse_flag,
    value_of,
)

HOURS = "hours"
DAYS = "days"


def misfit(text: str, unit: Unit, name: str, length: str = DAYS) -> tuple[str, str]:
    """Message and hint for a literal that is not of the unit of the fact `name`.

    `length`: in what lengths of time of that kind are told, `days` or `hours`.
    """
    found = inferred(text)
    example = "`8 hours`" if (unit, length) == (Unit.DURATION, HOURS) else EXAMPLES[unit]
    expected = f"{name} is {PHRASES[unit]}, e.g. {example}"
    if found.unit is Unit.TEXT:
        return f"`{text}` is not {PHRASES[unit]}; {expected}", spelling(text, unit)
    hint = ""
    is_number = found.unit in (Unit.COUNT, Unit.RATIO)
    if unit is Unit.MONEY and is_number:
        hint = _needs(f"{text} USD", unit, "money needs a currency")
    if unit is Unit.INSTANT and found.unit is Unit.DURATION:
        hint = "for the age of an instant use older_than, newer_than or within_next"
    if unit is Unit.DURATION and is_number:
        hint = _needs(f"{text} {length}", unit, "a duration needs its unit")
    return f"`{text}` is {PHRASES[found.unit]}; {expected}", hint


def _needs(meant: str, unit: Unit, what: str) -> str:
    return f"{what}: `{meant}`" if value_of(meant, unit) is not None else _beyond(meant, unit)


_FLAG_WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_LENGTH = re.compile(
    r"(-?[\d.,]*\d) ?(business day|seconds?|sec|s|minutes?|min|hours?|hrs?|h|days?|d|weeks?|wks?|w"
    r"|months?|mo|years?|yrs?|y)s?",
    re.ASCII,
)
_LONG_UNIT = {"s": "second", "h": "hour", "d": "day", "w": "week", "y": "year", "b": "business day"}
_BARE_AMOUNT = re.compile(r"[$€£]? ?(-?[\d.,]*\d) ?(?:[$€£]|([A-Za-z]{3}))?", re.ASCII)


def spelling(text: str, unit: Unit) -> str:
    """How the text was probably meant, as a hint; empty where there is no telling."""
    folded = text.strip().casefold()
    if unit is Unit.INSTANT:
        return instant_hint(text, "")
    if unit is Unit.FLAG:
        word = _FLAG_WORDS.get(folded, folded)
        return f"write `{word}`" if parse_flag(word) is not None else ""
    if unit is Unit.DURATION:
        return _written(_length(folded), unit)
    if unit is Unit.MONEY:
        return _written(_amount(text.strip()), unit)
    if unit in (Unit.COUNT, Unit.RATIO):
        return _written(plain_number(text.strip()), unit)
    return ""


def code_to_write(text: str) -> str:
    """How a currency was probably meant, as a hint."""
    code = code_of_text(text)
    return (
        "a currency is a code of three letters, like `USD`" if code is None else f"write `{code}`"
    )


def _written(meant: str | None, unit: Unit) -> str:
    """The hint to write it so; where even that is no value of the unit, how far one may go."""
    if not meant:
        return ""
    return f"write `{meant}`" if value_of(meant, unit) is not None else _beyond(meant, unit)


def _amount(text: str) -> str | None:
    found = _BARE_AMOUNT.fullmatch(text)
    number = plain_number(found[1]) if found else None
    return f"{number} {(found[2] or 'USD').upper()}" if found and number else None


def _length(text: str) -> str | None:
    found = _LENGTH.fullmatch(text)
    number = plain_number(found[1]) if found else None
    if found is None or number is None:
        return None
    word = found[2]
    name = "month" if word.startswith("mo") else "minute" if word[0] == "m" else _LONG_UNIT[word[0]]
    return f"{number} {name}{'' if number == '1' else 's'}"


_PER_UNIT = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


def _beyond(meant: str, unit: Unit) -> str:
    """What is too large or too fine for a value of the unit."""
    number, _, name = meant.partition(" ")
    whole, _, decimals = number.lstrip("-").partition(".")
    if unit is Unit.MONEY:
        if len(decimals) > 2:
            return "an amount has at most 2 decimals"
        return "an amount has at most 13 digits before its point" if len(whole) > 13 else ""
    if unit is Unit.DURATION:
        return _too_long(whole, decimals, name.removesuffix("s"), number.startswith("-"))
    if len(whole) > 15 or len(decimals) > 9:
        return "a number has at most 15 digits before its point and 9 behind it"
    return ""


def _too_long(whole: str, decimals: str, name: str, is_negative: bool) -> str:
    if is_negative:
        return "a length of time is not below 0"
    if name not in _PER_UNIT and decimals:
        return f"{name}s come whole"
    if len(decimals) > 4:
        return "a length of time has at most 4 decimals"
    most = {"month": MAX_MONTHS, "year": MAX_MONTHS // 12, "business day": MAX_BUSINESS_DAYS}.get(
        name
    )
    if most is None:
        most = MAX_SECONDS // _PER_UNIT[name]
    most = min(most, 999_999)
    return (
        f"at most {most} {name}s"
        if int(whole) >= most
        else "a length of time comes in whole seconds"
    )
