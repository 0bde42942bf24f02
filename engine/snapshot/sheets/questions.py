"""A table with one question a row: which contract, which field, and the answer."""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import Place, Problem
from .grid import Grid, Row

QUESTION_COLUMNS = ("id", "title", "milestone.id", "field", "about", "answer")
_NAMES = 3
"""The first columns name the row in any table."""
_FIELD, _ANSWER = QUESTION_COLUMNS.index("field"), QUESTION_COLUMNS.index("answer")


def asks_questions(head: list[str]) -> bool:
    """Whether these headings are those of a table of questions."""
    return tuple(cell.strip().casefold() for cell in head[: len(QUESTION_COLUMNS)]) == (
        QUESTION_COLUMNS
    )


class QuestionGrid:
    """The questions as a wide table, with a column for each field that is asked for."""

    is_rectangular = False
    has_partial_rows = True

    def __init__(self, grid: Grid, head: int) -> None:
        self.notes: list[Problem] = grid.notes
        self._grid = grid
        self._head = head
        self._fields: dict[str, int] = {}
        for row in self._questions():
            field = row.cells[_FIELD].strip()
            if field and row.cells[_ANSWER].strip():
                self._fields.setdefault(field, _NAMES + len(self._fields))

    def _questions(self) -> Iterator[Row]:
        for row in self._grid.rows():
            if row.number > self._head:
                missing = len(QUESTION_COLUMNS) - len(row.cells)
                yield Row(row.number, row.cells + [""] * missing, row.faults, row.merged)

    def rows(self) -> Iterator[Row]:
        """The headings, and the answers that were given."""
        yield Row(self._head, [*QUESTION_COLUMNS[:_NAMES], *self._fields])
        for row in self._questions():
            column = self._fields.get(row.cells[_FIELD].strip())
            if column is None or not row.cells[_ANSWER].strip():
                continue
            cells = row.cells[:_NAMES] + [""] * len(self._fields)
            cells[column] = row.cells[_ANSWER]
            faults = {column: row.faults[_ANSWER]} if _ANSWER in row.faults else {}
            yield Row(row.number, cells, faults)

    def row_name(self, row: int) -> str:
        """As in the table with the questions."""
        return self._grid.row_name(row)

    def start(self, row: int) -> Place:
        """Where a row begins, without the quoted line."""
        return self._grid.start(row)

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """The place of the answer, or of what names its row."""
        if column is not None and column >= _NAMES:
            column = _ANSWER if row > self._head else _FIELD
        return self._grid.place(row, column, name)
