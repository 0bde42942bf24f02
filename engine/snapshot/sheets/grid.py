"""Rows and cells of a table, wherever they come from: a text file or a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct, field

from ...problems import Place, Problem


class CellFault(Struct, frozen=True):
    """Why a cell has no value that can be used."""

    message: str
    hint: str


class Row(Struct, frozen=True):
    """A row that is not empty."""

    number: int
    """As a spreadsheet counts, from 1."""
    cells: list[str]
    faults: dict[int, CellFault] = field(default_factory=dict)
    """By the index of the cell."""
    merged: dict[int, int] = field(default_factory=dict)
    """Cells that are merged with one above, whose value they have: by index, the row of that one."""


class Grid(Protocol):
    """A table, whose rows may be asked for more than once."""

    notes: list[Problem]
    """How the file was understood."""
    is_rectangular: bool
    """A row of another length than the first is at fault."""
    has_partial_rows: bool
    """Several rows may speak of one milestone."""
    elsewhere: str
    """Where else in the file the table may be, if this is none; "" where there is but one."""

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty. Raises `InputError` where they cannot be told apart."""
        ...

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """The place of a cell, or of a row; `name` is that of the column."""
        ...

    def row_name(self, row: int) -> str:
        """What a row is called beside the place of another: `row 2`."""
        ...

    def start(self, row: int) -> Place:
        """Where a row begins, without the quoted line."""
        ...


def cell_name(row: int, column: int | None, name: str) -> str:
    """Row 4, column W `milestone.amount`: as a person finds it in a spreadsheet."""
    where = [f"row {row}"] if row else []
    if column is not None:
        where.append(f"column {letters(column)}" + (f" `{name}`" if name else ""))
    return ", ".join(where)


def letters(column: int) -> str:
    """The name that a spreadsheet gives to a column, counted from 0: A, B, ..., Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
