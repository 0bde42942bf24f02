"""A table to fill in for somebody who has no file yet: few columns, or all, and a row that explains them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from ...units import Scope
from ..conform import MILESTONES
from ..fields import BY_PATH, OBJECTS_WITH_NONE, Field, Kind
from ..header import VERSION
from ..model import ROLES
from ..sheets.columns import Column, known_columns, own_column
from ..sheets.headings import LEGEND

SMALL: tuple[str, ...] = (
    "id",
    "title",
    "as_of",
    "platform",
    "role",
    "type",
    "status",
    "closing_planned",
    "ended_at",
    "work_state",
    "last_activity_at",
    "last_client_message_at",
    "close_requests",
    "feedback.from_client.state",
    "milestone.id",
    "milestone.state",
    "milestone.submissions",
    "milestone.changes_requested_at",
)
"""The columns without which most verdicts of complete contracts are lost, and those that name rows."""

_OF_THE_EXPORT = {
    "version": "version of this format: 1",
    "role": f"on which side you stand, in every row: {', '.join(ROLES)}; empty: {ROLES[0]}",
    "as_of": "the day for which to judge, in every row; empty: today",
    "exported_at": "how far the table is true; empty: as_of",
}
_WRITTEN = {
    Kind.FLAG: "yes or no",
    Kind.INSTANT: "a day like 2026-03-15, or none",
    Kind.INSTANTS: "days like 2026-03-15, separated by ;, or none",
    Kind.MONEY: "an amount like 250.00",
    Kind.HOURS: "hours like 5.5",
    Kind.PAYMENTS: "like 250.00@2026-02-20, separated by ;, or none",
}


def template_columns(*, is_full: bool, own: Iterable[Field] = ()) -> tuple[Column, ...]:
    """The columns of the template, `id` first, and last those of fields that packs declare."""
    known = known_columns()
    names = ["id", *(name for name in known if name != "id")] if is_full else SMALL
    return (*(known[name] for name in names), *(own_column(field) for field in own))


def explained(column: Column) -> str:
    """What a cell of the column holds and how it is written."""
    if column.name in _OF_THE_EXPORT:
        return _OF_THE_EXPORT[column.name]
    field = column.own or BY_PATH.get((column.scope, ".".join(column.keys)))
    if field is None:
        is_group = column.name in OBJECTS_WITH_NONE
        return f"none, if there is no {column.name}" if is_group else "[] if there are none"
    written = _written(field)
    about = field.about.rstrip(".")
    return f"{about}: {written}" if written else about


def _written(field: Field) -> str:
    if field.choices:
        mark = " or " if field.kind is Kind.ENUM else "; "
        return mark.join(field.choices) + (", or none" if field.kind is Kind.CHOICES else "")
    return _WRITTEN.get(field.kind, "")


def legend(columns: Sequence[Column]) -> list[str]:
    """The row that explains the columns; a table that is read back leaves it out."""
    return [LEGEND if column.name == "id" else explained(column) for column in columns]


def new_csv(*, is_full: bool, own: Iterable[Field] = ()) -> str:
    """The headings, and a row that explains them."""
    columns = template_columns(is_full=is_full, own=own)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([column.name for column in columns])
    rows.writerow(legend(columns))
    return text.getvalue()


def new_json(*, is_full: bool, own: Iterable[Field] = ()) -> str:
    """A snapshot with one contract of which nothing is known but its id."""
    contract: dict[str, object] = {"id": "C1"}
    milestone: dict[str, object] = {"id": "m1"}
    account: dict[str, object] = {}
    header: dict[str, object] = {"version": VERSION}
    objects = {
        Scope.EXPORT: header,
        Scope.ACCOUNT: account,
        Scope.CONTRACT: contract,
        Scope.MILESTONE: milestone,
    }
    for column in template_columns(is_full=is_full, own=own):
        if column.name not in (*OBJECTS_WITH_NONE, MILESTONES):
            _put_null(objects[column.scope], column)
    contract[MILESTONES] = [milestone]
    if account:
        header["account"] = account
    header["contracts"] = [contract]
    return json.dumps(header, indent=2, ensure_ascii=False) + "\n"


def _put_null(record: dict[str, object], column: Column) -> None:
    here = record
    for group in column.keys[:-1]:
        inner = here.setdefault(group, {})
        assert isinstance(inner, dict)
        here = inner
    here.setdefault(column.keys[-1], None)
