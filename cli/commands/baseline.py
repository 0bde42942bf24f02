"""`closeout baseline write`: the findings of today, so that later only new ones fail."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..settings.choices import EngineName, OnInvalid


class BaselineAction(StrEnum):
    """What to do about a baseline."""

    WRITE = "write"


def baseline(
    action: Annotated[BaselineAction, typer.Argument(metavar="write", help="Write a baseline.")],
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Snapshots: files, folders, or - for stdin."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here; default: stdout."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="T", help="Evaluate at this instant; default: the file's, else now."),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|PACK", help="Policy packs; default: all shipped packs."),
    ] = None,
    waivers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Findings that are waived; they are left out."),
    ] = None,
    max_waiver_days: Annotated[
        str | None,
        typer.Option(metavar="N", help="How far ahead a waiver may end, in days; default: 365."),
    ] = None,
    engine: Annotated[
        EngineName | None, typer.Option(help="Which engine matches rules; default: auto.")
    ] = None,
    on_invalid: Annotated[
        OnInvalid | None,
        typer.Option(help="Contracts that cannot be read: fail (default), or skip and count them."),
    ] = None,
) -> None:
    """Write down the findings of today; `check --baseline FILE` fails for others only."""
    from ...engine.report.baseline import baseline_text
    from ..checking import Asked, checked
    from ..output import check_writable, write
    from ..progress import working
    from ..settings.settings import effective
    from ..warned import warn

    settings = effective(
        {
            "as-of": as_of,
            "policies": policies or None,
            "waivers": waivers,
            "max-waiver-days": max_waiver_days,
            "engine": engine,
            "on-invalid": on_invalid,
        }
    )
    check_writable(output)
    with working("checking contracts") as progress:
        found = checked(Asked(files, outputs=[output]), settings, progress)
    warn(found.snapshot.problems)
    warn(found.warnings, "correct these first")
    write(baseline_text(found.report), output)
