"""The values to be tried of a param: `5..30 days`, `100..500 USD 50`, `10..50%`, `1..9`."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct

from ..language.literals import literal_of
from ..language.spelling import misfit
from ..policy.conditions import Literal
from ..problems import Place, UsageError
from ..units import Duration, Money, Unit
from ..written import decimal_text

MOST_VALUES = 1_000
"""Values of one run; of two params, pairs of values."""

SWEPT = (Unit.DURATION, Unit.MONEY, Unit.COUNT, Unit.RATIO)
"""Units of which there are steps."""

_NUMBER = r"(\d{1,15}(?:\.\d{1,9})?)"
_UNIT = r"(%|[A-Za-z]+(?: days?)?)?"
_RANGE = re.compile(
    rf"\s*{_NUMBER} ?{_UNIT} ?\.\. ?{_NUMBER} ?{_UNIT}(?: +{_NUMBER} ?{_UNIT})?\s*", re.ASCII
)
EXAMPLES = {
    Unit.DURATION: "`5..30 days`, `1..12 months 3`",
    Unit.MONEY: "`100..500 USD 50`",
    Unit.COUNT: "`1..9`",
    Unit.RATIO: "`10..50% 5`",
}


class _Written(Struct, frozen=True):
    """The parts of a range as they were written, each with its unit."""

    start: str
    end: str
    step: str


def values_of(text: str, param: str, unit: Unit, place: Place) -> list[Literal]:
    """The literals from the first to the last. Without a step: one of the last place that is written.

    Raises `UsageError` at the place for what is no range of the unit, and for too many values.
    """
    if unit not in SWEPT:
        message = f"`{param}` is {_named(unit)}: there are no steps between its values"
        hint = "sweep a param that is a length of time, money, a count or a ratio"
        raise UsageError.at(place, message, hint)
    written = _written(text, param, unit, place)
    start, end, step = (
        _literal(part, param, unit, place) for part in (written.start, written.end, written.step)
    )
    first, last, by = (_numbers(each) for each in (start, end, step))
    if len({kind for kind, _ in (first, last, by)}) > 1:
        message = f"`{text}` mixes kinds of values that cannot be counted in each other"
        raise UsageError.at(place, message, f"write one unit: {EXAMPLES[unit]}")
    if by[1] <= 0:
        raise UsageError.at(place, "the step is 0", f"write one that leads on: {EXAMPLES[unit]}")
    if last[1] < first[1]:
        message = f"{written.start} is more than {written.end}"
        raise UsageError.at(place, message, "write the smaller one first")
    count = int((last[1] - first[1]) / by[1]) + 1
    check_count(count, place)
    return [_made(start, first[1] + by[1] * each) for each in range(count)]


def check_count(count: int, place: Place) -> None:
    """Raise `UsageError` for more values than are tried."""
    if count > MOST_VALUES:
        message = f"these are {count} values; at most {MOST_VALUES} are tried"
        raise UsageError.at(
            place, message, "write a larger step behind the range: `0..900 days 30`"
        )


def _written(text: str, param: str, unit: Unit, place: Place) -> _Written:
    match = _RANGE.fullmatch(text)
    if match is None:
        message = f'"{text}" is no range of values of `{param}`'
        raise UsageError.at(place, message, f"write FROM..TO[ STEP]: {EXAMPLES[unit]}")
    start, start_unit, end, end_unit, step, step_unit = match.groups()
    word = end_unit or start_unit or ""
    if step is None:
        places = max(len(each.partition(".")[2]) for each in (start, end))
        step = decimal_text(Fraction(1, 10**places), 10**places)
    return _Written(
        _with_unit(start, start_unit or word),
        _with_unit(end, word),
        _with_unit(step, step_unit or word),
    )


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit in ("", "%") else f"{number} {unit}"


def _literal(text: str, param: str, unit: Unit, place: Place) -> Literal:
    found = literal_of(text, unit)
    if found is None or (unit is Unit.COUNT and found.unit is not Unit.COUNT):
        message, hint = misfit(text, unit, f"param {param}")
        raise UsageError.at(place, message, hint or f"write a range such as {EXAMPLES[unit]}")
    return found


def _named(unit: Unit) -> str:
    from ..language.literals import PHRASES

    return PHRASES[unit]


Kind = tuple[str, str]


def _numbers(literal: Literal) -> tuple[Kind, Fraction]:
    """The kind of a value, and how many of its smallest steps it is."""
    value = literal.value
    if isinstance(value, Money):
        return ("money", value.currency or ""), Fraction(value.cents)
    if isinstance(value, Duration):
        if value.months:
            return ("months", ""), Fraction(value.months)
        if value.business_days:
            return ("business days", ""), Fraction(value.business_days)
        return ("seconds", ""), Fraction(value.seconds)
    assert isinstance(value, int | Fraction)
    return ("number", ""), Fraction(value)


def _made(like: Literal, number: Fraction) -> Literal:
    """A value of the same kind as another one."""
    value = like.value
    (kind, currency), _ = _numbers(like)
    if isinstance(value, Money):
        return Literal(Money(int(number), currency or None), like.unit)
    if isinstance(value, Duration):
        whole = int(number)
        made = {
            "months": Duration(months=whole),
            "business days": Duration(business_days=whole),
            "seconds": Duration(seconds=whole),
        }
        return Literal(made[kind], like.unit)
    return Literal(number.numerator if number.denominator == 1 else number, like.unit)


def number_of(literal: Literal) -> float:
    """Where a value stands on an axis."""
    return float(_numbers(literal)[1])
