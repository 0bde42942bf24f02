"""Work that is called not started and was handed in is told, by `validate` and `check` alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from closeout.engine.snapshot.begun import begun, may_be_begun
from closeout.engine.snapshot.conform import Fault, contract_of
from closeout.engine.snapshot.intake import path_text
from closeout.engine.snapshot.model import Contract
from closeout.engine.snapshot.read import read_snapshot

from .test_suspicion import CONTRACTS

SUBMITTED, FUNDED = {"state": "submitted"}, {"state": "funded"}
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a milestone in review": (
        {"milestones": [{"id": "m1", **SUBMITTED, "work_state": "not_started"}]},
        ["milestones[0].work_state: not_started, although it is submitted"],
    ),
    "a milestone that was sent back": (
        {"milestones": [{"id": "m1", "state": "changes_requested", "work_state": "not_started"}]},
        ["milestones[0].work_state: not_started, although it is changes_requested"],
    ),
    "a milestone with a submission": (
        {
            "milestones": [
                {"id": "m1", "submissions": ["2026-03-01"], "work_state": "not_started"},
            ]
        },
        ["milestones[0].work_state: not_started, although it was submitted"],
    ),
    "a contract with work in review, told once": (
        {
            "work_state": "not_started",
            "milestones": [
                {"id": "m1", **FUNDED},
                {"id": "m2", **SUBMITTED},
                {"id": "m3", **SUBMITTED},
            ],
        },
        ["work_state: not_started, although milestones[1] is submitted"],
    ),
    "what is paid in advance": (
        {"work_state": "not_started", "milestones": [{"id": "m1", "state": "paid"}]},
        [],
    ),
    "what is funded": (
        {"milestones": [{"id": "m1", **FUNDED, "work_state": "not_started"}]},
        [],
    ),
    "work in progress beside work in review": (
        {"work_state": "in_progress", "milestones": [{"id": "m1", **SUBMITTED}]},
        [],
    ),
}


@pytest.mark.parametrize(("contract", "told"), CASES.values(), ids=list(CASES))
def test_what_was_handed_in_was_begun(contract: dict[str, Any], told: list[str]) -> None:
    faults: list[Fault] = []
    typed = contract_of({"id": "C1", "type": "fixed", **contract}, faults, textual=False)
    assert faults == []
    assert [f"{path_text(each.path)}: {each.message}" for each in begun(typed)] == told


@given(CONTRACTS)
def test_the_glance_misses_nothing(contract: Contract) -> None:
    assert may_be_begun(contract) or not list(begun(contract))


@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_every_reader_tells_it(name: str, tmp_path: Path) -> None:
    contract = {"id": "C1", "type": "fixed", **CASES["a milestone in review"][0]}
    document = contract if name.endswith("ndjson") else {"version": 1, "contracts": [contract]}
    (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    (problem,) = read_snapshot([str(tmp_path / name)]).problems
    assert problem.told == (
        "contract C1, milestones[0].work_state: not_started, although it is submitted"
    )
