"""Writes the golden files again: `python -m tests.explain.write_golden`."""

from __future__ import annotations

import os

from typer.testing import CliRunner

from closeout.cli.app import app

from .cases import CASES
from .conftest import WORLD
from .test_golden import GOLDEN


def main() -> None:
    """Run every case in the folder of the world and keep what it prints."""
    os.chdir(WORLD)
    for name, command in CASES.items():
        done = CliRunner().invoke(app, command.split())
        assert done.exit_code == 0, done.stderr
        (GOLDEN / name).write_text(done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main()
