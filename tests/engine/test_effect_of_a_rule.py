"""A rule of one's own may lower the effect of its action to `none`, and leaves the verdict alone then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

PACK = """
id: mine
extends: upwork
rules:
  - id: large-contract
    title: A large contract
    for: contract
    when: {budget: {gt: 1000 USD}}
    then: {action: talk-to-client, severity: info, message: Look., %s}
"""
CONTRACT = {
    "id": "C1",
    "title": "Logo",
    "type": "fixed",
    "status": "active",
    "escrow": 0,
    "closing_planned": True,
    "last_activity_at": "2026-03-01",
    "last_freelancer_message_at": "2026-03-08",
    "work_state": "complete",
    "open_tasks": 0,
    "total_paid": 100,
    "refund_request": "none",
    "dispute": "none",
    "milestones": [],
}


def checked(folder: Path, effect: str, **fields: Any) -> dict[str, Any]:
    (folder / "pack.yaml").write_text(PACK % effect, encoding="utf-8")
    export = folder / "export.json"
    contract = {**CONTRACT, **fields}
    text = {"version": 1, "as_of": "2026-03-10T12:00:00Z", "contracts": [contract]}
    export.write_text(json.dumps(text), encoding="utf-8")
    arguments = ["check", str(export), "--policies", str(folder), "-f", "json"]
    found: dict[str, Any] = json.loads(CliRunner().invoke(app, arguments).stdout)
    return found


def verdict(report: dict[str, Any]) -> str:
    return str(report["contracts"][0]["verdict"])


@pytest.mark.parametrize("budget", [{}, {"budget": 2000}], ids=["undecided", "it holds"])
def test_a_rule_that_only_informs_takes_no_closing_away(
    budget: dict[str, int], tmp_path: Path
) -> None:
    alone = checked(tmp_path, "effect: none", budget=1)
    assert verdict(alone) == "close"
    assert verdict(checked(tmp_path, "effect: none", **budget)) == "close"
    assert verdict(checked(tmp_path, "safe_by: {at: as_of}", **budget)) != "close"


def test_the_finding_has_the_effect_of_the_rule(tmp_path: Path) -> None:
    report = checked(tmp_path, "effect: none", budget=2000)
    (finding,) = [item for item in report["findings"] if item["rule"] == "large-contract"]
    assert finding["action"] == "talk-to-client"
