"""A table whose headings are understood: which field each column holds, and what is said of that."""

from __future__ import annotations

from itertools import islice

from msgspec.structs import replace

from ...problems import Level, Problem
from ...units import Scope
from ..bad_value import found
from ..mentioned import may_mention
from ..sources import error
from ..spreadsheet import Spreadsheet
from .column_cells import ColumnCells
from .columns import Column
from .grid import Grid, Row
from .headings import columns_of, heading_hint, known_headings, means, no_id_hint
from .questions import QuestionGrid, asks_questions

ID = "id"
MILESTONE_ID = "milestone.id"
MOST_COLUMNS = 1_000
ROWS_TO_LOOK_AT = 50
"""How far down the headings may stand."""


class HeadedTable:
    """The columns of a table."""

    def __init__(self, grid: Grid, told: Spreadsheet) -> None:
        self.grid = grid
        self.columns: list[ColumnCells | None] = []
        self._told = told
        self._head = 0
        """The row of the headings."""
        self._headings: list[str] = []
        self._width = 0
        self._notes: list[Problem] = list(grid.notes)
        self.beside: dict[str, int] = {}
        """Columns that no field has, and whose cells may mention a claim: by heading, where each stands."""

    def index(self, name: str) -> int | None:
        """Where the column of a name stands."""
        named = (i for i, each in enumerate(self.columns) if each and each.column.name == name)
        return next(named, self.beside.get(name))

    def _find_headings(self) -> None:
        best: Row | None = None
        most = 0
        for row in islice(self.grid.rows(), ROWS_TO_LOOK_AT):
            number = known_headings(row.cells)
            has_id = any(means(cell, ID) for cell in row.cells)
            if best is None or number > max(most, 1):
                best, most = row, number
            if has_id and number > 1:
                best = row
                break
        if best is not None and asks_questions(best.cells):
            self.grid = QuestionGrid(self.grid, best)
            best = next(self.grid.rows())
        self._read_headings(best or Row(1, [""]))
        if self.index(MILESTONE_ID) is None and any(
            each and each.column.scope is Scope.MILESTONE for each in self.columns
        ):
            message = "there is no column milestone.id: milestones are called by title, or by row"
            self._note(self._head, None, "", message)
        if self._head > 1:
            message = "the headings stand here; what stands above is not read"
            self._note(self._head, None, "", message)

    def _read_headings(self, row: Row) -> None:
        self._head, self._headings, self._width = row.number, row.cells, len(row.cells)
        if self._width > MOST_COLUMNS:
            raise error(self.grid.place(row.number), f"there are more than {MOST_COLUMNS} columns")
        seen: dict[str, str] = {}
        headings = [written.strip() for written in row.cells]
        for index, (heading, column) in enumerate(zip(headings, columns_of(headings), strict=True)):
            self.columns.append(ColumnCells(column, self._told.dates) if column else None)
            if heading:
                self._check_heading(index, heading, column, seen)
        if ID not in seen:
            place = self.grid.place(row.number)
            raise error(place, "the column id is missing", no_id_hint(headings))

    def _check_heading(
        self, index: int, heading: str, column: Column | None, seen: dict[str, str]
    ) -> None:
        name = column.name if column else heading
        first = seen.setdefault(name, heading)
        place = self.grid.place(self._head, index)
        if first is not heading:
            message = f"the column {found(name)} is there twice"
            if first != heading:
                message = f"the columns {found(first)} and {found(heading)} both mean {name}"
            raise error(place, message, "keep one of the two")
        if column is None:
            message = f"no field has the name {found(heading)}; the column is ignored"
            if may_mention(heading):
                self.beside[heading] = index
            hint = heading_hint(heading)
            self._notes.append(Problem(place, message, hint, Level.WARNING, heading))
        elif name != heading:
            self._note(self._head, index, "", f"{found(heading)} is read as {name}")

    def _note(self, row: int, index: int | None, name: str, message: str) -> None:
        place = replace(self.grid.place(row, index, name), quoted="")
        self._notes.append(Problem(place, message, level=Level.NOTE))
