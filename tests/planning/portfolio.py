"""Portfolios to plan: contracts that can be ended, and what is changed of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.planning.model import Planned
from closeout.engine.planning.plan import plan_of
from closeout.engine.questions.asked import questions_of
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

AS_OF = "2026-03-10T12:00:00Z"
PACKS = load_packs(None)


def ready(id: str, **changes: Any) -> dict[str, Any]:
    """A finished contract that its freelancer wants to end, and of which everything is known."""
    paid = {"id": "m1", "title": "All", "state": "paid"}
    paid |= dict.fromkeys(("amount", "funded_amount", "paid_amount"), "260.00")
    return {
        "id": id,
        "title": f"Work {id}",
        "client": {"id": f"K-{id}", "name": f"Client {id}"},
        "type": "fixed",
        "status": "active",
        "currency": "USD",
        "started_at": "2025-12-15T08:00:00Z",
        "closing_planned": True,
        "work_state": "complete",
        "total_paid": "260.00",
        "last_paid_at": "2026-02-13T10:00:00Z",
        "last_activity_at": "2026-02-13T10:00:00Z",
        "close_requests": [],
        "open_tasks": 0,
        "requirements_missed": False,
        "more_work_expected": False,
        "situation": [],
        "refund_request": "none",
        "dispute": "none",
        "last_client_message_at": "2026-03-06T15:00:00Z",
        "last_freelancer_message_at": "2026-03-09T08:00:00Z",
        "milestones": [paid],
        **changes,
    }


def ended(id: str, day: str, **changes: Any) -> dict[str, Any]:
    """A contract that its client has ended, with feedback on both sides."""
    given = {"state": "given", "given_at": f"{day}T10:00:00Z"}
    feedback = {"from_client": given | {"score": 5}, "from_freelancer": given}
    ending = {"status": "ended", "ended_at": f"{day}T10:00:00Z", "ended_by": "client"}
    return ready(id, **{"closing_planned": False, "feedback": feedback, **ending, **changes})


def document(contracts: Sequence[dict[str, Any]], **head: Any) -> str:
    """The text of a snapshot of one account."""
    given = {"version": 1, "as_of": AS_OF, "exported_at": AS_OF, "account": {"id": "A1"}}
    return json.dumps({**given, **head, "contracts": list(contracts)})


def planned(
    path: Path,
    text: str,
    *,
    weeks: int = 26,
    closing: Collection[str] = (),
    is_strict: bool = False,
) -> tuple[Planned, Snapshot]:
    """The plan of a snapshot, as the command makes it."""
    path.write_text(text, encoding="utf-8")
    snapshot = read_snapshot([str(path)])
    options = Options(engine=Engine.PYTHON, closing=frozenset(closing), is_strict=is_strict)
    report = judged(snapshot, options)
    plan = plan_of(report, snapshot, PACKS, options, weeks)
    return Planned(report, plan), snapshot


def judged(snapshot: Snapshot, options: Options) -> Report:
    """The report of a snapshot at its own instant, with its questions."""
    assert snapshot.as_of is not None
    report = evaluate(snapshot, PACKS, snapshot.as_of, options)
    return record_with(report, questions=questions_of(report, snapshot, PACKS, options))
