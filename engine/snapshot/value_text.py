"""How a value is written by its unit: one text for people, one form for JSON.

| unit     | held as            | text                     | JSON                       |
|----------|--------------------|--------------------------|----------------------------|
| money    | cents              | `250.00 USD`             | the same text              |
| instant  | UTC seconds        | `2026-03-15 09:00 UTC`   | `"2026-03-15T09:00:00Z"`   |
| duration | seconds            | `14 days`, `2.5 hours`   | the same text              |
| count    | int                | `3`                      | `3`                        |
| ratio    | int or Fraction    | `0.3333` (4 places)      | `0.3333333333333333`       |
| text     | str                | as it is                 | as it is                   |
| flag     | bool               | `yes`, `no`              | `true`, `false`            |
| lists    | tuple              | joined by `, `, or `none`| a list of the entries      |

None is "not known" (JSON null); NONE is `none`. Nothing here is made safe for a terminal: texts
may be hostile, and a renderer knows best how to print them.
"""

from __future__ import annotations

from fractions import Fraction

from ..units import Duration, Money, Unit
from ..written import (
    ABSENT,
    NOT_KNOWN,
    date_text,
    duration_text,
    instant_json,
    instant_text,
    length_text,
    money_text,
    number_json,
    ratio_text,
)
from .model import Absent, Value

Json = str | int | float | bool | list[str] | None
Showable = Value | Money | Duration


def as_text(unit: Unit, value: Showable, currency: str | None = None) -> str:
    """The value for a person. Money without a known currency is the amount alone."""
    if value is None:
        return NOT_KNOWN
    if isinstance(value, Absent):
        return ABSENT
    if isinstance(value, tuple):
        return ", ".join(entry_text(unit, entry, currency) for entry in value) or ABSENT
    return _scalar_text(unit, value, currency)


def as_json(unit: Unit, value: Showable, currency: str | None = None) -> Json:
    """The value for a program; what has a unit of its own (money, durations) stays a text."""
    if value is None:
        return None
    if isinstance(value, Absent):
        return ABSENT
    if isinstance(value, tuple):
        return [entry_json(unit, entry, currency) for entry in value]
    if isinstance(value, int) and unit is Unit.INSTANT:
        return instant_json(value)
    if isinstance(value, int | Fraction) and unit in (Unit.COUNT, Unit.RATIO, Unit.FLAG):
        return number_json(value)
    return _scalar_text(unit, value, currency)


def _scalar_text(
    unit: Unit, value: bool | int | Fraction | str | Money | Duration, currency: str | None
) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Money):
        return money_text(value.cents, value.currency or currency)
    if isinstance(value, Duration):
        return length_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return ratio_text(value)
    if unit is Unit.MONEY:
        return money_text(value, currency)
    if unit is Unit.INSTANT:
        return instant_text(value)
    if unit is Unit.DURATION:
        return duration_text(value)
    return str(value)


def entry_text(unit: Unit, entry: object, currency: str | None = None) -> str:
    """One entry of a list: a text, an instant, or a payment with its day."""
    if isinstance(entry, tuple):
        amount, paid_at = entry
        money = NOT_KNOWN if amount is None else money_text(amount, currency)
        return f"{money} on {NOT_KNOWN if paid_at is None else date_text(paid_at)}"
    if isinstance(entry, int) and unit in (Unit.INSTANTS, Unit.INSTANT):
        return instant_text(entry)
    return str(entry)


def entry_json(unit: Unit, entry: object, currency: str | None = None) -> str:
    """One entry of a list for a program."""
    if isinstance(entry, int) and unit in (Unit.INSTANTS, Unit.INSTANT):
        return instant_json(entry)
    return entry_text(unit, entry, currency)
