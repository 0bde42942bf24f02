"""Tables of DuckDB, which hands the texts of a column of the type JSON over as any other text.

Without its type, `"none"` would be a word in quotes, and an id `"C1"` another one than C1.
"""

from __future__ import annotations

import re
from typing import Any

from .arrow_stream import Columns, columns_of
from .json_cells import NOTHING, JsonText

RELATION = "DuckDBPyRelation"
JSON = "JSON"
_NAMES_JSON = re.compile(rf"\b{JSON}\b")


def typed_columns(frame: Any, name: str) -> Columns:
    """The frame as values of Python, in which texts of columns of JSON are known as such.

    Raises what `columns_of` raises.
    """
    if type(frame).__name__ != RELATION:
        return columns_of(frame, name)
    types = {column: str(each) for column, each in zip(frame.columns, frame.types, strict=True)}
    held = [column for column, type in types.items() if _NAMES_JSON.search(type)]
    columns = columns_of(_whole(frame, [each for each in held if types[each] != JSON]), name)
    if not held:
        return columns
    at = [index for index, column in enumerate(columns.names) if column in held]
    return Columns(columns.names, columns.nested, (_marked(row, at) for row in columns.rows))


def _whole(frame: Any, nested: list[str]) -> Any:
    """The frame with JSON as a whole in the place of columns in which JSON is nested."""
    if not nested:
        return frame
    names = ('"' + each.replace('"', '""') + '"' for each in nested)
    replaced = ", ".join(f"to_json({each}) AS {each}" for each in names)
    return frame.project(f"* REPLACE ({replaced})")


def _marked(row: tuple[object, ...], at: list[int]) -> tuple[object, ...]:
    cells = list(row)
    for index in at:
        text = cells[index]
        cells[index] = JsonText(text) if isinstance(text, str) and text != NOTHING else None
    return tuple(cells)
