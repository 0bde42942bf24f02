"""`--strict` where there is nothing that could be assumed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

from ..tiny import use_tiny_pack

SNAPSHOT = """\
{"version": 1, "as_of": "2026-03-10T12:00:00Z", "platform": "upwork", "role": "freelancer", "contracts": [
  {"id": "C1", "status": "ended"}, {"id": "C2", "status": "active"}, {"id": "C3"},
  {"id": "C4", "closing_planned": true}]}
"""


@pytest.mark.parametrize("format", ["text", "json", "markdown", "csv"])
def test_with_a_pack_that_takes_nothing_for_granted_strictness_changes_nothing(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny_pack(tmp_path / "tiny", monkeypatch)
    file = tmp_path / "export.json"
    file.write_text(SNAPSHOT, "utf-8")
    words = ["check", str(file), "-f", format]
    ever, strict = (CliRunner().invoke(app, [*words, *more]) for more in ((), ("--strict",)))
    assert ever.exit_code == strict.exit_code == 0
    assert "C1" in ever.stdout
    assert strict.stdout == ever.stdout
