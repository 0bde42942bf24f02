"""Amounts that Upwork's GraphQL API gives in two forms.

`rawValue` is in units or in cents, depending on the query; `displayValue` is what a person sees and
settles which. Where the two contradict each other, the amount is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_SHOWN = re.compile(r"[^\d.,()-]*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?[^\d.,()-]*", re.ASCII)
_CERTAIN = re.compile(r"[^\d.,()-]*(?:[\d,]+\.\d\d|\d+)[^\d.,()-]*", re.ASCII)
"""Amounts that have one reading: with two decimals, or with neither point nor comma."""
_RAW = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
CENTS = 100


def settled(raw: object, shown: object) -> Decimal | None:
    """The amount in units, or None where it cannot be told.

    `"500"` with `"$5.00"` is 5, with `"$500.00"` it is 500, alone it is neither; nothing is nothing
    in units and in cents. `"5,00"` is refused, since it may be five or five hundred. `"$5.00"` alone is
    5, but `"1,234"` and `"1.234"` alone may be a thousand or one.
    """
    amount = _raw(raw)
    displayed = _shown(shown)
    if raw in (None, "") and isinstance(shown, str) and not _CERTAIN.fullmatch(shown):
        return None
    if raw in (None, "") and displayed is not None:
        return displayed
    if displayed is None:
        return amount if amount is not None and not amount and shown in (None, "") else None
    return displayed if amount in (displayed, displayed * CENTS) else None


def has_units(raws: Iterable[object]) -> bool:
    """Whether raw amounts of one list are in units: one of them has decimals, and cents have none."""
    return any(isinstance(raw, str | Decimal) and "." in str(raw) for raw in raws)


def _raw(value: object) -> Decimal | None:
    written = str(value) if isinstance(value, str | int | Decimal) else ""
    return Decimal(written) if _RAW.fullmatch(written) and len(written) < 40 else None


def _shown(value: object) -> Decimal | None:
    match = _SHOWN.fullmatch(value) if isinstance(value, str) and len(value) < 80 else None
    return Decimal(match[1].replace(",", "") + (match[2] or "")) if match else None
