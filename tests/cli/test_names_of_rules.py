"""Whoever names what a pack takes for granted as a rule is told what it is, and no rule that is spelled alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

SAID = "it is an assumption: to switch it off, write `assumptions: {no-dispute: off}`"
WAIVER = (
    "version: 1\nwaivers:\n  - {rule: no-dispute, contract: C, until: 2026-04-01, reason: agreed}\n"
)
PACK = "id: house\nextends: upwork\nparams: {auto_release: 15 days}\n"
CASES = "as_of: 2026-03-10\ncases:\n  - {name: a, contract: {status: active}, silent: no-dispute}\n"

COMMANDS = {
    "check --rule": ["check", "s.json", "--rule", "no-dispute"],
    "waivers": ["check", "s.json", "--waivers", "waivers.yaml"],
    "cases": ["test", "house"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_an_assumption_is_no_rule(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("house").mkdir()
    Path("house/pack.yaml").write_text(PACK, "utf-8")
    Path("house/a.test.yaml").write_text(CASES, "utf-8")
    Path("waivers.yaml").write_text(WAIVER, "utf-8")
    document = {"version": 1, "as_of": "2026-03-10", "contracts": [{"id": "C", "status": "active"}]}
    Path("s.json").write_text(json.dumps(document), "utf-8")
    found = CliRunner().invoke(app, command)
    assert found.exit_code == 2
    assert SAID in found.output
    assert "did you mean" not in found.output
