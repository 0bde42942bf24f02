"""The commands of docs/comparing.md that name examples run as they stand there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = (ROOT / "docs" / "comparing.md").read_text("utf-8")
COMMANDS = re.findall(r"^closeout ([^#\n]*)", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if "policies" not in each.split("/")]
)
def test_a_command_runs_as_it_stands(command: str, tmp_path: Path) -> None:
    arguments = [
        some_of(EXPORTS[each], tmp_path) if each in EXPORTS else each
        for each in shlex.split(command)
    ]
    arguments = [re.sub(r"^(csv|svg):", rf"\1:{tmp_path}/", each) for each in arguments]
    arguments = [str(ROOT / each) if each == "examples/my-policies" else each for each in arguments]
    arguments = [
        "upwork" if each in ("main", "policies/mine") or ":pol" in each else each
        for each in arguments
    ]
    result = CliRunner().invoke(
        app, [*arguments, *(["--no-causes"] if arguments[0] == "diff" else [])]
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout or "csv:" in command


EXPORTS = {
    "exports/": "agency.json",
    "examples/portfolio.json": "portfolio.json",
    "last-week.json": "portfolio.json",
    "today.json": "portfolio.json",
}
"""Names of exports, and the example of which some contracts stand for each."""


def some_of(example: str, folder: Path) -> str:
    """The example with few contracts: a command evaluates them many times over."""
    document = json.loads((ROOT / "examples" / example).read_text("utf-8"))
    document["contracts"] = document["contracts"][:3]
    file = folder / example
    file.write_text(json.dumps(document), "utf-8")
    return str(file)


def test_the_commands_are_those_of_the_program() -> None:
    assert {command.split()[0] for command in COMMANDS} == {"diff", "sweep"}
