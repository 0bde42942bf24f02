"""Cells that hold JSON text, as databases and Parquet files keep objects, lists, and columns of the type JSON."""

from __future__ import annotations

from itertools import chain

from ..bad_value import BadValueError
from ..conform import is_structure
from ..contract_fields import CONTRACT_FIELDS
from ..convert import NONE_WORD
from ..field import Kind
from ..json_text import JsonError, parse_at, skip_blank
from .arrow_stream import Columns

ROWS_TO_LOOK_AT = 1_000
"""How far down the first text of such a column may stand."""
LISTS = frozenset(
    field.path for field in CONTRACT_FIELDS if field.kind in (Kind.INSTANTS, Kind.CHOICES)
)
"""Fields of a contract that hold a list of instants or words."""
NOTHING, QUOTE = "null", '"'
SAYS_NONE = (NOTHING, NONE_WORD, QUOTE + NONE_WORD + QUOTE)
"""What stands for an object that there is not, in a table of either kind."""


class JsonText(str):
    """The text of a cell of a column that holds JSON, whatever it begins with."""

    __slots__ = ()


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
        for index in [index for index in asked if _is_telling(row[index])]:
            name = asked.pop(index)
            if is_json(row[index]):
                found.add(name)
    return Columns(columns.names, columns.nested | found, chain(seen, rows))


def _is_telling(value: object) -> bool:
    """Whether a cell shows what its column holds: `none` may stand in one of either kind."""
    return value is not None and (isinstance(value, JsonText) or value not in SAYS_NONE)


def is_json(value: object) -> bool:
    """Whether a cell of a column of objects or lists is JSON, or begins like one of them."""
    return isinstance(value, JsonText) or (
        isinstance(value, str) and value.lstrip()[:1] in ("{", "[")
    )


def may_be_json(key: str, value: object) -> bool:
    """Whether a cell of a contract's own row is JSON text: no object and no list is written otherwise."""
    if isinstance(value, JsonText):
        return True
    if not isinstance(value, str) or not (key in LISTS or is_structure(key)):
        return False
    return is_json(value) or value.lstrip()[:1] == QUOTE or value.strip() == NOTHING


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
