"""Money of which something happens within two days comes first, however mild the rule that tells it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app


def contract(id: str, milestone: dict[str, Any], *, planned: bool) -> dict[str, Any]:
    made = {"id": id, "type": "fixed", "status": "active", "currency": "USD"}
    return made | {"closing_planned": planned, "milestones": [{"id": "m1", **milestone}]}


def told(path: Path, *, planned: bool, submitted: str, format: str = "text") -> str:
    undated = {"state": "funded", "amount": "100", "escrow_amount": "100"}
    in_review = {"state": "submitted", "amount": "9000", "submissions": [submitted]}
    head = {"version": 1, "platform": "upwork", "role": "client", "as_of": "2026-11-29T12:00:00Z"}
    contracts = [contract(f"p{number}", undated, planned=True) for number in range(6)]
    contracts.append(contract("big", in_review, planned=planned))
    file = path / "contracts.json"
    file.write_text(json.dumps(head | {"contracts": contracts}), encoding="utf-8")
    asked = ["check", str(file), "--fail-on", "never", "-f", format]
    return CliRunner().invoke(app, asked, env={"COLUMNS": "200"}).stdout


@pytest.mark.parametrize("planned", [True, False], ids=["planned to be ended", "going on"])
def test_what_is_released_within_the_hour_stands_before_what_has_no_date(
    planned: bool, tmp_path: Path
) -> None:
    report = told(tmp_path, planned=planned, submitted="2026-11-15T13:00:00Z")
    first = " ".join(report.partition("Do first\n")[2].partition(" 2. ")[0].split())
    assert first.startswith("1. big")
    assert ": info, at once, in 1 hour at the latest: Approve the work or ask for changes." in first


@pytest.mark.parametrize("planned", [True, False], ids=["planned to be ended", "going on"])
@pytest.mark.parametrize("day", ["15", "25"], ids=["in an hour", "in ten days"])
def test_a_row_a_contract_has_the_time_to_act_by_whatever_undated_stands_beside_it(
    day: str, planned: bool, tmp_path: Path
) -> None:
    submitted = f"2026-11-{day}T13:00:00Z"
    text = told(tmp_path, planned=planned, submitted=submitted, format="contracts-csv")
    row = list(csv.DictReader(io.StringIO(text)))[-1]
    until = {"15": "2026-11-29T13:00:00Z", "25": "2026-12-09T13:00:00Z"}[day]
    assert (row["first_action"], row["severity"], row["deadline"]) == (
        "Approve the work or ask for changes",
        "info",
        until,
    )
    assert row["act_by"]


def test_what_is_near_says_so_below_what_comes_first_too(tmp_path: Path) -> None:
    """Five errors fill the list of what comes first."""
    refund = {"amount": "50", "requested_at": "2026-11-28", "requested_by": "client"}
    errors = [
        {"id": f"e{number}", "status": "ended", "ended_at": "2026-11-20"}
        | {"total_paid": "90", "currency": "USD", "refund_request": refund | {"response": "none"}}
        for number in range(6)
    ]
    file = tmp_path / "contracts.json"
    head = {"version": 1, "role": "freelancer", "as_of": "2026-12-03T12:00:00Z"}
    file.write_text(json.dumps(head | {"contracts": errors}), encoding="utf-8")
    asked = ["check", str(file), "--fail-on", "never"]
    text = CliRunner().invoke(app, asked, env={"COLUMNS": "200"}).stdout
    lines = [line for line in text.splitlines() if "Accept or dispute the refund request" in line]
    assert len(lines) == 6 and all(", in " in line.partition(": Accept")[0] for line in lines)
