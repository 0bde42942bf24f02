"""A list that does not tell the last of it is asked for again, and what is said is put beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout.engine.questions.open_matters import said
from closeout.engine.questions.slots import Slot, stated
from closeout.engine.questions.wording import told
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.fields import BY_PATH, POSITION
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope

from .masked import AS_OF, asked, reported

SENT_BACK = {
    "id": "C1",
    "type": "fixed",
    "status": "active",
    "currency": "USD",
    "milestones": [
        {
            "id": "m1",
            "title": "Draft",
            "state": "submitted",
            "amount": 300,
            "submissions": ["2026-03-01T10:00:00Z"],
            "changes_requested_at": "2026-03-05T10:00:00Z",
        }
    ],
}


@pytest.fixture
def read(tmp_path: Path) -> Snapshot:
    """A milestone that was submitted once more, and nobody said when."""
    return read_of(SENT_BACK, tmp_path)


def read_of(contract: dict[str, object], folder: Path) -> Snapshot:
    """A snapshot of one contract."""
    file = folder / "export.json"
    file.write_text(json.dumps({"version": 1, "contracts": [contract]}), "utf-8")
    return read_snapshot([str(file)])


def test_who_submitted_again_is_asked_when(read: Snapshot) -> None:
    result = reported(read).by_id["C1"]
    assert (result.verdict, result.needs) == (Verdict.CANNOT_TELL, ("milestone.submissions",))
    survey, [asking] = asked(read)
    (question,) = survey.questions(asking.start.contract)
    assert (question.field, question.milestone) == ("milestone.submissions", "m1")


def test_what_is_said_stands_beside_what_was_told(read: Snapshot) -> None:
    answer = said(Slot("milestone.submissions", 0), "2026-03-08", AS_OF)
    assert answer is not None
    found = stated(read.contracts[0], [answer])
    assert found.milestones is not None
    submissions = found.milestones[0][POSITION[Scope.MILESTONE]["submissions"]]
    assert submissions == (1_772_359_200, 1_772_928_000)


@pytest.mark.parametrize(
    ("need", "field", "value"),
    [
        ("refund_request.requested_at", "refund_request.requested_by", "client"),
        ("dispute.filed_at", "dispute.stage", "open"),
    ],
)
def test_a_claim_may_be_said_to_be_there_without_a_day(need: str, field: str, value: str) -> None:
    assert said(Slot(need), "Yes.", AS_OF) == (Slot(field), value)


@pytest.mark.parametrize(
    ("mentioned", "question"),
    [
        ({}, "Is anything in dispute, and since when?"),
        ({"dispute": {"hours": 3}}, "Since when is the contract in dispute?"),
    ],
    ids=["nothing is said", "it is mentioned"],
)
def test_of_what_is_mentioned_it_is_not_asked_whether_there_is_any(
    mentioned: dict[str, object], question: str, tmp_path: Path
) -> None:
    (contract,) = read_of({"id": "C1", "type": "hourly", **mentioned}, tmp_path).contracts
    field = BY_PATH[Scope.CONTRACT, "dispute.filed_at"]
    assert "".join(map(str, told(field, contract, None, "freelancer"))) == question
