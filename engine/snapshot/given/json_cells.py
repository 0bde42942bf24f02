"""Columns that hold an object or a list as JSON text, as databases and Parquet files keep them."""

from __future__ import annotations

from itertools import chain

from ..bad_value import BadValueError
from ..conform import is_structure
from ..json_text import JsonError, parse_at, skip_blank
from .arrow_stream import Columns

ROWS_TO_LOOK_AT = 1_000
"""How far down the first text of such a column may stand."""


def json_columns(columns: Columns) -> Columns:
    """The same, in which columns of objects and lists count as nested where they are JSON texts."""
    asked = {
        index: name
        for index, name in enumerate(columns.names)
        if is_structure(name) and name not in columns.nested
    }
    if not asked:
        return columns
    rows, seen = iter(columns.rows), list[tuple[object, ...]]()
    found: set[str] = set()
    while asked and len(seen) < ROWS_TO_LOOK_AT and (row := next(rows, None)) is not None:
        seen.append(row)
        for index in [index for index in asked if row[index] is not None]:
            name = asked.pop(index)
            if is_json(row[index]):
                found.add(name)
    return Columns(columns.names, columns.nested | found, chain(seen, rows))


def is_json(value: object) -> bool:
    """Whether a cell of such a column begins like an object or a list."""
    return isinstance(value, str) and value.lstrip()[:1] in ("{", "[")


def from_json(text: str) -> object:
    """What the text holds, as in a JSON export. Raises `BadValueError` for what is no JSON."""
    try:
        value, end = parse_at(text, skip_blank(text, 0))
        if skip_blank(text, end) < len(text):
            raise JsonError
    except JsonError:
        message = "the JSON of this cell cannot be read"
        hint = "is it cut off, or a key there twice? It is read as in a JSON export"
        raise BadValueError(message, hint) from None
    return value
