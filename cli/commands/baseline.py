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
    RoleOption,
    StrictOption,
    WaiversOption,
)
from ..table_options import DatesOption, EncodingOption, SheetOption


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
    role: RoleOption = None,
    policies: PoliciesOption = None,
    waivers: WaiversOption = None,
    max_waiver_days: MaxWaiverDaysOption = None,
    strict: StrictOption = None,
    engine: EngineOption = None,
    on_invalid: OnInvalidOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Write down the findings of today; `check --baseline FILE` fails for others only."""
    from ...engine.report.baseline import baseline_text
    from .. import clock
    from ..checking import Asked, checked
    from ..found import choice_of, exports
    from ..output import check_writable, write
    from ..progress import working
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..warned import warn

    settings = effective(context.params)
    check_writable(output)
    told = spreadsheet(dates, sheet, encoding)
    with working("checking contracts") as progress:
        read = exports(files, choice_of(settings)).files
        found = checked(
            Asked(read, clock.now(), outputs=[output], spreadsheet=told), settings, progress
        )
    warn(found.snapshot.problems)
    warn(found.warnings, "correct these first")
    write(baseline_text(found.report), output)
