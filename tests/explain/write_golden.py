"""Writes the golden files and the outputs in docs/conditions.md again: `python -m tests.explain.write_golden`."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from typer.testing import CliRunner

from closeout.cli.app import app

from .cases import CASES
from .conftest import WORLD
from .test_docs import COMMAND, PAGE, TEXT, write_files
from .test_golden import GOLDEN


def printed(command: str) -> str:
    """What a command prints, in the folder where we are."""
    done = CliRunner().invoke(app, command.split())
    assert done.exit_code == 0, (command, done.stderr, done.exception)
    return done.stdout


def filled(match: re.Match[str]) -> str:
    """A command of the page with its output."""
    return f"```console\n$ closeout {match[1]}\n{printed(match[1])}```"


def main() -> None:
    """Run every case in the folder of the world, and the page's in a folder of their own."""
    os.chdir(WORLD)
    for name, command in CASES.items():
        (GOLDEN / name).write_text(printed(command), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        os.chdir(folder)
        PAGE.write_text(COMMAND.sub(filled, TEXT), encoding="utf-8")
        os.chdir(WORLD)


if __name__ == "__main__":
    main()
