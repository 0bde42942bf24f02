"""What is asked of a request, dispute or hold: first whether there is one, and since when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.questions.slots import Slot, slots_for
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.read import read_snapshot

CASES: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "of what is not mentioned its day stands for the rest": (
        {},
        ["refund_request.responded_at", "refund_request.amount", "dispute.stage", "hold.by"],
        ["refund_request.requested_at", "dispute.filed_at", "hold.since"],
    ),
    "of what is mentioned the rest is asked": (
        {"refund_request": {"amount": 80}},
        ["refund_request.responded_at", "refund_request.requested_at"],
        ["refund_request.responded_at", "refund_request.requested_at"],
    ),
    "what is said not to be there is not asked": (
        {"dispute": "none"},
        ["dispute.stage", "total_paid"],
        ["total_paid"],
    ),
}


@pytest.mark.parametrize(("fields", "needs", "asked"), CASES.values(), ids=list(CASES))
def test_whether_there_is_one_is_asked_before_all_else(
    fields: dict[str, Any], needs: list[str], asked: list[str], tmp_path: Path
) -> None:
    contract = {"id": "C1", "type": "fixed", "status": "active", **fields}
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"version": 1, "contracts": [contract]}), "utf-8")
    (read,) = read_snapshot([str(file)]).contracts
    assert list(slots_for(iter(needs), read, {})) == [Slot(need) for need in asked]


LATEST = parse_instant("2026-03-11")
MISPLACED: dict[str, tuple[dict[str, Any], str, list[Slot]]] = {
    "a day that has not come": (
        {"last_client_message_at": "2026-08-03"},
        "last_client_message_at",
        [Slot("last_client_message_at", replaces=True)],
    ),
    "of two days the second of which is too early both are asked for": (
        {"status": "ended", "started_at": "2026-03-01", "ended_at": "2026-02-01"},
        "ended_at",
        [Slot("ended_at", replaces=True), Slot("started_at", replaces=True)],
    ),
    "of a submission that has not come its milestone": (
        {
            "milestones": [
                {"id": "m1", "submissions": ["2026-03-02"]},
                {"id": "m2", "submissions": ["2026-12-02"]},
            ],
        },
        "milestone.submissions",
        [
            Slot("milestone.submissions", 1, replaces=True),
            Slot("milestone.submissions", 0),
        ],
    ),
    "what may be right is not asked": (
        {"status": "active", "started_at": "2026-09-01", "last_client_message_at": "2026-03-11"},
        "last_client_message_at",
        [],
    ),
}


@pytest.mark.parametrize(("fields", "need", "asked"), MISPLACED.values(), ids=list(MISPLACED))
def test_a_day_that_cannot_be_right_is_asked_for(
    fields: dict[str, Any], need: str, asked: list[Slot], tmp_path: Path
) -> None:
    contract = {"id": "C1", "type": "fixed", "status": "active", **fields}
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"version": 1, "contracts": [contract]}), "utf-8")
    (read,) = read_snapshot([str(file)]).contracts
    assert list(slots_for([need], read, {}, LATEST)) == asked
