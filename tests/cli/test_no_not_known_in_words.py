"""Sentences leave out what is not known, instead of saying "since: none" or "not before not known"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

from .planned import TO_END

PAID = {"id": "m1", "state": "paid", "amount": "100"}
FUNDED = {"id": "m1", "state": "funded", "amount": "100"}
DONE: dict[str, Any] = TO_END | {
    "last_client_message_at": "2026-03-08",
    "last_freelancer_message_at": "2026-03-09",
}


def check(path: Path, contracts: list[dict[str, Any]], head: dict[str, str], *more: str) -> Result:
    document = {"version": 1, "as_of": "2026-03-10", **head, "contracts": contracts}
    file = path / "contracts.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return CliRunner().invoke(app, ["check", str(file), "--fail-on", "never", *more])


@pytest.mark.parametrize("role", ["freelancer", "agency", "client"])
@pytest.mark.parametrize("platform", ["upwork", "fiverr", "freelancer-com"])
def test_a_dispute_that_is_said_not_to_be_there_is_answered_and_has_no_day(
    platform: str, role: str, tmp_path: Path
) -> None:
    contract = {"id": "d", "status": "disputed", "type": "fixed", "milestones": [FUNDED]}
    head = {"platform": platform, "role": role}
    result = check(tmp_path, [contract | {"dispute": "none"}], head)
    assert "Answer the dispute" in result.stdout
    assert "since: none" not in result.stdout
    assert "contradiction: contract d, dispute: none, although status is disputed" in result.stderr


def test_a_hold_that_is_said_not_to_be_there_has_no_day(tmp_path: Path) -> None:
    contract = DONE | {"id": "h", "status": "suspended", "hold": "none", "milestones": [FUNDED]}
    head = {"platform": "freelancer-com", "role": "client"}
    told = check(tmp_path, [contract], head).stdout
    assert "on hold" in told and "since: none" not in told


@pytest.mark.parametrize("format", ["text", "concise", "markdown"])
def test_whose_turn_comes_when_is_left_out_where_it_is_not_known(
    format: str, tmp_path: Path
) -> None:
    """The second contract in line cannot be told, so that nobody knows how long the line is."""
    told: dict[str, dict[str, Any]] = {
        "p1": {},
        "p2": {"ended_at": "2026-03-01", "ended_by": "client"},
        "p3": {},
    }
    contracts = [
        DONE | {"id": id, "client": {"id": f"K{id}"}, "milestones": [PAID]} | own
        for id, own in told.items()
    ]
    text = check(tmp_path, contracts, {"role": "freelancer"}, "-f", format).stdout
    assert "Behind p1" in text and "not known" not in text
