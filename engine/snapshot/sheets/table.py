"""A table: one row a milestone, with the columns of its contract repeated; dotted column names.

A contract without milestones is one row. The table is gone through twice: the first time tells how
each column is written, the second what it says. Columns: see `columns`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from ...problems import Level, Problem
from ...units import Scope
from ..bad_value import BadValueError, found
from ..conform import MILESTONES
from ..fields import Kind
from ..pieces import Piece
from ..sources import error
from ..spreadsheet import Spreadsheet
from .cells import Taken
from .column_cells import ColumnCells
from .columns import Column, known_column, put
from .currencies import Currencies
from .grid import Grid, Row
from .headings import (
    LEGEND,
    columns_of,
    heading_hint,
    known_headings,
    means,
    no_id_hint,
    other_row_hint,
)
from .questions import QuestionGrid, asks_questions
from .table_places import Group, TableOrigin, name_milestones
from .totals import is_total_row

ID = "id"
ACCOUNT_ID = "account.id"
MILESTONE_ID = "milestone.id"
INSTANTS = (Kind.INSTANT, Kind.INSTANTS)
MOST_COLUMNS = 1_000
ROWS_TO_LOOK_AT = 50
"""How far down the headings may stand."""
MOST_NOTES = 20
"""How many ways of writing are told of one column."""


class Table:
    """The contracts of a table."""

    def __init__(self, grid: Grid, told: Spreadsheet) -> None:
        self.grid = grid
        self.columns: list[ColumnCells | None] = []
        self._told = told
        self._head = 0
        """The row of the headings."""
        self._width = 0
        self._notes: list[Problem] = list(grid.notes)
        self._said: dict[str, set[str]] = {}
        self._open: set[str] = set()
        """Columns of which it is open how they are to be read."""
        self._sums: set[int] = set()
        """Rows that add up others."""
        self._platforms: set[str] = set()
        self._count = 0
        """Rows below the headings."""

    def pieces(self) -> Iterator[Piece]:
        """What is wrong with the columns, the contracts in the order of their first rows, the header."""
        self._find_headings()
        self._settle()
        yield from self._body_pieces()

    def _body_pieces(self) -> Iterator[Piece]:
        contracts: dict[str, Group] = {}
        accounts: dict[str, Group] = {}
        export = Group(0)
        for row in self._body():
            self._read_row(row, contracts, accounts, export)
        self._note_sums()
        pieces = [self._contract(key, group) for key, group in contracts.items()]
        yield self._noted(export)
        yield from pieces
        yield self._header(export, accounts)

    def _note_sums(self) -> None:
        for number in sorted(self._sums):
            self._note(number, None, "", "the row is not read: it adds up others")

    def _noted(self, export: Group) -> Piece:
        """What is wrong with the columns, and how they are understood."""
        origin = TableOrigin(self.grid, self.index, export)
        return Piece({}, origin, is_header=True, problems=tuple(self._notes))

    def index(self, name: str) -> int | None:
        """Where the column of a name stands."""
        named = (i for i, each in enumerate(self.columns) if each and each.column.name == name)
        return next(named, None)

    # -- the headings

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
            self.grid = QuestionGrid(self.grid, best.number)
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
        self._head, self._width = row.number, len(row.cells)
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
            hint = heading_hint(heading)
            self._notes.append(Problem(place, message, hint, Level.WARNING, heading))
        elif name != heading:
            self._note(self._head, index, "", f"{found(heading)} is read as {name}")

    def _note(self, row: int, index: int | None, name: str, message: str) -> None:
        place = replace(self.grid.place(row, index, name), quoted="")
        self._notes.append(Problem(place, message, level=Level.NOTE))

    # -- the rows

    def _body(self) -> Iterator[Row]:
        """The rows below the headings that are not blank, without those that explain columns or add up rows."""
        id_index = self.index(ID)
        days = [i for i, each in enumerate(self.columns) if each and each.column.kind in INSTANTS]
        for row in self.grid.rows():
            if row.number <= self._head:
                continue
            is_legend = id_index is not None and row.cells[id_index : id_index + 1] == [LEGEND]
            if is_total_row(row, days):
                self._sums.add(row.number)
            elif not is_legend:
                yield row

    def _settle(self) -> None:
        for row in self._body():
            self._count += 1
            for each, cell in zip(self.columns, row.cells, strict=False):
                if each is not None and not each.is_blank(cell):
                    each.see(cell, row.number)
        for index, each in enumerate(self.columns):
            for fault in each.settle() if each else ():
                assert each is not None
                self._open.add(each.column.name)
                place = self.grid.place(fault.row, index, each.column.name)
                self._notes.append(Problem(place, fault.message, fault.hint))

    def _read_row(
        self, row: Row, contracts: dict[str, Group], accounts: dict[str, Group], export: Group
    ) -> None:
        if self.grid.is_rectangular and len(row.cells) != self._width:
            contract = contracts.setdefault(self._key(row, {}), Group(row.number))
            contract.problems.append(self._other_length(row))
            return
        problems: list[Problem] = []
        cells = self._cells(row, problems)
        if not cells and not problems:
            return
        contract = contracts.setdefault(self._key(row, cells), Group(row.number))
        contract.problems += problems
        account_id = cells[ACCOUNT_ID].text if ACCOUNT_ID in cells else ""
        account = accounts.setdefault(account_id.strip(), Group(row.number))
        groups = {Scope.CONTRACT: contract, Scope.ACCOUNT: account, Scope.EXPORT: export}
        milestone: dict[str, object] = {}
        for name, taken in cells.items():
            column = known_column(name)
            if taken.currency:
                contract.currencies.append((row.number, name, taken.currency))
            if column.scope is Scope.MILESTONE:
                put(milestone, column, taken.text)
                continue
            self._agree(groups[column.scope], contract, name, taken.text, row.number)
            if name == ACCOUNT_ID:
                self._agree(contract, contract, name, taken.text, row.number)
        if milestone:
            self._add_milestone(contract, row.number, milestone)

    def _add_milestone(self, contract: Group, row: int, milestone: dict[str, object]) -> None:
        if self.grid.has_partial_rows:
            for _, other in contract.milestones:
                if other.get(ID) == milestone.get(ID):
                    other.update(milestone)
                    return
        contract.milestones.append((row, milestone))

    def _key(self, row: Row, cells: dict[str, Taken]) -> str:
        """The id of the row's contract; without one, a row is a contract of its own."""
        if ID in cells:
            return cells[ID].text.strip()
        index = self.index(ID)
        written = row.cells[index].strip() if index is not None and index < len(row.cells) else ""
        return written or f"\n{row.number}"

    def _other_length(self, row: Row) -> Problem:
        message = f"expected {self._width} cells, found {len(row.cells)}"
        hint = "every row has a cell for every column"
        if len(row.cells) > self._width:
            hint = "put quotes around a cell that contains what separates the cells"
        return Problem(self.grid.place(row.number), message, hint)

    def _cells(self, row: Row, problems: list[Problem]) -> dict[str, Taken]:
        """What the cells of a row say, by column; what is wrong with them."""
        cells: dict[str, Taken] = {}
        for index, (each, cell) in enumerate(zip(self.columns, row.cells, strict=False)):
            if each is None or each.column.name in self._open:
                continue
            name = each.column.name
            fault = row.faults.get(index)
            if fault is not None:
                place = self.grid.place(row.number, index, name)
                problems.append(Problem(place, fault.message, fault.hint))
            elif index in row.merged and each.column.scope is Scope.MILESTONE:
                place = self.grid.place(row.number, index, name)
                message = f"the cell is merged with the one in row {row.merged[index]}"
                problems.append(Problem(place, message, "every milestone has a cell of its own"))
            elif each.is_blank(cell):
                if cell.strip():
                    self._tell(row.number, index, each, cell, Taken("not known"))
            else:
                try:
                    cells[name] = taken = each.read(cell)
                except BadValueError as refused:
                    place = self.grid.place(row.number, index, name)
                    problems.append(Problem(place, refused.message, refused.hint))
                else:
                    if taken.text != cell.strip() and taken.text != cell:
                        self._tell(row.number, index, each, cell, taken)
        return cells

    def _tell(self, row: int, index: int, each: ColumnCells, cell: str, taken: Taken) -> None:
        """Note how a cell was understood: once for each way of writing."""
        name = each.column.name
        said = self._said.setdefault(name, set())
        way = taken.manner or cell
        if way in said or len(said) >= MOST_NOTES:
            return
        said.add(way)
        message = f"{found(cell.strip())} is read as {taken.text}"
        if taken.manner:
            message += f": {taken.manner}"
        self._note(row, index, name, message)

    def _agree(self, group: Group, contract: Group, name: str, cell: str, row: int) -> None:
        first, first_row = group.cells.setdefault(name, (cell, row))
        if first.strip() != cell.strip():
            message = f"{name} is {found(cell)} here and {found(first)} in {self.grid.row_name(first_row)}"
            place = self.grid.place(row, self.index(name), name)
            contract.problems.append(Problem(place, message, other_row_hint(name)))

    # -- what they say together

    def _contract(self, key: str, group: Group) -> Piece:
        contract_id = key.strip()
        raw: dict[str, object] = {}
        account_id = None
        for name, (cell, row) in group.cells.items():
            if name == ACCOUNT_ID:
                account_id = cell.strip()
            elif not put(raw, known_column(name), cell):
                place = self.grid.place(row, self.index(name), name)
                message = f"{name} is stated, and {name.split('.')[0]} is none"
                group.problems.append(Problem(place, message, "keep one of the two"))
        raw.setdefault("account_id", account_id)
        if contract_id and ID not in raw and group.problems:
            raw[ID] = contract_id  # what is wrong with it is told already
        if group.milestones and self.index(MILESTONE_ID) is None:
            name_milestones(group)
        if group.milestones and raw.get(MILESTONES) is None:
            raw[MILESTONES] = [milestone for _, milestone in group.milestones]
        elif group.milestones:
            message = "milestones is [], and the row has a milestone"
            place = self.grid.place(group.milestones[0][0])
            group.problems.append(Problem(place, message))
        Currencies(self.grid, self.index).settle(raw, group, self._notes)
        self._platforms.add(str(raw.get("platform", "")))
        label = self.grid.row_name(group.first)
        origin = TableOrigin(self.grid, self.index, group)
        problems = tuple(group.problems)
        if not group.cells and not group.milestones:
            return Piece(None, origin, contract_id or label, problems=problems)
        group.forget_values()
        return Piece(raw, origin, label, is_textual=True, problems=problems)

    def _header(self, export: Group, accounts: dict[str, Group]) -> Piece:
        raw: dict[str, object] = {name: cell.strip() for name, (cell, _) in export.cells.items()}
        stated = [group for group in accounts.values() if group.cells]
        records = []
        for group in stated:
            record: dict[str, object] = {}
            for name, (cell, _) in group.cells.items():
                put(record, known_column(name), cell)
            records.append(record)
        if len(records) == 1:
            raw["account"] = records[0]
        elif records:
            raw["accounts"] = records
        if len(self._platforms) == 1 and "" not in self._platforms:
            raw["platform"] = self._platforms.pop()
        origin = TableOrigin(self.grid, self.index, export, stated)
        return Piece(raw, origin, is_header=True, is_textual=True)
