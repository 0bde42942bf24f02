"""The headings of a table: which column each one means, in any case and with any blanks."""

from __future__ import annotations

from functools import cache

from .columns import Column, known_columns
from .words import folded

ALIASES: dict[str, str] = {
    "contract id": "id",
    "contract reference": "id",
    "contract number": "id",
    "contract title": "title",
    "contract name": "title",
    "job title": "title",
    "contract type": "type",
    "job type": "type",
    "contract status": "status",
    "client": "client.name",
    "client name": "client.name",
    "freelancer": "freelancer.name",
    "freelancer name": "freelancer.name",
    "talent": "freelancer.name",
    "start date": "started_at",
    "started": "started_at",
    "started on": "started_at",
    "contract start date": "started_at",
    "end date": "ended_at",
    "ended": "ended_at",
    "ended on": "ended_at",
    "contract end date": "ended_at",
    "due date": "due_at",
    "deadline": "due_at",
    "project price": "budget",
    "total paid": "total_paid",
    "in escrow": "escrow",
    "funds in escrow": "escrow",
    "last activity": "last_activity_at",
    "last payment": "last_paid_at",
    "last payment date": "last_paid_at",
    "milestone": "milestone.title",
    "milestone name": "milestone.title",
    "milestone description": "milestone.title",
    "milestone status": "milestone.state",
    "milestone price": "milestone.amount",
    "milestone due date": "milestone.due_at",
    "milestone in escrow": "milestone.escrow_amount",
    "exported on": "exported_at",
    "as of": "as_of",
    "account id": "account.id",
    "account name": "account.name",
    "job success": "account.job_success_score",
    "job success score": "account.job_success_score",
    "top rated": "account.top_rated",
}
"""Headings that platforms and people use, in small letters."""

LEGEND = "what each column holds (this row is not read)"
"""Stands in the id column of a row that explains the others."""


def _key(name: str) -> str:
    return folded(name).replace(".", "_")


@cache
def _by_key() -> dict[str, Column]:
    known = known_columns()
    keys = {_key(name): column for name, column in known.items()}
    return keys | {_key(heading): known[name] for heading, name in ALIASES.items()}


def column_of(heading: str) -> Column | None:
    """The column that a heading means."""
    return known_columns().get(heading) or _by_key().get(_key(heading))


def known_headings(cells: list[str]) -> int:
    """How many different columns the cells of a row name."""
    return len({column.name for cell in cells if (column := column_of(cell.strip()))})
