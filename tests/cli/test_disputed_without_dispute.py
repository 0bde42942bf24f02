"""A contract that is called disputed and is said to have no dispute: told, and answered as a dispute."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app


@pytest.mark.parametrize("role", ["freelancer", "agency", "client"])
@pytest.mark.parametrize("platform", ["upwork", "fiverr", "freelancer-com"])
def test_the_dispute_is_answered_without_a_day_and_the_contradiction_told(
    platform: str, role: str, tmp_path: Path
) -> None:
    milestone = {"id": "m1", "state": "funded", "amount": "100"}
    contract = {"id": "d", "status": "disputed", "type": "fixed", "milestones": [milestone]}
    head = {"version": 1, "platform": platform, "role": role, "as_of": "2026-03-10"}
    file = tmp_path / "contracts.json"
    file.write_text(
        json.dumps(head | {"contracts": [contract | {"dispute": "none"}]}), encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["check", str(file), "--fail-on", "never"])
    assert "Answer the dispute" in result.stdout
    assert "since: none" not in result.stdout
    assert "contradiction: contract d, dispute: none, although status is disputed" in result.stderr
