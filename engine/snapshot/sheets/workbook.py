"""One sheet of a workbook as a table: the values that are stored, never what a formula would give.

The library `python-calamine` reads the values. What it does not tell (errors, formulas that were
never computed, percents, merged cells) is looked for in the XML of the sheet: see `marks`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ...problems import Level, Place, Problem
from ..bad_value import found
from ..sources import Source, error
from ..spoken_of import named_by
from .cells import Exact
from .grid import CellFault, Row, cell_name, letters
from .marks import MOST_CELLS, Marks
from .ods_marks import ods_marks
from .stored import number_text, stored_text
from .workbook_parts import damaged, packed, unpacked
from .xlsx_marks import WORKBOOK, xlsx_marks

_NOT_COMPUTED = CellFault(
    "the formula was never computed", "open the workbook in a spreadsheet and save it again"
)


def workbook_grid(source: Source) -> WorkbookGrid:
    """The sheet that was asked for, or the first. Raises `InputError`."""
    parts = unpacked(source)
    if WORKBOOK not in parts:
        # The library reads every sheet of such a file at once, however far it reaches.
        _check_size(ods_marks(parts, None, source), source)
    book = _opened(parts, source)
    name, others = _sheet_of(book, source)
    marks = xlsx_marks if WORKBOOK in parts else ods_marks
    found_marks = marks(parts, name, source)
    _check_size(found_marks, source)
    grid = WorkbookGrid(source.name, _values(book, name, source), found_marks)
    if others:
        left = ", ".join(map(found, others))
        verb = "is" if len(others) == 1 else "are"
        message = f"the sheet {found(name)} is read; {left} {verb} not: --sheet chooses"
        speaks = any(map(named_by, others))  # of claims, or of what is left to do
        level = Level.WARNING if speaks else Level.NOTE
        grid.notes.append(Problem(source.place, message, level=level))
        grid.elsewhere = message
    return grid


def _check_size(marks: Marks, source: Source) -> None:
    if marks.is_too_large:
        message = f"the sheet fills more than {MOST_CELLS:,} cells"
        raise error(source.place, message, "delete what stands far from the table")


def _opened(parts: dict[str, bytes], source: Source) -> Any:
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        hint = (
            "install it beside closeout: pip install python-calamine; it is in the extra `xlsx`. "
            "Or save the sheet as CSV"
        )
        message = "workbooks need the library python-calamine, which is not installed"
        raise error(source.place, message, hint) from None
    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(packed(parts))), source)


def _guarded(read: Any, source: Source) -> Any:
    """What the library gives. Raises `InputError` where it fails."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library is no Exception
        raise damaged(source) from None


def _sheet_of(book: Any, source: Source) -> tuple[str, list[str]]:
    """The sheet that is read, and those that are not."""
    sheets = [each for each in book.sheets_metadata if str(each.typ).endswith("WorkSheet")]
    names = [each.name for each in sheets]
    wanted = source.spreadsheet.sheet
    visible = [each.name for each in sheets if str(each.visible).endswith("Visible")]
    if wanted and wanted not in names:
        hint = f"there are {', '.join(map(found, names))}"
        raise error(source.place, f"no sheet has the name {found(wanted)}", hint)
    if not names:
        raise error(source.place, "the workbook has no sheet with cells")
    name = wanted or (visible or names)[0]
    return name, [] if wanted else [each for each in visible if each != name]


def _values(book: Any, name: str, source: Source) -> list[list[str]]:
    rows = _guarded(lambda: book.get_sheet_by_name(name).to_python(skip_empty_area=False), source)
    return [[stored_text(value) for value in row] for row in rows]


class WorkbookGrid:
    """The rows of a sheet."""

    is_rectangular = False
    has_partial_rows = False

    def __init__(self, file: str, values: list[list[str]], marks: Marks) -> None:
        self.notes: list[Problem] = []
        self.elsewhere = ""
        self._file = file
        self._values = values
        self._faults: dict[int, dict[int, CellFault]] = {}
        self._merged: dict[int, dict[int, int]] = {}
        for (row, column), shown in marks.errors.items():
            self._set(row, column, shown)
        for row, column in marks.uncomputed:
            self._fault(row, column, _NOT_COMPUTED)
        for row, column in marks.percents:
            self._percent(row, column)
        for first_row, first_column, last_row, last_column in marks.merged:
            self._merge(first_row, first_column, last_row, last_column)

    def _set(self, row: int, column: int, text: str) -> None:
        while len(self._values) <= row:
            self._values.append([])
        cells = self._values[row]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = text

    def _fault(self, row: int, column: int, fault: CellFault) -> None:
        self._set(row, column, self._cell(row, column))
        self._faults.setdefault(row, {})[column] = fault

    def _cell(self, row: int, column: int) -> str:
        cells = self._values[row] if row < len(self._values) else []
        return cells[column] if column < len(cells) else ""

    def _percent(self, row: int, column: int) -> None:
        cell = self._cell(row, column)
        if isinstance(cell, Exact) and cell:
            self._set(row, column, f"{number_text(float(Decimal(cell) * 100))}%")

    def _merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Give the value of merged cells to those below; beside it, they have none."""
        value = self._cell(first_row, first_column)
        if not value:
            return
        width = max(map(len, self._values))
        beside = CellFault(
            f"the cell is merged with the one in column {letters(first_column)}",
            "undo the merging: every column has a cell of its own",
        )
        for row in range(first_row, min(last_row + 1, len(self._values))):
            if row > first_row:
                self._set(row, first_column, value)
                self._merged.setdefault(row, {})[first_column] = first_row + 1
            for column in range(first_column + 1, min(last_column + 1, width)):
                self._fault(row, column, beside)

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty."""
        for index, cells in enumerate(self._values):
            faults = self._faults.get(index, {})
            if faults or any(cells):
                yield Row(index + 1, cells, faults, self._merged.get(index, {}))

    def row_name(self, row: int) -> str:
        """As a spreadsheet counts."""
        return f"row {row}"

    def start(self, row: int) -> Place:
        """Where a row begins."""
        return Place(self._file, row, 1) if row else Place(self._file)

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """The place of a cell or of a row, counted as the spreadsheet counts."""
        if not row:
            return Place(self._file)
        return Place(self._file, row, (column or 0) + 1, "", cell_name(row, column, name))
