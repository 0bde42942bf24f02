"""What a milestone is said not to have, though its state demands it, is not known; nothing is assumed of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.instants import parse_instant
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.supply.supplement import merge_supplement
from closeout.engine.units import Scope

AS_OF = parse_instant("2026-03-10T12:00:00Z")
PACKS = load_packs(None)
NEEDS = ("milestone.submissions",)


def snapshot(platform: str, role: str, **milestone: Any) -> Snapshot:
    amounts = {"amount": 200, "funded_amount": 200, "paid_amount": 0, "escrow_amount": 200}
    contract = {"id": "C1", "type": "fixed", "status": "active", "started_at": "2026-02-01"}
    document = {
        "version": 1,
        "platform": platform,
        "role": role,
        "as_of": "2026-03-10T12:00:00Z",
        "contracts": [
            contract | {"currency": "USD", "milestones": [{"id": "m1", **amounts, **milestone}]}
        ],
    }
    return read_snapshot(["-"], stdin=io.BytesIO(json.dumps(document).encode()))


def judged(given: Snapshot) -> Report:
    return evaluate(given, PACKS, AS_OF, Options())


@pytest.mark.parametrize("role", ["freelancer", "agency", "client"])
@pytest.mark.parametrize("platform", ["upwork", "fiverr"])
@pytest.mark.parametrize("told", [{}, {"modified_at": "2026-03-05"}], ids=["", "changed-since"])
def test_submitted_work_without_a_submission_asks_when_it_was_submitted(
    platform: str, role: str, told: dict[str, str]
) -> None:
    report = judged(snapshot(platform, role, state="submitted", submissions=[], **told))
    assert [(each.verdict, each.needs) for each in report.contracts] == [("cannot-tell", NEEDS)]


@pytest.mark.parametrize("role", ["freelancer", "client"])
@pytest.mark.parametrize("platform", ["upwork", "freelancer-com"])
def test_what_is_called_not_funded_and_holds_money_is_not_to_be_funded(
    platform: str, role: str
) -> None:
    amounts = {"funded_amount": None, "paid_amount": None}
    report = judged(snapshot(platform, role, state="not_funded", **amounts))
    assert "milestone.state" in report.contracts[0].needs
    assert "ask-client-to-fund" not in {each.action for each in report.findings}


def test_a_zero_that_a_funded_milestone_denies_is_no_empty_escrow() -> None:
    unpaid = {"state": "funded", "paid_amount": None, "escrow_amount": None}
    given = snapshot("upwork", "freelancer", **unpaid, work_state="not_started")
    planned = {
        "escrow": 0,
        "closing_planned": True,
        "work_state": "not_started",
        "last_freelancer_message_at": AS_OF,
    }
    for path, value in planned.items():
        given.contracts[0].values[POSITION[Scope.CONTRACT][path]] = value
    report = judged(given)
    assert [each.verdict for each in report.contracts] == ["do-not-end"]
    assert [each.rule for each in report.findings] == ["escrow-not-known"]


def test_changes_that_were_not_asked_for_are_not_told_of_what_was_sent_back() -> None:
    sent_back = {"state": "changes_requested", "submissions": ["2026-03-01"]}
    report = judged(snapshot("upwork", "freelancer", **sent_back, changes_requested_at="none"))
    assert [each.message for each in report.findings] == [
        "In escrow: 200.00 USD. Nothing is released before."
    ]


@pytest.mark.parametrize(
    ("milestone", "cells"),
    [
        ({"state": "submitted", "submissions": []}, "2026-03-05,"),
        (
            {"state": "changes_requested", "submissions": [], "changes_requested_at": "none"},
            "2026-03-05,2026-03-06",
        ),
    ],
)
def test_a_supplement_fills_in_what_the_state_denies(
    milestone: dict[str, Any], cells: str, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.csv"
    heading = "id,milestone.id,milestone.submissions,milestone.changes_requested_at"
    answers.write_text(f"{heading}\nC1,m1,{cells}\n", "utf-8")
    given = snapshot("upwork", "freelancer", **milestone)
    assert merge_supplement(given, str(answers)) == []
    assert judged(given).contracts[0].needs == ()
