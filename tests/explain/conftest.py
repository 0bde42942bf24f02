"""Runs the command as a person does, in the folder of a small world of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

WORLD = Path(__file__).parent / "world"

Ran = tuple[int, str, str]
"""Exit code, standard output, standard error."""
Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("explain", "contracts.yaml", ...)` in the folder of the world."""
    monkeypatch.chdir(WORLD)

    def ran(*arguments: str) -> Ran:
        done = CliRunner().invoke(app, list(arguments))
        return done.exit_code, done.stdout, done.stderr

    return ran
