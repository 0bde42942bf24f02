"""A table with one question a row: which contract, which field, and the answer.

`template --rows questions` writes one, `ask -f csv` another.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ...problems import Place, Problem
from ...units import Scope
from .grid import Grid, Row

NAMES = ("id", "title", "milestone.id")
"""The columns that name the row in any table."""
QUESTION_COLUMNS = (*NAMES, "field", "about", "answer")
ASKED_COLUMNS = ("contract", "milestone", "field", "question", "decides", "until", "answer")


class _Layout(Struct, frozen=True):
    """Which columns such a table begins with, and which of them name its rows."""

    columns: tuple[str, ...]
    names: tuple[str | None, ...]
    """The columns that say what `NAMES` do; None: the table has no such column."""

    @property
    def field(self) -> int:
        return self.columns.index("field")

    @property
    def answer(self) -> int:
        return self.columns.index("answer")

    def named(self, cells: list[str]) -> list[str]:
        """The cells that name a row; a field of the contract is no milestone's."""
        found = ["" if name is None else cells[self.columns.index(name)] for name in self.names]
        if not cells[self.field].strip().startswith(f"{Scope.MILESTONE}."):
            found[-1] = ""
        return found


_LAYOUTS = (
    _Layout(QUESTION_COLUMNS, NAMES),
    _Layout(ASKED_COLUMNS, ("contract", None, "milestone")),
)


def _layout_of(head: list[str]) -> _Layout | None:
    told = [cell.strip().casefold() for cell in head]
    return next((each for each in _LAYOUTS if told[: len(each.columns)] == [*each.columns]), None)


def asks_questions(head: list[str]) -> bool:
    """Whether these headings are those of a table of questions."""
    return _layout_of(head) is not None


class QuestionGrid:
    """The questions as a wide table, with a column for each field that is asked for."""

    is_rectangular = False
    has_partial_rows = True
    elsewhere = ""

    def __init__(self, grid: Grid, head: Row) -> None:
        """`head`: the row of headings of a table of questions."""
        layout = _layout_of(head.cells)
        assert layout is not None
        self.notes: list[Problem] = grid.notes
        self._grid = grid
        self._layout = layout
        self._head = head.number
        self._fields: dict[str, int] = {}
        for row in self._questions():
            field = row.cells[layout.field].strip()
            if field and row.cells[layout.answer].strip():
                self._fields.setdefault(field, len(NAMES) + len(self._fields))

    def _questions(self) -> Iterator[Row]:
        for row in self._grid.rows():
            if row.number > self._head:
                missing = len(self._layout.columns) - len(row.cells)
                yield Row(row.number, row.cells + [""] * missing, row.faults, row.merged)

    def rows(self) -> Iterator[Row]:
        """The headings, and the answers that were given."""
        yield Row(self._head, [*NAMES, *self._fields])
        answer = self._layout.answer
        for row in self._questions():
            column = self._fields.get(row.cells[self._layout.field].strip())
            if column is None or not row.cells[answer].strip():
                continue
            cells = self._layout.named(row.cells) + [""] * len(self._fields)
            cells[column] = row.cells[answer]
            faults = {column: row.faults[answer]} if answer in row.faults else {}
            yield Row(row.number, cells, faults)

    def row_name(self, row: int) -> str:
        """As in the table with the questions."""
        return self._grid.row_name(row)

    def start(self, row: int) -> Place:
        """Where a row begins, without the quoted line."""
        return self._grid.start(row)

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """The place of the answer, or of what names its row."""
        layout = self._layout
        if column is not None and column >= len(NAMES):
            column = layout.answer if row > self._head else layout.field
        elif column is not None:
            written = layout.names[column]
            column = 0 if written is None else layout.columns.index(written)
        return self._grid.place(row, column, name)
