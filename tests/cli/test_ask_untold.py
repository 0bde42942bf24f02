"""What `closeout ask` says of a contract that cannot be told, and that no answer would tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli import dialog
from closeout.cli.app import app

from .planned import TO_END

KNOWN: dict[str, Any] = TO_END | {
    "id": "A",
    "hold": "none",
    "milestones": [{"id": "m1", "state": "paid", "amount": "500"}],
}
FUNDED = {
    "id": "m1",
    "state": "funded",
    "amount": "500",
    "funded_amount": "500",
    "paid_amount": "0",
    "work_state": "in_progress",
}
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "escrow that the milestones do not hold": (
        "client",
        {"escrow": "200"},
        "A: cannot tell; correct escrow: 200.00, but the milestones hold 0.00.",
    ),
    "an hourly contract with escrow": (
        "client",
        {"type": "hourly", "escrow": "200", "milestones": [], "hours": {"this_week": 0}},
        "A: cannot tell; correct escrow: 200.00, but an hourly contract has no escrow.",
    ),
    "a freelancer's escrow that the milestones do not hold": (
        "freelancer",
        {"escrow": "50", "milestones": [{**FUNDED, "escrow_amount": "500"}]},
        "A: do not end; correct escrow: 50.00, but the milestones hold 500.00.",
    ),
    "amounts of a freelancer's milestone": (
        "freelancer",
        {"milestones": [{**FUNDED, "escrow_amount": "30"}]},
        "A: do not end; correct escrow_amount of milestone m1: 30.00, but 500.00 of what was funded is "
        "left.",
    ),
}


@pytest.mark.parametrize("is_talk", [False, True], ids=["printed", "on a terminal"])
@pytest.mark.parametrize(("role", "changes", "line"), CASES.values(), ids=list(CASES))
def test_it_is_said_why_no_answer_tells(
    role: str,
    changes: dict[str, Any],
    line: str,
    is_talk: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = {"version": 1, "role": role, "as_of": "2026-03-10"}
    file = tmp_path / "c.json"
    file.write_text(json.dumps(head | {"contracts": [KNOWN | changes]}), encoding="utf-8")
    monkeypatch.setattr(dialog, "is_terminal", lambda: is_talk)
    told = CliRunner().invoke(app, ["ask", str(file), "--only-undecided"]).stdout
    assert " ".join(told.split()) == (
        f"Nothing to ask that would tell: {line} As of 2026-03-10 00:00 UTC (from the snapshot)."
    )


def test_what_is_to_be_corrected_is_said_after_a_talk_whose_answers_could_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = {"version": 1, "role": "client", "as_of": "2026-03-10"}
    milestone = {"id": "m1", "state": "funded", "amount": "500", "escrow_amount": "500"}
    contract = KNOWN | {"escrow": "50", "milestones": [milestone]}
    file = tmp_path / "c.json"
    file.write_text(json.dumps(head | {"contracts": [contract]}), encoding="utf-8")
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "")
    told = CliRunner().invoke(app, ["ask", str(file), "--only-undecided"]).stdout
    assert "[" in told  # something was asked
    assert "A: cannot tell; correct escrow: 50.00, but the milestones hold 500.00." in told
