"""The pages on settings and waivers say what holds, and their examples work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.cli.settings.keys import KEYS

from ..golden import golden

ROOT = Path(__file__).resolve().parent.parent.parent


def block(page: str, file: str) -> str:
    """The fenced block after a marker."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    found = re.search(rf"<!-- file: {re.escape(file)} -->\n```yaml\n(.*?)```\n", text, re.DOTALL)
    assert found, file
    return found[1]


def table_of_settings() -> str:
    """The table as it stands in the page."""
    head = ["setting", "environment", "default", "meaning"]
    rows = [
        [f"`{key.name}`", f"`{key.variable}`", f"`{key.default}`" if key.default else "", key.about]
        for key in KEYS
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [
        "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, *rows]
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def test_the_table_of_settings_is_made_from_them() -> None:
    page = ROOT / "docs" / "config.md"
    before, rest = page.read_text("utf-8").split("<!-- settings -->\n")
    _, after = rest.split("\n\n", 1)
    told = f"{before}<!-- settings -->\n{table_of_settings()}\n\n{after}"
    assert golden(page, told) == told


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
