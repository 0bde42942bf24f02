"""`closeout validate`: everything that is wrong with snapshots."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ...engine.problems import Problem
    from ...engine.snapshot.read import Check

EXIT_INVALID = 3


class ReportFormat(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="Snapshots: files, folders, or - for stdin."),
    ],
    format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How the result is written.")
    ] = ReportFormat.TEXT,
) -> None:
    """Tell every error, contradiction and warning of snapshots.

    Exit code 3 if there is an error or a contradiction, else 0.
    """
    from ...engine.snapshot.read import check_files

    check = check_files(files, sys.stdin.buffer)
    if format is ReportFormat.JSON:
        _write_json(check)
    else:
        _write_text(check)
    if not check.is_valid:
        raise typer.Exit(EXIT_INVALID)


def _write_text(check: Check) -> None:
    for problem in check:
        sys.stdout.write(problem.rendered() + "\n")
    sys.stdout.write(summary(check) + "\n")


def summary(check: Check) -> str:
    """`3 files, 27 contracts: 2 errors, 1 contradiction, 4 warnings`."""
    from ...engine.problems import Level
    from ...engine.written import counted

    levels = ", ".join(counted(check.count[level], level) for level in Level)
    return f"{counted(check.files, 'file')}, {counted(check.contracts, 'contract')}: {levels}"


def _write_json(check: Check) -> None:
    """Problem by problem, so that a long list is never held."""
    from ...engine.problems import Level

    write = sys.stdout.write
    write('{"version": 1, "problems": [')
    before = "\n  "
    for problem in check:
        write(before + json.dumps(as_json(problem), ensure_ascii=False))
        before = ",\n  "
    counts = {f"{level}s": check.count[level] for level in Level}
    totals = {"files": check.files, "contracts": check.contracts, **counts}
    write(f'\n], "summary": {json.dumps(totals)}}}\n')


def as_json(problem: Problem) -> dict[str, object]:
    """One problem for a program; line and column are null where a whole file is meant."""
    place = problem.place
    return {
        "level": str(problem.level),
        "file": place.file,
        "line": place.line or None,
        "column": place.column or None,
        "message": problem.message,
        "hint": problem.hint or None,
    }
