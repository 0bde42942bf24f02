"""A table: one row a milestone, with the columns of its contract repeated; dotted column names.

A contract without milestones is one row. The table is gone through twice: the first time tells how
each column is written, the second what it says. Columns: see `columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...problems import KEEP_ONE, Level, Problem
from ...units import Scope
from ..bad_value import BadValueError, found
from ..conform import MILESTONES
from ..fields import Kind
from ..mentioned import mentioned_in
from ..pieces import Piece
from ..spreadsheet import Spreadsheet
from .cells import Taken
from .column_cells import ColumnCells
from .columns import Column, known_column, put
from .currencies import Currencies
from .grid import Grid, Row
from .headed_table import ID, MILESTONE_ID, HeadedTable
from .headings import LEGEND, columns_of, other_row_hint
from .notes_apart import keep_notes
from .rows_apart import Columns, RowsApart, SumsBelow, without_id_hint
from .table_places import Group, TableOrigin, name_milestones
from .totals import is_total_row

ACCOUNT_ID = "account.id"
CALLED = (MILESTONE_ID, "milestone.title")
"""Columns of what a milestone is called."""
INSTANTS = (Kind.INSTANT, Kind.INSTANTS)
MOST_NOTES = 20
"""How many ways of writing are told of one column."""


class Table(HeadedTable):
    """The contracts of a table."""

    def __init__(self, grid: Grid, told: Spreadsheet) -> None:
        super().__init__(grid, told)
        self._said: dict[str, set[str]] = {}
        self._open: set[str] = set()
        """Columns of which it is open how they are to be read."""
        self._sums: set[int] = set()
        """Rows that add up others."""
        self._again: set[int] = set()
        """Rows that repeat the headings, as pages do that are pasted one below the other."""
        self._apart: set[int] = set()
        """Rows of titles and notes."""
        self._above = ""
        """The id that was read last."""
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
        self._note_left_out()
        for called in keep_notes(self.notes_apart, sorted(self._apart), contracts):
            self._noted_at[called] = self.index(ID) or 0
        pieces = [self._contract(key, group) for key, group in contracts.items()]
        yield self._noted(export)
        yield from pieces
        yield self._header(export, accounts)

    def _note_left_out(self) -> None:
        for number in sorted(self._sums):
            self._note(number, None, "", "the row is not read: it adds up others")
        for number in sorted(self._again):
            self._note(number, None, "", "the row is not read: it repeats the headings")

    def _noted(self, export: Group) -> Piece:
        """What is wrong with the columns, and how they are understood."""
        origin = TableOrigin(self.grid, self.index, export)
        return Piece({}, origin, is_header=True, problems=tuple(self._notes))

    # -- the rows

    def _body(self) -> Iterator[Row]:
        """The rows below the headings that are not blank, without those that explain columns or add up rows."""
        id_index = self.index(ID)
        days = self._where(lambda column: column.kind in INSTANTS)
        names = self._where(lambda column: column.name in CALLED)
        of_milestone = self._where(lambda column: column.scope is Scope.MILESTONE)
        below = SumsBelow(Columns(id_index, names, of_milestone, days))
        for row in self.grid.rows():
            if row.number <= self._head:
                continue
            if row.cells == self._headings:
                self._again.add(row.number)
                continue
            is_legend = id_index is not None and row.cells[id_index : id_index + 1] == [LEGEND]
            if is_total_row(row, days) or below.is_sum(row):
                self._sums.add(row.number)
            elif not is_legend and row.number not in self._apart:
                yield row

    def _where(self, is_meant: Callable[[Column], bool]) -> list[int]:
        return [i for i, each in enumerate(self.columns) if each and is_meant(each.column)]

    def _settle(self) -> None:
        apart, id_index = RowsApart(), self.index(ID) or 0
        for row in self._body():
            self._count += 1
            if self._unheaded:
                self._tell_of_unheaded(row)
            if len(row.cells) > 1:
                apart.see(row, id_index)
            for each, cell in zip(self.columns, row.cells, strict=False):
                if each is not None and not each.is_blank(cell):
                    each.see(cell, row.number)
        for index, each in enumerate(self.columns):
            for fault in each.settle() if each else ():
                assert each is not None
                self._open.add(each.column.name)
                place = self.grid.place(fault.row, index, each.column.name)
                self._notes.append(Problem(place, fault.message, fault.hint))
        for told in apart.told():
            place = self.grid.place(told.row, id_index, ID)
            self._notes.append(Problem(place, told.message, told.hint, Level.WARNING))
            if not told.is_read:
                self._apart.add(told.row)
                self._take_up(Row(told.row, [apart.alone[told.row]]))

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
        self._keep_mentioned(row, contract)
        if milestone:
            self._add_milestone(contract, row.number, milestone)
        self._check_id(row.number, cells, contract, has_milestone=bool(milestone))

    def _keep_mentioned(self, row: Row, contract: Group) -> None:
        """What cells of columns that are not read speak of: of every row of the contract."""
        for heading, index in self.beside.items():
            cell = row.cells[index] if index < len(row.cells) else ""
            if cell and mentioned_in(heading, cell):
                before, first = contract.cells.get(heading, ("", row.number))
                contract.cells[heading] = (f"{before}\n{cell}" if before else cell, first)

    def _check_id(
        self, row: int, cells: dict[str, Taken], contract: Group, *, has_milestone: bool
    ) -> None:
        """Tell that a row has no id, and what it may be."""
        if ID in cells:
            self._above = cells[ID].text.strip()
        elif (has_milestone or contract.cells) and not contract.problems:
            hint = without_id_hint(
                self._above, has_milestone=has_milestone, has_more=bool(contract.cells)
            )
            place = self.grid.place(row, self.index(ID), ID)
            contract.problems.append(Problem(place, "the id is missing", hint))

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
        if sum(each is not None for each in columns_of(row.cells)) > 1:
            hint = "another table seems to begin here: give each a file, and name both"
        elif len(row.cells) > self._width:
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
                    taken = each.read(cell)
                except BadValueError as refused:
                    place = self.grid.place(row.number, index, name)
                    problems.append(Problem(place, refused.message, refused.hint))
                else:
                    if taken.column:
                        cells.setdefault(taken.column, taken)
                    else:
                        cells[name] = taken
                    if taken.column or taken.text not in (cell, cell.strip()):
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
        message = f"{found(cell.strip())} is read as {f'{taken.column} {taken.text}'.strip()}"
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
            if name in self.beside or name in self._noted_at:
                raw[name] = cell
            elif name == ACCOUNT_ID:
                account_id = cell.strip()
            elif not put(raw, known_column(name), cell):
                place = self.grid.place(row, self.index(name), name)
                message = f"{name} is stated, and {name.split('.')[0]} is none"
                group.problems.append(Problem(place, message, KEEP_ONE))
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
        if self.exported_at:
            raw["exported_at"] = self.exported_at
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
