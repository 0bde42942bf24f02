"""What is known of a contract as cells of a table that a spreadsheet takes as texts."""

from __future__ import annotations

import re

from ...units import Scope
from ..fields import FIELDS, Field, Kind
from ..model import Custom, Record
from ..sheets.columns import EMPTY_LIST, SEPARATOR
from ..writing import customs, written

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters of cells that a spreadsheet runs as a formula."""
GUARD = "'"
_THREE_DECIMALS = re.compile(r"\d+\.\d{3}")


def cells_of(scope: Scope, record: Record, prefix: str = "") -> dict[str, str]:
    """What is known of a record, by column."""
    cells: dict[str, str] = {}
    for field, value in zip(FIELDS[scope], record, strict=True):
        if field.kind is Kind.CUSTOM:
            cells |= {
                f"{prefix}{field.path}.{each.name}": own_cell(each) for each in customs(value)
            }
        elif value is not None:
            cells[prefix + field.path] = cell(field, value)
    return cells


def own_cell(custom: Custom) -> str:
    """A field of a user's own as a cell that a spreadsheet takes as a text."""
    raw = custom.raw
    if isinstance(raw, bool):
        return str(raw).lower()
    text = SEPARATOR.join(map(str, raw)) or EMPTY_LIST if isinstance(raw, tuple) else str(raw)
    return GUARD + text if text.startswith(FORMULA) else text


def cell(field: Field, value: object) -> str:
    """A value as a cell that a spreadsheet takes as a text."""
    plain = written(field, value)  # type: ignore[arg-type]
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, list):
        return SEPARATOR.join(map(_entry, plain)) or EMPTY_LIST
    text = str(plain)
    if field.kind is Kind.HOURS and _THREE_DECIMALS.fullmatch(text):
        text += "0"  # 1.125 could be thousands in a table
    return GUARD + text if text.startswith(FORMULA) else text


def _entry(entry: object) -> str:
    if isinstance(entry, dict):
        return f"{entry.get('amount', '')}@{entry.get('paid_at', '')}".removesuffix("@")
    return str(entry)
