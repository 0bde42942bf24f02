"""The pages on settings and waivers say what holds, and their examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.cli.settings.keys import KEYS

ROOT = Path(__file__).resolve().parent.parent.parent


def block(page: str, file: str) -> str:
    """The fenced block after a marker."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    found = re.search(rf"<!-- file: {re.escape(file)} -->\n```yaml\n(.*?)```\n", text, re.DOTALL)
    assert found, file
    return found[1]


def test_the_table_of_settings_is_complete() -> None:
    text = (ROOT / "docs" / "config.md").read_text("utf-8")
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in text.split("<!-- settings -->")[1].split("\n\n")[0].strip().split("\n")[2:]
    ]
    assert rows == [[key.name, key.variable, key.default, key.about] for key in KEYS]


def test_the_example_of_a_configuration_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("closeout.yaml").write_text(block("config.md", "closeout.yaml"), encoding="utf-8")
    result = CliRunner().invoke(app, ["config"])
    assert result.exit_code == 0
    assert result.stdout.count("closeout.yaml:") == 5


def test_the_example_of_waivers_waives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("waivers.yaml").write_text(block("waivers.md", "waivers.yaml"), encoding="utf-8")
    portfolio = str(ROOT / "examples" / "portfolio.json")
    result = CliRunner().invoke(app, ["check", portfolio, "--waivers", "waivers.yaml"])
    assert result.stderr == ""
    assert ", 2 waived." in " ".join(result.stdout.split())
