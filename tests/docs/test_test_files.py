"""The reference of test files works as it is printed: its files, its commands, its outputs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "test-files.md").read_text("utf-8")
STEP = re.compile(r"<!-- (file|slip|run): (.*?) -->\n(?:```\w+\n(.*?)```\n)?", re.DOTALL)
ENGINES = (" (reference and durable engine)", " (reference engine)")


def test_every_block_of_the_reference_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    before: dict[Path, str] = {}
    ran = 0
    for kind, what, block in STEP.findall(PAGE):
        if kind == "file":
            (tmp_path / what).write_text(block, encoding="utf-8")
        elif kind == "slip":
            name, change = what.split(" ", 1)
            old, new = change.split(" -> ")
            path = tmp_path / name
            before[path] = path.read_text("utf-8")
            assert old in before[path]
            path.write_text(before[path].replace(old, new), encoding="utf-8")
        else:
            printed = CliRunner().invoke(app, what.split()[1:]).stdout
            assert _without_engine(block) in _without_engine(printed), printed
            ran += 1
            for path, text in before.items():
                path.write_text(text, encoding="utf-8")
            before.clear()
    assert ran == 5


def _without_engine(text: str) -> str:
    """Where durable_rules is not installed, one engine runs the cases."""
    for words in ENGINES:
        text = text.replace(words, "")
    return text
