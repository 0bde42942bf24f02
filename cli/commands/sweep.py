"""`closeout sweep`: what other values of a param would do to real contracts, and where it turns."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..completion import param_names
from ..settings.keys import (
    COLOR,
    ENGINE,
    ON_INVALID,
    POLICIES,
    ROLE,
    STRICT,
    AsOfOption,
    ColorOption,
    EngineOption,
    OnInvalidOption,
    PoliciesOption,
    RoleOption,
    StrictOption,
)
from ..shared_options import CloseOption, OutputOption
from ..table_options import DatesOption, EncodingOption, SheetOption


def sweep(
    context: typer.Context,
    param: Annotated[
        str,
        typer.Argument(
            metavar="PARAM", help="The param: auto_release.", autocompletion=param_names
        ),
    ],
    range: Annotated[
        str,
        typer.Argument(
            metavar="FROM..TO[ STEP]",
            help='Its values, as one word: "5..30 days", "0..900 USD 50".',
        ),
    ],
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Snapshots: files, folders, or - for stdin."),
    ],
    second: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--and", metavar="PARAM RANGE", help="A second param: every pair of values is tried."
        ),
    ] = None,
    policies: PoliciesOption = None,
    as_of: AsOfOption = None,
    role: RoleOption = None,
    close: CloseOption = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F[:FILE]",
            help="text, json, csv or svg; repeat it for more, each with its file; default: text.",
        ),
    ] = None,
    output: OutputOption = None,
    strict: StrictOption = None,
    engine: EngineOption = None,
    on_invalid: OnInvalidOption = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Name every contract and finding that turns.")
    ] = False,
    color: ColorOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Try values of a param, or pairs of values of two: counts at each, and what changes where."""
    from ...engine.evaluation.engines import Engine
    from ...engine.evaluation.evaluate import Options
    from ...engine.language.load import load_packs
    from ...engine.problems import Place
    from ...engine.snapshot.read import read_snapshot
    from ...engine.sweeping.sweep import Asked, swept
    from .. import clock
    from ..as_of import as_of_for, latest_for
    from ..exports import choice_of, exports
    from ..named import known_contracts
    from ..output import refuse_inputs
    from ..outputs import asked_formats, planned, write_all
    from ..own_fields import check_own_fields
    from ..progress import working
    from ..render import RenderOptions
    from ..render.sweep import renderer
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..warned import warn

    settings = effective(context.params)
    plans = planned(asked_formats(format), output, renderer)
    told = spreadsheet(dates, sheet, encoding)
    asked = [Asked(param, range, Place("PARAM"), Place("FROM..TO"))]
    if second is not None:
        asked.append(Asked(*second, Place("--and"), Place("--and")))
    now = clock.now()
    with working("trying values") as progress:
        packs = load_packs(settings[POLICIES])
        snapshot = read_snapshot(
            exports(files, choice_of(settings)).files,
            stdin=sys.stdin.buffer,
            on_invalid=settings[ON_INVALID].value,
            spreadsheet=told,
            now=latest_for(settings, now),
            role=settings[ROLE],
        )
        about_own = check_own_fields(snapshot, packs)
        refuse_inputs(*(plan.target for plan in plans))
        options = Options(
            engine=Engine(settings[ENGINE].value),
            closing=known_contracts(close or (), snapshot),
            is_strict=settings[STRICT],
            progress=progress,
        )
        at = as_of_for(settings, snapshot, now).instant
        found = swept(asked, snapshot, packs, at, options)
    warn((*snapshot.problems, *about_own))
    write_all(plans, found, RenderOptions(verbose=verbose), settings[COLOR])
