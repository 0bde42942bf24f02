"""Columns of the snapshot in a platform's table: what a person has added to it before it is read.

What the table itself tells stands above what is added. Columns that neither knows belong to the platform.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import KEEP_ONE, Level, Place, Problem, did_you_mean
from ...units import Scope
from ..bad_value import BadValueError, found
from ..conform import MILESTONES, is_key
from ..fields import NOT_UNDERSTOOD
from ..mentioned import mentioned_in, stands_for
from ..sheets.column_cells import ColumnCells
from ..sheets.columns import Column, known_column, known_columns
from ..sheets.headings import column_of
from ..sources import error
from ..spoken_of import CLAIMS
from ..spreadsheet import DayOrder
from .foreign import Node, node
from .foreign_table import ForeignTable
from .source_schema import columns_of

ROLE = "role"


class AddedColumns:
    """The columns of a table that a snapshot has and the platform has not."""

    def __init__(self, table: ForeignTable, dates: DayOrder | None) -> None:
        """Raises `InputError` where two of them are for one field."""
        self.problems: list[Problem] = []
        self.header: Node = {}
        """What they say of the export."""
        self._said_at: dict[str, Place] = {}
        self._columns: dict[str, ColumnCells] = {}
        self._beside: dict[str, str] = {}
        """Headings that no field has, whose cells may mention what hinders an end, and what each is called."""
        first = table.rows[0][0] if table.rows else Place("")
        headings = table.rows[0][1] if table.rows else {}
        for heading in headings:
            if heading not in columns_of(table.schema):
                self._take(heading, first, dates)
        for place, row in table.rows:
            for heading, cells in self._columns.items():
                if not cells.is_blank(row[heading]):
                    cells.see(row[heading], place.line)
        for heading, cells in list(self._columns.items()):
            for fault in cells.settle():
                self._warn(first, f"{heading}: {fault.message}: it is not read", fault.hint)
                self._columns.pop(heading, None)

    def _take(self, heading: str, place: Place, dates: DayOrder | None) -> None:
        column = column_of(heading) if heading else None
        if column is None:
            self._beside[heading] = f"column {heading}" if is_key(heading) else heading
            hint = did_you_mean(heading, known_columns())
            if hint:
                self._warn(place, f"no field has the name {found(heading)}; it is ignored", hint)
            return
        if column.scope is Scope.ACCOUNT:
            self._warn(place, f"the column {found(heading)} is not read in a platform's table")
            return
        for other, cells in self._columns.items():
            if cells.column.name == column.name:
                message = f"the columns {found(other)} and {found(heading)} both mean {column.name}"
                raise error(place, message, KEEP_ONE)
        self._columns[heading] = ColumnCells(column, dates)

    def add_to(self, raw: Node, place: Place, row: dict[str, str]) -> Iterator[Problem]:
        """Write what a row adds into its contract; yields what is not taken.

        Raises `InputError` for a role that is not understood, or not the same in every row.
        """
        for heading, called in self._beside.items():
            if mentioned_in(heading, row[heading]):
                raw[called] = row[heading]
        for heading, cells in self._columns.items():
            written = row[heading]
            if cells.is_blank(written):
                continue
            column = cells.column
            try:
                taken = cells.read(written)
                column = known_column(taken.column) if taken.column else column
                value = column.value(taken.text)
            except BadValueError as refused:
                if column.name == ROLE:
                    raise error(place, f"{heading}: {refused.message}", refused.hint) from None
                if column.keys[0] in CLAIMS:
                    told = raw.get(NOT_UNDERSTOOD)
                    before = told if isinstance(told, list) else []
                    raw[NOT_UNDERSTOOD] = [*before, stands_for(column.keys[0])]
                message = f"{heading}: {refused.message}: it is taken as not known"
                yield Problem(place, message, refused.hint, Level.WARNING)
                continue
            if column.scope is Scope.EXPORT:
                self._say(column.name, value, heading, place)
            elif not _add(raw, column, value):
                message = f"{heading}: {found(written.strip())} is not what the list itself tells"
                yield Problem(place, message, "it is not read", Level.WARNING)

    def _say(self, name: str, value: object, heading: str, place: Place) -> None:
        first = self._said_at.setdefault(name, place)
        if self.header.setdefault(name, value) != value:
            message = f"{heading} is {found(value)} here and {found(self.header[name])} in line {first.line}"
            raise error(place, message, "one list is one person's: read the two apart")

    def _warn(self, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, message, hint, Level.WARNING))


def _add(raw: Node, column: Column, value: object) -> bool:
    """Write a value where nothing stands. False where something else does.

    Groups are written anew: what a word of the list says of its orders is one for all of them.
    """
    here = raw
    if column.scope is Scope.MILESTONE:
        milestones = raw[MILESTONES]
        assert isinstance(milestones, list)
        here = node(milestones[0])
    for group in column.keys[:-1]:
        stated = here.get(group)
        if not isinstance(stated, dict | None):
            return False
        inner = here[group] = {**(stated or {})}
        here = inner
    name = column.keys[-1]
    if here.get(name) is None:
        here[name] = value
    return here[name] == value
