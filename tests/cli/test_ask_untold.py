"""What `closeout ask` says of a contract that cannot be told, and that no answer would tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli import dialog
from closeout.cli.app import app

KNOWN: dict[str, Any] = {
    "id": "A",
    "type": "fixed",
    "status": "active",
    "closing_planned": True,
    "work_state": "complete",
    "dispute": "none",
    "refund_request": "none",
    "open_tasks": 0,
    "situation": [],
    "more_work_expected": False,
    "hold": "none",
    "milestones": [{"id": "m1", "state": "paid", "amount": "500"}],
}
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "escrow that the milestones do not hold": (
        "upwork",
        {"escrow": "200"},
        "A: cannot tell; correct escrow, which contradicts what else is stated.",
    ),
    "an hourly contract with escrow": (
        "upwork",
        {"type": "hourly", "escrow": "200", "milestones": [], "hours": {"this_week": 0}},
        "A: cannot tell; correct escrow, which contradicts what else is stated.",
    ),
}


@pytest.mark.parametrize("is_talk", [False, True], ids=["printed", "on a terminal"])
@pytest.mark.parametrize(("platform", "changes", "line"), CASES.values(), ids=list(CASES))
def test_it_is_said_why_no_answer_tells(
    platform: str,
    changes: dict[str, Any],
    line: str,
    is_talk: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = {"version": 1, "platform": platform, "role": "client", "as_of": "2026-03-10"}
    file = tmp_path / "c.json"
    file.write_text(json.dumps(head | {"contracts": [KNOWN | changes]}), encoding="utf-8")
    monkeypatch.setattr(dialog, "is_terminal", lambda: is_talk)
    told = CliRunner().invoke(app, ["ask", str(file), "--only-undecided"]).stdout
    assert " ".join(told.split()) == f"Nothing to ask that would tell: {line}"
