"""`closeout plan`: what to do from today on, and which contract to end when."""

from __future__ import annotations

from typing import Annotated

import typer

from ..settings.keys import (
    COLOR,
    AsOfOption,
    ColorOption,
    EngineOption,
    ExcludeOption,
    IncludeOption,
    MaxSnapshotAgeOption,
    MaxWaiverDaysOption,
    OnInvalidOption,
    PoliciesOption,
    RequireAsOfOption,
    RoleOption,
    StrictOption,
    TimeZoneOption,
    WaiversOption,
)
from ..shared_options import CloseOption, FilesArgument, OutputOption, SupplementOption
from ..table_options import DatesOption, EncodingOption, SheetOption

WEEKS, MOST_WEEKS = 26, 104


def plan(
    context: typer.Context,
    files: FilesArgument,
    weeks: Annotated[
        int,
        typer.Option(metavar="N", help="How many weeks to look ahead, 1 to 104; default: 26."),
    ] = WEEKS,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    as_of: AsOfOption = None,
    require_as_of: RequireAsOfOption = None,
    max_snapshot_age: MaxSnapshotAgeOption = None,
    role: RoleOption = None,
    policies: PoliciesOption = None,
    close: CloseOption = None,
    supplement: SupplementOption = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F[:FILE]",
            help="text, json, html or ics; repeat it for more, each with its file; default: text.",
        ),
    ] = None,
    output: OutputOption = None,
    strict: StrictOption = None,
    waivers: WaiversOption = None,
    max_waiver_days: MaxWaiverDaysOption = None,
    engine: EngineOption = None,
    on_invalid: OnInvalidOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell every step and every question.")
    ] = False,
    color: ColorOption = None,
    time_zone: TimeZoneOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Plan from today on: what to do, what to wait for, and which contract to end when.

    The endings are simulated: what may be ended is ended, its window passes, and the rules are asked
    again, as if nothing else happened and nobody left feedback. It is advice, so the exit code is 0.
    """
    from ...engine.planning.model import Planned
    from ...engine.planning.plan import plan_of
    from .. import clock
    from ..checking import Asked, checked
    from ..ending import CORRECT_FIRST
    from ..exports import choice_of, exports
    from ..outputs import asked_formats, planned, write_all
    from ..progress import working
    from ..render import RenderOptions
    from ..render.plan import renderer
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..time_zone import zone_for
    from ..warned import warn

    _check_weeks(weeks)
    settings = effective(context.params)
    plans = planned(asked_formats(format), output, renderer)
    told = spreadsheet(dates, sheet, encoding)
    outputs = [each.target for each in plans]
    with working("planning") as progress:
        read = exports(files, choice_of(settings, supplement or ())).files
        asked = Asked(
            read,
            clock.now(),
            close or (),
            outputs=outputs,
            supplements=supplement or (),
            spreadsheet=told,
        )
        found = checked(asked, settings, progress)
        progress.phase("ending one after the other")
        course = plan_of(found.report, found.snapshot, found.packs, found.options, weeks)
    zone, about_zone = zone_for(settings, found.snapshot, is_redacted=False)
    warn(found.snapshot.problems)
    warn((*found.warnings, *about_zone), CORRECT_FIRST)
    options = RenderOptions(verbose=verbose, closing=found.closing, zone=zone)
    write_all(plans, Planned(found.report, course), options, settings[COLOR])


def _check_weeks(weeks: int) -> None:
    from ...engine.problems import Place, UsageError

    if not 1 <= weeks <= MOST_WEEKS:
        message = f"{weeks} is no number of weeks to look ahead"
        raise UsageError.at(Place("--weeks"), message, f"give a number from 1 to {MOST_WEEKS}")
