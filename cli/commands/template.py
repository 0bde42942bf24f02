"""`closeout template`: a table of what is still to be added to an export by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def template(
    export: Annotated[
        str, typer.Option("--for", metavar="FILE", help="The snapshot, or - for stdin.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, whole or not at all."),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|PACK", help="Policy packs; default: all shipped packs."),
    ] = None,
) -> None:
    """Write a CSV with a column for each field that rules still wait for.

    Fill in what you know, leave the rest empty, and give it to `closeout convert --supplement`.
    """
    from ...engine.evaluation import Options, evaluate
    from ...engine.language.load import load_packs
    from ...engine.problems import harmless
    from ...engine.report.decidability import decidability
    from ...engine.selection import Engine
    from ...engine.snapshot.read import read_snapshot
    from ...engine.snapshot.supply.supplement import supplement_template
    from ..clock import now
    from ..found import exports
    from ..output import check_writable, refuse_inputs, write

    check_writable(output)
    packs = load_packs(policies or None)
    snapshot = read_snapshot(exports([export]).files, stdin=sys.stdin.buffer)
    refuse_inputs(output)
    stated = (instant for instant in (snapshot.exported_at, snapshot.as_of) if instant is not None)
    as_of = next(stated, None)
    report = evaluate(
        snapshot, packs, now() if as_of is None else as_of, Options(engine=Engine.PYTHON)
    )
    table = supplement_template(snapshot, decidability(report, packs).needs)
    # A file keeps the ids as they are, odd characters and all, so that they are found again.
    write(harmless(table) if output is None else table, output)
