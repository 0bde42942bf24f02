"""CSV: one row a milestone, with the columns of its contract repeated; dotted column names.

A contract without milestones is one row. Columns: see `csv_columns`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...problems import Level, Place, Problem, did_you_mean
from ...units import Scope
from ..bad_value import Path, found
from ..conform import MILESTONES
from ..pieces import Piece
from ..places import Lines
from ..sources import Source, error
from .csv_columns import Column, known_columns, put

IS_STREAMED = False
ID = "id"
ACCOUNT_ID = "account.id"
MOST_COLUMNS = 1_000
TEMPLATE_HINT = "`closeout schema snapshot --template csv` prints the columns"

Row = tuple[int, list[str]]
"""Where a row begins, and its cells."""


def read(source: Source) -> Iterator[Piece]:
    """The contracts of a file in the order of their first rows, then the header.

    What is wrong with the columns comes before all, with an empty header.
    Raises `InputError` where rows cannot be told apart or columns not named.
    """
    return _Table(Lines(source.name, source.text())).pieces()


@dataclass(slots=True)
class _Group:
    """The rows that speak of one thing: a contract, an account, the export."""

    first: int
    cells: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By column, the cell and where its row begins."""
    milestones: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    """Where the row of each milestone begins, and the milestone."""
    problems: list[Problem] = field(default_factory=list)

    def forget_values(self) -> None:
        """Keep no more than what finds the place of a problem."""
        later = {name: cell for name, cell in self.cells.items() if cell[1] != self.first}
        self.cells = later
        self.milestones = [(start, {}) for start, _ in self.milestones]


class _Table:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.columns: list[Column | None] = []
        self.notes: list[Problem] = []
        self.platforms: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        rows = self._rows()
        self._read_columns(next(rows, (0, [""])))
        contracts: dict[str, _Group] = {}
        accounts: dict[str, _Group] = {}
        export = _Group(0)
        for row in rows:
            self._read_row(row, contracts, accounts, export)
        origin = _CsvOrigin(self, export)
        yield Piece({}, origin, is_header=True, problems=tuple(self.notes))
        for contract_id, group in contracts.items():
            yield self._contract(contract_id.strip(), group)
        yield self._header(export, accounts)

    def _rows(self) -> Iterator[Row]:
        """The rows that are not empty, each with the offset where it begins."""
        offset = 0

        def lines() -> Iterator[str]:
            nonlocal offset
            text = self.lines.text
            while offset < len(text):
                end = text.find("\n", offset) + 1 or len(text)
                line, offset = text[offset:end], end
                yield line

        reader = csv.reader(lines(), strict=True)
        while True:
            start = offset
            try:
                cells = next(reader, None)
            except csv.Error:
                hint = f"a quote is not closed, or a cell is longer than {csv.field_size_limit()}"
                raise error(self.lines.place(start), "this row is not CSV", hint) from None
            if cells is None:
                return
            if any(cells):
                yield start, cells

    def _read_columns(self, row: Row) -> None:
        start, names = row
        known = known_columns()
        if len(names) > MOST_COLUMNS:
            raise error(self.lines.place(start), f"there are more than {MOST_COLUMNS} columns")
        seen: set[str] = set()
        for index, written in enumerate(names):
            name = written.strip()
            if not name:
                self.columns.append(None)
                continue
            place = self._cell_place(start, index)
            if name in seen:
                message = f"the column {found(name)} is there twice"
                raise error(place, message, "keep one of the two")
            seen.add(name)
            column = known.get(name)
            self.columns.append(column)
            if column is None:
                hint = did_you_mean(name, known, TEMPLATE_HINT)
                message = f"no field has the name {found(name)}; the column is ignored"
                self.notes.append(Problem(place, message, hint, Level.WARNING))
        if ID not in seen:
            separator = next((each for each in ";\t|" if each in names[0]), None)
            hint = "separate columns by commas" if separator else TEMPLATE_HINT
            raise error(self.lines.place(start), "the column id is missing", hint)

    def _read_row(
        self, row: Row, contracts: dict[str, _Group], accounts: dict[str, _Group], export: _Group
    ) -> None:
        start, cells = row
        by_name = {
            column.name: cell
            for column, cell in zip(self.columns, cells, strict=False)
            if column is not None and cell.strip()
        }
        contract_id = by_name.get(ID, "").strip()
        contract = contracts.setdefault(contract_id or f"\n{start}", _Group(start))
        if len(cells) != len(self.columns):
            message = f"expected {len(self.columns)} cells, found {len(cells)}"
            hint = "every row has a cell for every column"
            if len(cells) > len(self.columns):
                hint = "put quotes around a cell that contains a comma"
            contract.problems.append(Problem(self.lines.place(start), message, hint))
            return
        account = accounts.setdefault(by_name.get(ACCOUNT_ID, "").strip(), _Group(start))
        groups = {Scope.CONTRACT: contract, Scope.ACCOUNT: account, Scope.EXPORT: export}
        milestone: dict[str, object] = {}
        for column in self.columns:
            if column is None or column.name not in by_name:
                continue
            cell = by_name[column.name]
            if column.scope is Scope.MILESTONE:
                put(milestone, column, cell)
            else:
                self._agree(groups[column.scope], contract, column.name, cell, start)
                if column.name == ACCOUNT_ID:
                    self._agree(contract, contract, ACCOUNT_ID, cell, start)
        if milestone:
            contract.milestones.append((start, milestone))

    def _agree(self, group: _Group, contract: _Group, name: str, cell: str, start: int) -> None:
        first, first_start = group.cells.setdefault(name, (cell, start))
        if first.strip() != cell.strip():
            line = self.lines.start(first_start).line
            message = f"{name} is {found(cell)} here and {found(first)} in line {line}"
            place = self._cell_place(start, self._index(name))
            hint = "rows of one contract, account or export repeat the same values"
            contract.problems.append(Problem(place, message, hint))

    def _index(self, name: str) -> int:
        return next(i for i, column in enumerate(self.columns) if column and column.name == name)

    def _contract(self, contract_id: str, group: _Group) -> Piece:
        raw: dict[str, object] = {}
        account_id = None
        for name, (cell, start) in group.cells.items():
            if name == ACCOUNT_ID:
                account_id = cell.strip()
            elif not put(raw, known_columns()[name], cell):
                place = self._cell_place(start, self._index(name))
                message = f"{name} is stated, and {name.split('.')[0]} is none"
                group.problems.append(Problem(place, message, "keep one of the two"))
        raw.setdefault("account_id", account_id)
        if group.milestones and raw.get(MILESTONES) is None:
            raw[MILESTONES] = [milestone for _, milestone in group.milestones]
        elif group.milestones:
            message = "milestones is [], and the row has a milestone"
            group.problems.append(Problem(self.lines.place(group.milestones[0][0]), message))
        self.platforms.add(str(raw.get("platform", "")))
        label = f"line {self.lines.start(group.first).line}"
        origin = _CsvOrigin(self, group)
        problems = tuple(group.problems)
        if not group.cells:
            return Piece(None, origin, contract_id or label, problems=problems)
        group.forget_values()
        return Piece(raw, origin, label, is_textual=True, problems=problems)

    def _header(self, export: _Group, accounts: dict[str, _Group]) -> Piece:
        raw: dict[str, object] = {name: cell.strip() for name, (cell, _) in export.cells.items()}
        stated = [group for group in accounts.values() if group.cells]
        records = []
        for group in stated:
            record: dict[str, object] = {}
            for name, (cell, _) in group.cells.items():
                put(record, known_columns()[name], cell)
            records.append(record)
        if len(records) == 1:
            raw["account"] = records[0]
        elif records:
            raw["accounts"] = records
        if len(self.platforms) == 1 and "" not in self.platforms:
            raw["platform"] = self.platforms.pop()
        origin = _CsvOrigin(self, export, stated)
        return Piece(raw, origin, is_header=True, is_textual=True)

    def _cell_place(self, start: int, index: int) -> Place:
        """Where a cell begins, found by counting the commas before it."""
        text, is_quoted = self.lines.text, False
        offset = start
        while index and offset < len(text):
            character = text[offset]
            if character == '"':
                is_quoted = not is_quoted
            elif character == "," and not is_quoted:
                index -= 1
            offset += 1
        return self.lines.place(offset)


class _CsvOrigin:
    """The rows of a contract, or of the export with its accounts."""

    __slots__ = ("_accounts", "_group", "_table")

    def __init__(self, table: _Table, group: _Group, accounts: list[_Group] | None = None) -> None:
        self._table = table
        self._group = group
        self._accounts = accounts or []

    def start(self) -> Place:
        """Where the first row begins, without the quoted line."""
        return self._table.lines.start(self._group.first)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """The place of the cell that a path leads to, else of the row."""
        group, prefix, start = self._group, "", self._group.first
        if len(path) > 1 and path[0] == MILESTONES and isinstance(path[1], int):
            start, prefix, path = group.milestones[path[1]][0], "milestone.", path[2:]
        elif path and path[0] in ("account", "accounts"):
            index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
            group, prefix = self._accounts[index], "account."
            start, path = group.first, path[2 if path[0] == "accounts" else 1 :]
        names = [str(step) for step in path if isinstance(step, str)]
        while names:
            name = prefix + ".".join(names)
            if name in known_columns() and any(c and c.name == name for c in self._table.columns):
                if name in group.cells:
                    start = group.cells[name][1]
                return self._table._cell_place(start, self._table._index(name))
            names.pop()
        return self._table.lines.place(start)
