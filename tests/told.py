"""What a command tells, in one text."""

from __future__ import annotations

from typer.testing import CliRunner

from closeout.cli.app import app


def told(*arguments: object) -> str:
    """What a command writes, and its code."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    return f"{result.output}code {result.exit_code}\n"
