"""What the cells of a table are taken for: the interface of the readings, one a column."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace


class Exact(str):
    """A cell that a workbook holds as a number, a day or a flag: it has one reading only."""

    __slots__ = ()


class Taken(Struct, frozen=True):
    """A cell as a snapshot writes it."""

    text: str
    manner: str = ""
    """How it was understood, where it was written otherwise: `month/day/year, by row 7`."""
    currency: str = ""
    """Stands beside an amount: a code, or a sign that several currencies have."""
    column: str = ""
    """The column that it belongs to, where that is another than the one it stands in."""

    def said_of(self, column: str) -> Taken:
        """The same, of another column."""
        return replace(self, column=column)


class ColumnFault(Struct, frozen=True):
    """Why no cell of a column can be read: at a row, what leaves it open, and the remedy."""

    row: int
    message: str
    hint: str


class Reading(Protocol):
    """Reads the cells of one column, after having seen all of them."""

    def see(self, text: str, row: int) -> None:
        """Learn from a cell how the column is written."""
        ...

    def settle(self) -> list[ColumnFault]:
        """Decide how the column is written; what leaves it open."""
        ...

    def read(self, text: str) -> Taken:
        """A cell as a snapshot writes it; what is not known is handed on as it is.

        Raises `BadValueError` for a cell that cannot be meant as it stands.
        """
        ...


SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
"""Spaces that spreadsheets put between digits and before AM."""


def plain(text: str) -> str:
    """The cell with one kind of space, and none around it."""
    return text.translate(SPACES).strip()
