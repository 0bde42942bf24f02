"""`closeout diff`: what an edit of the policies does to real contracts, or what changed since last week."""

from __future__ import annotations

from typing import Annotated

import typer

from ..completion import pack_names
from ..settings.keys import (
    COLOR,
    AsOfOption,
    ColorOption,
    EngineOption,
    OnInvalidOption,
    RoleOption,
    StrictOption,
)
from ..shared_options import CloseOption, OutputOption
from ..table_options import DatesOption, EncodingOption, SheetOption


def diff(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="With --policies: snapshots. Without: the older export and the newer one.",
        ),
    ],
    pair: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--policies",
            metavar="OLD NEW",
            help="Two packs, folders or git revisions (main, HEAD~1, main:policies/mine).",
        ),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(
            "--under",
            metavar="DIR|PACK",
            help="The policies for two exports; by default those of the settings.",
            autocompletion=pack_names,
        ),
    ] = None,
    as_of: AsOfOption = None,
    role: RoleOption = None,
    close: CloseOption = None,
    no_causes: Annotated[
        bool, typer.Option("--no-causes", help="Do not look for the edits behind each change.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if a verdict or a finding differs.")
    ] = False,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F[:FILE]",
            help="text, json or markdown; repeat it for more, each with its file; default: text.",
        ),
    ] = None,
    output: OutputOption = None,
    strict: StrictOption = None,
    engine: EngineOption = None,
    on_invalid: OnInvalidOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell every change in the text.")
    ] = False,
    color: ColorOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Compare two policies over the same contracts, or two exports under the same policies."""
    from .. import clock
    from ..comparing import Asked, compared_exports, compared_policies
    from ..outputs import asked_formats, planned, write_all
    from ..progress import working
    from ..render import RenderOptions
    from ..render.diff import renderer
    from ..settings.settings import effective
    from ..table_options import spreadsheet

    _check_fit(files, pair, policies)
    settings = effective(context.params)
    plans = planned(asked_formats(format), output, renderer)
    told = spreadsheet(dates, sheet, encoding)
    outputs = [plan.target for plan in plans]
    asked = Asked(files, clock.now(), close or (), told, outputs, not no_causes)
    with working("comparing") as progress:
        if pair is not None:
            found = compared_policies(pair, asked, settings, progress)
        else:
            found = compared_exports(asked, settings, progress)
    write_all(plans, found, RenderOptions(verbose=verbose), settings[COLOR])
    if exit_code and not found.is_empty:
        raise typer.Exit(1)


def _check_fit(files: list[str], pair: tuple[str, str] | None, under: list[str] | None) -> None:
    """Policies are compared over the same exports, exports under the same policies."""
    from ...engine.problems import Place, UsageError

    if pair is not None and under:
        hint = "compare policies over one export, or two exports under --under, one after the other"
        raise UsageError.at(Place("--under"), "the policies to compare are named too", hint)
    if pair is None and len(files) != 2:
        found = "one export is named" if len(files) == 1 else f"{len(files)} exports are named"
        hint = "name the older and the newer one, or two policies: --policies OLD NEW"
        raise UsageError.at(Place("FILE"), f"{found}, and two are compared", hint)
    if pair is None and "-" in files:
        hint = "write both into files"
        raise UsageError.at(Place("FILE"), "stdin is read once and cannot be compared", hint)
