"""A frame of Spark as rows of one record each, and what cannot be one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..engine.problems import KEEP_ONE, Place, Problem, UsageError, did_you_mean
from .columns import TAKEN
from .mapped import mapped
from .taking import take

ROW, RECORD = "row", "record"
UNTOLD = ("interval", "variant", "void")
"""Parts of the names of types that hold nothing of a contract, or that Arrow cannot take."""


def lines_column(frame: Any, lines: str | None) -> str | None:
    """The column that holds lines of NDJSON; None where columns are fields.

    It is named, or the only one, of texts, and not called `id`. Raises `UsageError`.
    """
    columns: list[str] = list(frame.columns)
    if lines is not None and lines not in columns:
        message = f"there is no column `{lines}`"
        raise UsageError.at(Place("lines"), message, did_you_mean(lines, columns))
    if lines is None and len(columns) == 1 and columns[0] != "id":
        lines = columns[0]
    if lines is not None and (type := dict(frame.dtypes)[lines]) != "string":
        message = f"the column `{lines}` is of the type {type}: lines of NDJSON are texts"
        raise UsageError.at(Place("frame"), message)
    return lines


def taken_of(frame: Any, lines: str | None) -> Any:
    """The frame of `TAKEN`. Raises `UsageError` for columns that cannot be fields."""
    from pyspark.sql import functions as f

    if lines is None:
        _refuse_columns(frame)
        record = f.struct(*(frame[f"`{name}`"] for name in frame.columns))
    else:
        record = frame[f"`{lines}`"]
    numbered = frame.select(f.monotonically_increasing_id().alias(ROW), record.alias(RECORD))
    return mapped(numbered, _Take(lines is not None), TAKEN)


class _Take:
    """`take` for one kind of frame; workers load this module, and get nothing but the flag."""

    def __init__(self, is_lines: bool) -> None:
        self._is_lines = is_lines

    def __call__(self, batches: Any) -> Any:
        return take(batches, self._is_lines)


def _refuse_columns(frame: Any) -> None:
    problems: list[Problem] = []
    for name, count in Counter(frame.columns).items():
        place = Place("frame")
        if count > 1:
            problems.append(Problem(place, f"the column {name} is there twice", KEEP_ONE))
        elif "." in name:
            message = f"the column `{name}` is one of a spreadsheet"
            hint = "a row is a contract here, with structs and lists as JSON nests them"
            problems.append(Problem(place, message, hint))
    if not problems:
        for name, type in frame.dtypes:
            if any(word in type for word in UNTOLD):
                message = f"the column `{name}` is of the type {type}, which no field is"
                problems.append(Problem(Place("frame"), message, "drop it, or cast it to a text"))
    if problems:
        raise UsageError(problems)
