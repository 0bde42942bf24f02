"""Headings that may mean several fields, where what stands below leaves one: `End` above days, or yes and no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ...units import Scope
from ..fields import Kind
from .amounts import Amounts
from .cells import plain
from .columns import Column, known_column
from .days import is_day
from .grid import Row
from .words import NO, NOT_ANY, YES

MEANINGS: dict[str, tuple[str, ...]] = {
    "end": ("ended_at", "closing_planned"),
    "closed": ("ended_at",),
    "paid": ("last_paid_at", "total_paid"),
    "earned": ("total_paid",),
    "received": ("last_paid_at", "total_paid"),
}
"""By heading, in small letters, the columns that it may mean."""
_OF_ONE_ROW = frozenset(("total_paid",))
"""Columns that are of the milestone where a row is one, and so are not what they seem."""
ROWS_TO_LOOK_AT = 200


def told_by_cells(
    keys: Sequence[str], columns: list[Column | None], below: Iterator[Row]
) -> dict[int, Column]:
    """The columns that headings mean by their cells. `keys`: the headings, folded."""
    named = {column.name for column in columns if column}
    has_milestones = any(column and column.scope is Scope.MILESTONE for column in columns)
    open_at = [i for i, key in enumerate(keys) if columns[i] is None and key in MEANINGS]
    if not open_at:
        return {}
    rows = [row.cells for row in islice(below, ROWS_TO_LOOK_AT)]
    found: dict[int, Column] = {}
    for index in open_at:
        cells = [plain(row[index]) for row in rows if index < len(row) and row[index].strip()]
        fitting = [
            each
            for each in map(known_column, MEANINGS[keys[index]])
            if each.name not in named
            and not (has_milestones and each.name in _OF_ONE_ROW)
            and _fits(each, cells)
        ]
        if len(fitting) == 1:
            found[index] = fitting[0]
            named.add(fitting[0].name)
    return found


def _fits(column: Column, cells: Sequence[str]) -> bool:
    """Whether each cell can be one of a column, and one of them can be of no other."""
    told = [cell for cell in cells if cell.casefold() not in NOT_ANY and cell not in "-–—?"]
    match column.kind:
        case Kind.INSTANT:
            return bool(told) and all(map(is_day, told))
        case Kind.FLAG:
            words = [cell.casefold() for cell in told]
            return bool(words) and all(word in YES or word in NO for word in words)
    amounts = Amounts(column.kind)
    return bool(told) and all(map(amounts.is_number, told))
