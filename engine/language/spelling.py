"""How a literal that does not fit was probably meant.

What is proposed always fits; where the text is only larger or finer than it may be, it is said how far one may go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction

from ..policy.conditions import LiteralValue
from ..snapshot.currencies import code_of_text
from ..torn_numbers import plain_number
from ..units import Unit
from .limits import MAX_BUSINESS_DAYS, MAX_MONTHS, MAX_SECONDS
from .literals import (
    EXAMPLES,
    PHRASES,
    SECONDS,
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
    if unit is Unit.RATIO and folded.endswith(("%", "percent")):
        number = plain_number(folded.removesuffix("%").removesuffix("percent").strip())
        return _written(number and f"{number}%", unit)
    if unit in (Unit.COUNT, Unit.RATIO):
        return _written(plain_number(text.strip()), unit)
    return ""


def where_defined(values: Iterable[LiteralValue], unit: Unit, hint: str) -> str:
    """How a param of another unit was probably meant to be defined, else the hint."""
    values = tuple(values)
    for value in values:
        if isinstance(value, str | int | Fraction) and not isinstance(value, bool):
            said = misfit(
                f"{float(value):g}" if isinstance(value, Fraction) else str(value), unit, ""
            )[1]
            if said:
                return f"in its definition, {said}"
    if unit in (Unit.DURATION, Unit.MONEY) and any(isinstance(value, str) for value in values):
        return f"in its definition, write it like {EXAMPLES[unit]}"
    return hint


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


_CODE_FIRST = re.compile(r"([A-Za-z]{3}|US\$|€|£) ?(-?[\d.,]*\d)", re.ASCII)
_NAME_LAST = re.compile(r"(-?[\d.,]*\d) ?([A-Za-z. ]{4,20})", re.ASCII)


def _amount(text: str) -> str | None:
    """`$250`, `USD 250`, `250 dollars`; a dollar is that of the United States."""
    if found := _BARE_AMOUNT.fullmatch(text):
        number, code = plain_number(found[1]), (found[2] or _code_of_sign(text)).upper()
    elif found := _CODE_FIRST.fullmatch(text):
        number, code = plain_number(found[2]), code_of_text(found[1]) or ""
    elif found := _NAME_LAST.fullmatch(text):
        name = found[2].strip()
        is_dollar = name.casefold().removesuffix("s") == "dollar"
        number, code = plain_number(found[1]), "USD" if is_dollar else code_of_text(name) or ""
    else:
        return None
    return f"{number} {code}" if number and code else None


def _code_of_sign(text: str) -> str:
    return next((code_of_text(sign) or "USD" for sign in "€£" if sign in text), "USD")


_ONE = re.compile(r"(?:an?|one) (?=[a-z])")
_WORKING = re.compile(r"work(?:ing )?day|weekday")
_UNITS = ("business day", "second", "minute", "hour", "day", "week", "month", "year")


def _length(text: str) -> str | None:
    text = _WORKING.sub("business day", _ONE.sub("1 ", text))
    found = _LENGTH.fullmatch(text) or _LENGTH.fullmatch(_with_known_unit(text))
    number = plain_number(found[1]) if found else None
    if found is None or number is None:
        return None
    word = found[2]
    name = "month" if word.startswith("mo") else "minute" if word[0] == "m" else _LONG_UNIT[word[0]]
    return f"{number} {name}{'' if number == '1' else 's'}"


def _with_known_unit(text: str) -> str:
    """`30 bussiness days` with the unit that is nearest to what was written."""
    number, _, unit = text.partition(" ")
    near = get_close_matches(unit.removesuffix("s"), _UNITS, n=1, cutoff=0.8)
    return f"{number} {near[0]}" if near else text


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
    if name not in SECONDS and decimals:
        return f"{name}s come whole"
    if len(decimals) > 4:
        return "a length of time has at most 4 decimals"
    most = {"month": MAX_MONTHS, "year": MAX_MONTHS // 12, "business day": MAX_BUSINESS_DAYS}.get(
        name
    )
    if most is None:
        most = MAX_SECONDS // SECONDS[name]
    most = min(most, 999_999)
    return (
        f"at most {most} {name}s"
        if int(whole) >= most
        else "a length of time comes in whole seconds"
    )
