"""Contracts in a data frame: a table like a spreadsheet, or one record a row where columns are nested."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from ...problems import KEEP_ONE, Place, Problem
from ..bad_value import BadValueError, Path
from ..conform import Fault, is_key
from ..contract_fields import CONTRACT_FIELDS
from ..field import Kind
from ..intake import problem_of
from ..pieces import Piece
from ..sheets.cells import Exact
from ..sheets.columns import SEPARATOR
from ..sheets.grid import CellFault, Row
from ..sheets.long_table import LongTable
from ..sheets.stored import number_text, stored_text
from ..sources import error
from ..spreadsheet import AS_THE_FILE_TELLS
from .arrow_stream import Columns
from .duckdb_frames import typed_columns
from .given import ValueOrigin
from .json_cells import LISTS, JsonText, from_json, is_json, json_columns, may_be_json
from .kept_rows import KeptRows
from .plain_values import CAST_COLUMN, NOT_A_NUMBER, OfType, day_or_instant, told_of

NULL_IS_UNKNOWN = "null says that it is not known"
FLAGS = frozenset(field.path for field in CONTRACT_FIELDS if field.kind is Kind.FLAG)
"""Columns of a contract that hold true or false."""
HEADINGS = 0
"""The number of the row of headings: the rows of a frame are counted from 0, one less than here."""


class Frame:
    """A data frame that hands itself over by the Arrow interface."""

    is_streamed = False

    def __init__(self, frame: object, name: str = "frame") -> None:
        self.name = name
        self._frame = frame

    def pieces(self) -> Iterator[Piece]:
        """The contracts. Raises `InputError` for a frame that cannot be read."""
        yield from pieces_of(typed_columns(self._frame, self.name), self.name)


def pieces_of(columns: Columns, name: str) -> Iterator[Piece]:
    """The contracts of a table; row by row where columns of ours are nested, and held as a whole where none is.

    JSON text counts as nested in a column of objects or lists. A column that no field has makes no table of
    milestones another one, whatever it holds.
    """
    columns = json_columns(columns)
    if any(map(is_key, columns.nested)):
        yield from _records(columns, name)
    else:
        yield from LongTable(FrameGrid(columns, name), AS_THE_FILE_TELLS).pieces()


class FrameGrid:
    """The cells of a frame as a table takes them."""

    is_rectangular = False
    has_partial_rows = False
    elsewhere = ""

    def __init__(self, columns: Columns, name: str) -> None:
        self.notes: list[Problem] = []
        self._columns = columns
        self._name = name
        lists = frozenset(index for index, name in enumerate(columns.names) if name in LISTS)
        self._rows = KeptRows(
            _row(number, row, lists) for number, row in enumerate(columns.rows, 1)
        )

    def rows(self) -> Iterator[Row]:
        """The headings, and the rows that are not empty."""
        yield Row(HEADINGS, list(self._columns.names))
        yield from (row for row in self._rows if row.faults or any(row.cells))

    def row_name(self, row: int) -> str:
        """As its place is: `frame[3]`."""
        return f"{self._name}[{row - 1}]"

    def start(self, row: int) -> Place:
        """The row as a whole."""
        return self.place(row)

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """The place of a cell or of a row, counted as the frame counts: `frame[3]`."""
        cell = ""
        if column is not None:
            cell = f"column `{name or self._columns.names[column]}`"
        return Place(f"{self._name}[{row - 1}]" if row else self._name, cell=cell)


def _row(number: int, values: tuple[object, ...], lists: frozenset[int]) -> Row:
    faults: dict[int, CellFault] = {}
    told = (_told(value, index in lists) for index, value in enumerate(values))
    cells = [_cell(value, index, faults) for index, value in enumerate(told)]
    return Row(number, cells, faults)


def _told(value: object, is_list: bool) -> object:
    """What a cell says: JSON of a scalar, and of texts where a list belongs; other JSON stays as it is."""
    if not isinstance(value, JsonText) and not (is_list and is_json(value)):
        return value
    try:
        held = from_json(str(value))
    except BadValueError:
        return str(value)
    if is_list and isinstance(held, list) and all(isinstance(each, str) for each in held):
        return SEPARATOR.join(held) or str(value)
    return str(value) if isinstance(held, dict | list) else held


def _cell(value: object, index: int, faults: dict[int, CellFault]) -> str:
    try:
        return _text(value)
    except BadValueError as refused:
        faults[index] = CellFault(refused.message, refused.hint)
        return ""


def _text(value: object) -> str:
    """A value as a cell. Raises `BadValueError` for one that no cell can hold."""
    match value:
        case None:
            return ""
        case bool():
            return Exact(str(value).lower())
        case int():
            return str(value)
        case float() | Decimal():
            if not math.isfinite(value):
                raise BadValueError(f"{value} {NOT_A_NUMBER}", NULL_IS_UNKNOWN)
            return Exact(number_text(value))
        case datetime():
            return Exact(day_or_instant(value.replace(microsecond=0)))
        case str() | date() | timedelta():
            return stored_text(value)
        case _:
            other = value if isinstance(value, OfType) else OfType(type(value).__name__)
            raise BadValueError(other.refusal, CAST_COLUMN)


def _records(columns: Columns, name: str) -> Iterator[Piece]:
    """A piece a row; every scalar becomes a text, as in a table, so that an id may be a number."""
    twice = next((each for each in columns.names if columns.names.count(each) > 1), None)
    if twice is not None:
        raise error(Place(name), f"the column {twice} is there twice", KEEP_ONE)
    for index, row in enumerate(columns.rows):
        piece = record_piece(zip(columns.names, row, strict=True), f"{name}[{index}]")
        piece.stands_alone = True
        yield piece


def record_piece(record: Iterable[tuple[str, object]], label: str) -> Piece:
    """A contract of the names and values of its columns, which may be nested; `label`: how problems call it."""
    origin = ValueOrigin(label)
    faults: list[Fault] = []
    raw = {key: _textual(_held(key, value, faults), faults, (key,)) for key, value in record}
    problems = tuple(problem_of(each, Piece(None, origin), "") for each in told_of(faults))
    return Piece(raw, origin, label, is_textual=True, problems=problems)


def _held(key: str, value: object, faults: list[Fault]) -> object:
    """What a column holds, JSON texts taken for what they say.

    Databases without flags, as SQLite and MySQL are, hold 1 and 0 in their place.
    """
    if type(value) is int and value in (0, 1) and key in FLAGS:
        return bool(value)
    if not may_be_json(key, value):
        return value
    try:
        return from_json(str(value))
    except BadValueError as refused:
        faults.append(Fault((key,), refused.message, refused.hint))
        return None


def _textual(value: object, faults: list[Fault], path: Path) -> object:
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: _textual(each, faults, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [_textual(each, faults, (*path, index)) for index, each in enumerate(value)]
    try:
        return str(_text(value))
    except BadValueError as refused:
        faults.append(Fault(path, refused.message, refused.hint))
        return None
