"""The walk-through works as it is printed: its files, its commands, its outputs."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "first-rule.md").read_text("utf-8")
STEP = re.compile(r"<!-- (file|slip|run): (.*?) -->\n(?:```\w+\n(.*?)```\n)?", re.DOTALL)
ENGINES = " (reference and durable engine)"


def test_every_block_of_the_walk_through_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples" / "portfolio.json", tmp_path)
    slip: tuple[Path, str] | None = None
    ran = 0
    for kind, what, block in STEP.findall(PAGE):
        if kind == "file":
            path = tmp_path / what
            path.parent.mkdir(exist_ok=True)
            path.write_text(block, encoding="utf-8")
        elif kind == "slip":
            name, change = what.split(" ", 1)
            before, after = change.split(" -> ")
            path = tmp_path / name
            slip = (path, path.read_text("utf-8"))
            assert before in slip[1]
            path.write_text(slip[1].replace(before, after), encoding="utf-8")
        else:
            printed = run(what)
            assert without_engine(block) in without_engine(printed), printed
            ran += 1
            if slip is not None:
                slip[0].write_text(slip[1], encoding="utf-8")
                slip = None
    assert ran == 9


def run(command: str) -> str:
    """What a `closeout` command prints, to stdout and stderr."""
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code in (0, 1, 2, 3), result.output
    return result.stdout + result.stderr


def without_engine(text: str) -> str:
    """Where durable_rules is not installed, one engine runs the cases."""
    return text.replace(ENGINES, "").replace(" (reference engine)", "")
