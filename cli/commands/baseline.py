"""`closeout baseline write`: the findings of today, so that later only new ones fail."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...engine.problems import Problem
    from ...engine.report.findings import Report
    from ..checking import Asked, Checked
    from ..settings.settings import Settings


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
    each: Annotated[
        bool,
        typer.Option("--each", help="Each file by itself, by the settings nearest to it."),
    ] = False,
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
    from ...engine.problems import CloseoutError
    from ...engine.report.baseline import baseline_text
    from .. import clock
    from ..apart import all_told_apart
    from ..checking import Asked
    from ..exports import choice_of, exports
    from ..output import check_writable, write
    from ..settings.settings import effective
    from ..table_options import spreadsheet

    settings = effective(context.params)
    check_writable(output)
    told = spreadsheet(dates, sheet, encoding)
    found = exports(files, choice_of(settings))
    asked = Asked(found.files, clock.now(), outputs=[output], spreadsheet=told, is_one_of_many=each)
    if each:
        write(baseline_text(*_each(asked, found.named, settings, context.params)), output)
        return
    try:
        report = _checked(asked, settings).report
    except CloseoutError as failure:
        raise all_told_apart(failure) from failure
    write(baseline_text(report), output)


def _checked(asked: Asked, settings: Settings) -> Checked:
    """What was found, and what was odd about it on stderr."""
    from ..checking import checked
    from ..ending import CORRECT_FIRST
    from ..progress import working
    from ..warned import warn

    with working("checking contracts") as progress:
        found = checked(asked, settings, progress)
    warn(found.snapshot.problems)
    warn(found.warnings, CORRECT_FIRST)
    return found


def _each(
    asked: Asked, named: set[str], settings: Settings, flags: Mapping[str, Any]
) -> list[Report]:
    """A report of each file, by its own settings.

    Raises `CloseoutError` with all that is wrong where any file cannot be checked: its findings would be new ones.
    """
    from msgspec.structs import replace

    from ...engine.problems import CloseoutError
    from ...engine.report.waivers.apply import about_all
    from ..each_file import WORST_FIRST, all_left_out, is_left_out, settings_of
    from ..ending import CORRECT_FIRST
    from ..settings.keys import WAIVERS
    from ..warned import warn

    reports: list[Report] = []
    about_waivers: dict[str, list[tuple[Problem, ...]]] = {}
    failures: list[CloseoutError] = []
    for file in asked.files:
        try:
            own = settings_of(file, settings, flags)
            if is_left_out(file, own, is_named=file in named):
                continue
            found = _checked(replace(asked, files=[file]), own)
            reports.append(found.report)
            about_waivers.setdefault(str(own[WAIVERS]), []).append(found.about_waivers)
        except CloseoutError as failure:
            failures.append(failure)
    if failures:
        worst = min(failures, key=lambda each: WORST_FIRST.index(each.exit_code))
        raise type(worst)(problem for each in failures for problem in each.problems)
    if not reports:
        raise all_left_out()
    for told in about_waivers.values():
        warn(about_all(told), CORRECT_FIRST)
    return reports
