"""What a person answered, as a supplement: what was not known or wrong before, one row a contract or milestone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from ...units import Scope
from ..conform import MILESTONES
from ..fields import FIELDS, OBJECTS_WITH_NONE, POSITION, object_fields
from ..model import ID, NONE, Contract, Record
from ..sheets.columns import EMPTY_LIST, known_columns
from .cells import cell, cells_of
from .lacking import TITLE
from .supplement import CLOSING_PLANNED

Cells = dict[str, str]


def answers_csv(before: Iterable[Contract], after: Iterable[Contract]) -> str:
    """The rows that `merge_supplement` turns the contracts before into those after with.

    Both in the same order.
    """
    rows = [row for pair in zip(before, after, strict=True) for row in _rows(*pair)]
    names = {name for row in rows for name in row}
    known = known_columns()
    own = sorted(name for name in names if name not in known)
    columns = ["id", TITLE, *(name for name in known if name in names - {"id", TITLE}), *own]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _rows(before: Contract, after: Contract) -> Iterator[Cells]:
    own = _added(Scope.CONTRACT, before.values, after.values)
    for group in OBJECTS_WITH_NONE:
        own = _as_a_whole(own, group, after)
    named = _named(after)
    known, now = before.milestones, after.milestones
    inner: list[Cells] = []
    if known is None and now is not None:
        if now:
            inner = [_milestone(record, None) for record in now]
        else:
            own[MILESTONES] = EMPTY_LIST
    else:
        pairs = zip(known or (), now or (), strict=True)
        inner = [_milestone(record, old) for old, record in pairs if old != record]
    if inner:
        yield from ({**named, **own, **cells} for cells in inner)
    elif own:
        yield {**named, **own}


def _named(contract: Contract) -> Cells:
    """What identifies the row, for the program and for a person."""
    index = POSITION[Scope.CONTRACT][TITLE]
    title = contract.values[index]
    id = cell(FIELDS[Scope.CONTRACT][ID], contract.values[ID])
    return {"id": id, TITLE: "" if title is None else cell(FIELDS[Scope.CONTRACT][index], title)}


def _milestone(record: Record, before: Record | None) -> Cells:
    prefix = f"{Scope.MILESTONE}."
    found = _added(Scope.MILESTONE, before or [None] * len(record), record)
    cells = {prefix + path: text for path, text in found.items()}
    if record[ID] is not None:
        cells[f"{prefix}id"] = cell(FIELDS[Scope.MILESTONE][ID], record[ID])
    return cells


def _added(scope: Scope, before: Record, after: Record) -> Cells:
    known, now = cells_of(scope, before), cells_of(scope, after)
    return {
        name: text
        for name, text in now.items()
        if name not in known or (known[name] != text and name != CLOSING_PLANNED)
    }


def _as_a_whole(cells: Cells, group: str, contract: Contract) -> Cells:
    """A group that is known not to exist has one column for all its fields."""
    fields = object_fields(group)
    values = [contract.get(each.path) for each in fields]
    is_absent = NONE in values and all(value in (NONE, "none") for value in values)
    if not is_absent or not all(each.path in cells for each in fields):
        return cells
    rest = {name: text for name, text in cells.items() if not name.startswith(f"{group}.")}
    return {**rest, group: "none"}
