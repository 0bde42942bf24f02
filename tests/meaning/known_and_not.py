"""A few contracts on which every example of an operator and of a shape comes out in more than one way."""

from __future__ import annotations

import json
from pathlib import Path

from closeout.engine.meaning.layout import Layout
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.policy.pack import Pack
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.order import wanted
from closeout.engine.python.rows import RowSet, build_rows
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

AS_OF = 1_772_971_200
"""2026-03-08T12:00:00Z."""


ONE_WAY: dict[str, object] = {
    "client": {"id": "K1"},
    "close_requests": ["2026-02-01T09:00:00Z", "2026-02-20T09:00:00Z"],
    "payments": [
        {"paid_at": "2026-01-05T09:00:00Z", "amount": "100.00"},
        {"paid_at": "2026-02-25T09:00:00Z", "amount": "150.00"},
    ],
    "started_at": "2026-01-01T09:00:00Z",
    "milestones": [
        {
            "id": "m1",
            "state": "paid",
            "due_at": "2026-03-01",
            "funded_amount": "50.00",
            "paid_amount": "50.00",
        }
    ],
    "status": "active",
    "title": "Logo, revised (old)",
    "total_paid": "250.00",
    "budget": "300.00",
    "open_tasks": 3,
    "hours": {"unlogged": "0.50"},
    "situation": ["mutual_stop"],
    "ended_at": "2026-02-01T09:00:00Z",
    "due_at": "2026-03-09T09:00:00Z",
    "last_activity_at": "2026-03-02T09:00:00Z",
    "last_client_message_at": "2026-03-01T09:00:00Z",
}
ANOTHER_WAY: dict[str, object] = {
    "client": {"id": "K2"},
    "close_requests": ["2026-02-01T09:00:00Z", "2026-02-20T09:00:00Z"],
    "payments": [
        {"paid_at": "2026-01-05T09:00:00Z", "amount": "100.00"},
        {"paid_at": "2026-02-25T09:00:00Z", "amount": "150.00"},
    ],
    "started_at": "2026-01-01T09:00:00Z",
    "milestones": [
        {
            "id": "m1",
            "state": "paid",
            "due_at": "2026-03-01",
            "funded_amount": "50.00",
            "paid_amount": "50.00",
        }
    ],
    "status": "ended",
    "title": "A logo",
    "total_paid": "350.00",
    "budget": "300.00",
    "open_tasks": 0,
    "hours": {"unlogged": "5.00"},
    "situation": [],
    "ended_at": "2026-03-07T09:00:00Z",
    "due_at": "2026-05-09T09:00:00Z",
    "last_activity_at": "2026-02-02T09:00:00Z",
    "last_client_message_at": "2026-03-01T09:00:00Z",
}
LITTLE: dict[str, object] = {**ANOTHER_WAY, "total_paid": "50.00"}


def four_contracts(folder: Path, ids: str = "ABCD") -> Snapshot:
    """Contracts that are one way, another way, a third, and of which nothing is known."""
    known = {"currency": "USD", "type": "fixed"}
    ways = {"A": ONE_WAY, "B": ANOTHER_WAY, "C": LITTLE, "D": {}}
    document = {
        "version": 1,
        "as_of": "2026-03-08T12:00:00Z",
        "platform": "upwork",
        "role": "freelancer",
        "contracts": [{"id": id, **known, **way} for id, way in ways.items() if id in ids],
    }
    file = folder / "snapshot.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return read_snapshot([str(file)])


def filled(pack: Pack, snapshot: Snapshot) -> tuple[Applied, Layout, RowSet]:
    applied = apply_pack(pack, AS_OF, AS_OF, snapshot.role)
    program = compile_facts(applied, wanted(applied))
    rows = build_rows(program.layout, snapshot, snapshot.contracts)
    program.fill(rows)
    return applied, program.layout, rows
