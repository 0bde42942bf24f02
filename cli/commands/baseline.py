"""`closeout baseline write`: the findings of today, so that later only new ones fail."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..settings.keys import (
    AsOfOption,
    EngineOption,
    MaxWaiverDaysOption,
    OnInvalidOption,
    PoliciesOption,
    WaiversOption,
)


class BaselineAction(StrEnum):
    """What to do about a baseline."""

    WRITE = "write"


def baseline(
    context: typer.Context,
    action: Annotated[BaselineAction, typer.Argument(metavar="write", help="Write a baseline.")],
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Snapshots: files, folders, or - for stdin."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here; default: stdout."),
    ] = None,
    as_of: AsOfOption = None,
    policies: PoliciesOption = None,
    waivers: WaiversOption = None,
    max_waiver_days: MaxWaiverDaysOption = None,
    engine: EngineOption = None,
    on_invalid: OnInvalidOption = None,
) -> None:
    """Write down the findings of today; `check --baseline FILE` fails for others only."""
    from ...engine.report.baseline import baseline_text
    from ..checking import Asked, checked
    from ..found import choice_of, exports
    from ..output import check_writable, write
    from ..progress import working
    from ..settings.settings import effective
    from ..warned import warn

    settings = effective(context.params)
    check_writable(output)
    with working("checking contracts") as progress:
        found = checked(
            Asked(exports(files, choice_of(settings)).files, outputs=[output]), settings, progress
        )
    warn(found.snapshot.problems)
    warn(found.warnings, "correct these first")
    write(baseline_text(found.report), output)
