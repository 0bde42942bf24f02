"""The CSV template: every column, and rows that show how their cells are written."""

from __future__ import annotations

import csv
import io

from ..sheets.columns import known_columns

_EXPORT = {"role": "freelancer", "as_of": "2026-03-10T12:00:00Z", "account.id": "A1"}

_ACTIVE = {
    **_EXPORT,
    "id": "C1",
    "title": "Logo for a bakery",
    "type": "fixed",
    "status": "active",
    "client.id": "K3",
    "client.name": "Bakery Blum",
    "started_at": "2026-01-05T10:00:00Z",
    "ended_at": "none",
    "closing_planned": "false",
    "currency": "USD",
    "budget": "500.00",
    "total_paid": "250.00",
    "last_paid_at": "2026-02-20T08:00:00Z",
    "payments": "250.00@2026-02-20T08:00:00Z",
    "last_client_message_at": "2026-02-21T09:15:00Z",
    "close_requests": "[]",
    "refund_request": "none",
    "dispute": "none",
    "feedback.from_client.state": "none",
}

EXAMPLE_ROWS: tuple[dict[str, str], ...] = (
    {
        **_ACTIVE,
        "milestone.id": "m1",
        "milestone.title": "First draft",
        "milestone.state": "paid",
        "milestone.amount": "250.00",
        "milestone.funded_amount": "250.00",
        "milestone.paid_amount": "250.00",
        "milestone.submissions": "2026-02-10T09:00:00Z;2026-02-15T09:00:00Z",
    },
    {
        **_ACTIVE,
        "milestone.id": "m2",
        "milestone.title": "Final files",
        "milestone.state": "submitted",
        "milestone.amount": "250.00",
        "milestone.funded_amount": "250.00",
        "milestone.paid_amount": "0.00",
        "milestone.due_at": "2026-03-10",
        "milestone.submissions": "2026-03-01T09:00:00Z",
        "milestone.changes_requested_at": "none",
    },
    {
        **_EXPORT,
        "id": "C2",
        "title": "Support, by the hour",
        "type": "hourly",
        "status": "ended",
        "client.id": "K4",
        "client.name": "Studio Nord",
        "started_at": "2025-11-03T10:00:00Z",
        "ended_at": "2026-03-01T16:30:00Z",
        "ended_by": "client",
        "end_reason": "completed",
        "total_paid": "820.00",
        "hours.unlogged": "0",
        "feedback.from_client.state": "given",
        "feedback.from_client.given_at": "2026-03-06T10:00:00Z",
        "feedback.from_client.score": "4.8",
        "feedback.from_freelancer.state": "none",
    },
)
"""Two milestones of one contract, which repeat its columns, and a contract without milestones."""


def csv_template() -> str:
    """The header line with every column, and the example rows."""
    text = io.StringIO()
    rows = csv.DictWriter(text, list(known_columns()), lineterminator="\n")
    rows.writeheader()
    rows.writerows(EXAMPLE_ROWS)
    return text.getvalue()
