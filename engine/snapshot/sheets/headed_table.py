"""A table whose headings are understood: which field each column holds, and what is said of that."""

from __future__ import annotations

from itertools import islice

from msgspec.structs import replace

from ...problems import KEEP_ONE, Level, Problem
from ...units import Scope
from ..bad_value import found
from ..conform import is_key
from ..fields import Kind
from ..sources import error
from ..spreadsheet import Spreadsheet
from .column_cells import ColumnCells
from .columns import Column
from .grid import Grid, Row, letters
from .headings import (
    TEMPLATE_HINT,
    columns_of,
    currency_of,
    folded_headings,
    heading_hint,
    known_headings,
    means,
    no_id_hint,
)
from .notes_apart import NoteApart, note_apart
from .questions import QuestionGrid, asks_questions
from .said_above import MOST_ROWS, said_of_all, told
from .told_by_cells import told_by_cells

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
        """Columns that no field has; what their cells mention may hinder an end: by heading, where each stands."""
        self.notes_apart: list[NoteApart] = []
        """Rows that are no contracts and speak of some."""
        self._noted_at: dict[str, int] = {}
        """What such rows are called among the cells of contracts, and the column that they stand in."""
        self.exported_at = ""
        """The day that a line above or below the table says it is of; "" for none."""
        self._unheaded: dict[int, str] = {}
        """Columns without a heading, and what they are called in messages."""

    def index(self, name: str) -> int | None:
        """Where the column of a name stands."""
        named = (i for i, each in enumerate(self.columns) if each and each.column.name == name)
        return next(named, self.beside.get(name, self._noted_at.get(name)))

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
        for row in islice(self.grid.rows(), MOST_ROWS):
            if row.number < self._head:
                self._take_up(row)

    def _read_headings(self, row: Row) -> None:
        self._head, self._headings, self._width = row.number, row.cells, len(row.cells)
        if self._width > MOST_COLUMNS:
            raise error(self.grid.place(row.number), f"there are more than {MOST_COLUMNS} columns")
        seen: dict[str, str] = {}
        headings = [written.strip() for written in row.cells]
        columns = columns_of(headings)
        below = (each for each in self.grid.rows() if each.number > row.number)
        for index, meant in told_by_cells(folded_headings(headings), columns, below).items():
            columns[index] = meant
        for index, (heading, column) in enumerate(zip(headings, columns, strict=True)):
            self.columns.append(self._cells_of(heading, column))
            if heading:
                self._check_heading(index, heading, column, seen)
            else:
                self._unheaded[index] = called = f"column {letters(index)}"
                self.beside[called] = index
        if ID not in seen:
            place = self.grid.place(row.number)
            hint = "; ".join(filter(None, (no_id_hint(headings), self.grid.elsewhere)))
            raise error(place, "the column id is missing", hint)

    def _cells_of(self, heading: str, column: Column | None) -> ColumnCells | None:
        if column is None:
            return None
        currency = currency_of(heading) if column.kind is Kind.MONEY else ""
        return ColumnCells(column, self._told.dates, currency)

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
            raise error(place, message, KEEP_ONE)
        if column is None:
            message = f"no field has the name {found(heading)}; the column is ignored"
            # a key of a contract that is no column, such as `hours`, would be taken for the field
            self.beside[f"column {heading}" if is_key(heading) else heading] = index
            hint = heading_hint(heading)
            self._notes.append(Problem(place, message, hint, Level.WARNING, heading))
        elif name != heading:
            self._note(self._head, index, "", f"{found(heading)} is read as {name}")

    def _take_up(self, row: Row) -> None:
        """Look through a row that is no contract: what it speaks of, and of which day the table is."""
        note = note_apart(row.number, row.cells, is_above=row.number < self._head)
        if note is not None:
            self.notes_apart.append(note)
        said = said_of_all(row.cells)
        if said is None or {"as_of", "exported_at"} & {e.column.name for e in self.columns if e}:
            return
        self.exported_at = self.exported_at or said.day
        message, hint = told(said)
        level = Level.NOTE if said.day else Level.WARNING
        place = self.grid.place(row.number)
        self._notes.append(Problem(replace(place, quoted=""), message, hint, level))

    def _tell_of_unheaded(self, row: Row) -> None:
        """Warn of a column that has no heading, where it holds something first."""
        for index in [each for each in self._unheaded if each < len(row.cells)]:
            if row.cells[index].strip():
                name = self._unheaded.pop(index)
                message = "the column has no heading; it is not read"
                place = self.grid.place(row.number, index)
                self._notes.append(Problem(place, message, TEMPLATE_HINT, Level.WARNING, name))

    def _note(self, row: int, index: int | None, name: str, message: str) -> None:
        place = replace(self.grid.place(row, index, name), quoted="")
        self._notes.append(Problem(place, message, level=Level.NOTE))
