"""What may be taken for granted is the likeliest answer, so that what decides is asked first."""

from __future__ import annotations

import json
from pathlib import Path

from closeout.engine.questions.usual import usual_answers, weights
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.model import NONE
from closeout.engine.snapshot.read import read_snapshot

from .masked import PACKS, asked, reported

CONTRACT = {
    "id": "Logo",
    "client": {"name": "Acme"},
    "type": "fixed",
    "status": "active",
    "started_at": "2025-12-01",
    "escrow": 450,
}


def test_what_a_closing_may_rest_on_is_usual() -> None:
    found = usual_answers(PACKS)
    assert found["refund_request.requested_at"] is NONE
    assert found["dispute.response"] == "none"
    assert found["open_tasks"] == 0
    assert found["more_work_expected"] is False
    assert not {"status", "work_state", "hours.unlogged", "milestone.due_at"} & set(found)


def test_the_usual_answer_is_likelier_than_all_others_together() -> None:
    assert weights([1, 2, NONE], NONE) == [1, 1, 6]
    assert weights([0, 1], False) == [1, 1]
    assert weights(["none"], "none") == [3]
    assert weights([1, 2], None) == [1, 1]


def test_milestones_are_asked_for_before_a_request_that_nobody_mentions(tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"version": 1, "contracts": [CONTRACT]}), "utf-8")
    snapshot = read_snapshot([str(file)])
    assert reported(snapshot).by_id["Logo"].verdict is Verdict.CANNOT_TELL
    survey, [asking] = asked(snapshot)
    assert [one.field for one in survey.questions(asking.start.contract)][:1] == ["milestones"]
