"""An answer as a person types it, read as generously as can be without guessing.

Words in any case, with spaces for underscores, or their beginnings; amounts with a currency; days, `today`,
`yesterday`, `3 days ago`; `none`, `no`, `never` for what does not exist. Whatever says "I don't know"
skips the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..calendar import DAY, floor_day
from ..snapshot.bad_value import BadValueError, found
from ..snapshot.convert import converter
from ..snapshot.currencies import code_of_text
from ..snapshot.fields import Field, Kind
from ..snapshot.instants import inside_years, parse_instant
from ..snapshot.model import NONE, Value
from ..snapshot.sheets.days import instant_as_said
from ..snapshot.sheets.hours import hours_of, without_unit
from ..snapshot.sheets.months import month_of
from .said_amounts import amount_text, cents_said
from .said_milestones import milestones_said
from .said_words import NO, NOTHING, UNKNOWN, YES, chosen, typed
from .slots import Answer, Slot

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_AGO = re.compile(rf"(\d{{1,4}}|an?|{'|'.join(_NUMBERS)}) (day|week)s? ago")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([^\W\d_]{3,10})\.? (\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2}),? (\d{4})")
_TO_THE_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d)[t ](\d\d?):(\d\d)(?: ?(?:utc|z))?", re.ASCII)
_NAMES = re.compile(r"[^\W\d_]{3,10}")
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DAY_AND_MONTH = re.compile(r"\d{1,2}[./]\d{1,2}", re.ASCII)
ENTRY_ENDS = re.compile(r";| and |, (?!\d{4}$)|,(?! )")


def read_answer(text: str, slot: Slot, as_of: int) -> Answer:
    """The answer to the question for a slot; None where the person does not know.

    `as_of`: UTC seconds that "today" means. Raises `BadValueError` with what was expected.
    """
    said, plain = typed(text)
    if plain in UNKNOWN:
        return None
    field = slot.field
    if field is None:
        return milestones_said(plain, "m")
    if field.kind in (Kind.TEXT, Kind.ID, Kind.PLATFORM):
        return _checked(field, said)
    if field.kind is Kind.CURRENCY:
        return _checked(field, code_of_text(said) or said)
    return _READERS[field.kind](plain, field, as_of)


def _checked(field: Field, written: object) -> Value:
    return converter(field, textual=True)(written)


def _word(plain: str, field: Field, as_of: int) -> Value:
    return chosen(plain, field.choices)


def _flag(plain: str, field: Field, as_of: int) -> Value:
    if plain in YES or plain in NO:
        return plain in YES
    raise BadValueError(f"expected yes or no, found {found(plain)}")


def _money(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return 0
    cents_said(plain)  # so that what is no amount is quoted as it was said
    return _checked(field, amount_text(plain))


def _hours(plain: str, field: Field, as_of: int) -> Value:
    return 0 if plain in NOTHING else _checked(field, hours_of(plain) or without_unit(plain))


def _count(plain: str, field: Field, as_of: int) -> Value:
    return 0 if plain in NOTHING else _checked(field, plain)


def _number(plain: str, field: Field, as_of: int) -> Value:
    return _checked(field, plain.removesuffix("%").removesuffix("stars").strip())


def _instant_or_none(plain: str, field: Field, as_of: int) -> Value:
    return NONE if plain in NOTHING else _instant(plain, as_of)


def _instant(said: str, as_of: int) -> int:
    plain = said.removeprefix("on ")
    if plain == "now":
        return as_of
    if plain in ("today", "yesterday"):
        return floor_day(as_of) - (DAY if plain == "yesterday" else 0)
    if match := _AGO.fullmatch(plain):
        days = _number_of(match[1]) * (7 if match[2] == "week" else 1)
        return inside_years(floor_day(as_of) - days * DAY, plain)
    if match := _DAY_FIRST.fullmatch(plain):
        return _day(match[1], match[2], match[3])
    if match := _MONTH_FIRST.fullmatch(plain):
        return _day(match[2], match[1], match[3])
    if match := _TO_THE_MINUTE.fullmatch(plain):
        return parse_instant(f"{match[1]}T{int(match[2]):02}:{match[3]}:00Z")
    try:
        return instant_as_said(plain.upper())
    except BadValueError as refused:
        if refused.message.startswith("expected"):
            hint = "write it like 2026-03-15, 15 March 2026 or 2 weeks ago"
            if _lacks_year(plain):
                hint = "say the year as well, like 15 March 2026"
            raise BadValueError(f"expected a day, found {found(plain)}", hint) from None
        raise


def _lacks_year(plain: str) -> bool:
    """Whether it is a day of any year: `8 March`, `8.3`."""
    names = map(month_of, _NAMES.findall(plain))
    is_day = any(month is not None for month in names) or _DAY_AND_MONTH.fullmatch(plain)
    return bool(is_day) and not _YEAR.search(plain)


def _number_of(text: str) -> int:
    """A number in digits, as a word, or as `a`."""
    if text.isdecimal():
        return int(text)
    return _NUMBERS.index(text) + 1 if text in _NUMBERS else 1


def _day(day: str, month: str, year: str) -> int:
    number = month_of(month)
    if number is None:
        raise BadValueError(f"no month is called {found(month)}", "write it like 2026-03-15")
    return parse_instant(f"{year}-{number:02}-{int(day):02}")


def _entries(plain: str) -> list[str]:
    return [entry.strip() for entry in ENTRY_ENDS.split(plain) if entry.strip()]


def _instants(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return ()
    return tuple(sorted(_instant(entry, as_of) for entry in _entries(plain)))


def _choices(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return ()
    return tuple(dict.fromkeys(chosen(entry, field.choices) for entry in _entries(plain)))


def _payments(plain: str, field: Field, as_of: int) -> Value:
    if plain in NOTHING:
        return ()
    return tuple(_payment(entry, as_of) for entry in plain.split(";") if entry.strip())


def _payment(entry: str, as_of: int) -> tuple[int, int | None]:
    amount, _, paid_at = entry.strip().replace(" on ", "@").partition("@")
    cents = cents_said(amount.strip())
    return cents, _instant(paid_at.strip(), as_of) if paid_at.strip() else None


_READERS: Mapping[Kind, Callable[[str, Field, int], Value]] = {
    Kind.ENUM: _word,
    Kind.FLAG: _flag,
    Kind.COUNT: _count,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.HOURS: _hours,
    Kind.INSTANT: _instant_or_none,
    Kind.INSTANTS: _instants,
    Kind.CHOICES: _choices,
    Kind.PAYMENTS: _payments,
}

EXPECTED: Mapping[Kind, str] = {
    Kind.FLAG: "yes or no",
    Kind.COUNT: "a number",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount",
    Kind.HOURS: "hours",
    Kind.INSTANT: "a day like 2026-03-15, or none",
    Kind.INSTANTS: "days like 2026-03-01; 2026-03-15, or none",
    Kind.PAYMENTS: "like 250 on 2026-03-01; 100 on 2026-03-15, or none",
    Kind.TEXT: "a text",
    Kind.ID: "a text",
    Kind.PLATFORM: "a text",
    Kind.CURRENCY: "a code like USD",
}


def expected(slot: Slot) -> str:
    """What may be typed, in a few words."""
    field = slot.field
    if field is None:
        return "like paid 250; funded 300, or none"
    if field.kind is Kind.ENUM:
        return ", ".join(word.replace("_", " ") for word in field.choices)
    if field.kind is Kind.CHOICES:
        return ", ".join(word.replace("_", " ") for word in ("none", *field.choices))
    return EXPECTED[field.kind]
