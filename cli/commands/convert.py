"""`closeout convert`: what platforms export, as a snapshot."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from .. import clock
from ..settings.keys import RoleOption
from ..shared_options import OutputOption
from ..table_options import DatesOption, EncodingOption, SheetOption

if TYPE_CHECKING:
    from ...engine.policy.pack import Pack
    from ...engine.snapshot.model import Snapshot

AUTO, SNAPSHOT = "auto", "snapshot"
NOW = "now"
"""As the instant of an export: it was made this moment."""


def convert(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Exports: files, folders, or - for stdin."),
    ],
    shape: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="SHAPE",
            help="upwork-graphql, upwork-rest, upwork-profile, freelancer-com, fiverr-orders, "
            "fiverr-purchases, snapshot; default: auto.",
        ),
    ] = AUTO,
    output: OutputOption = None,
    exported_at: Annotated[
        str | None,
        typer.Option(
            metavar="T", help="When the export was made, or now; required unless it says so."
        ),
    ] = None,
    role: RoleOption = None,
    merge: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="Payments and logged time: reports, answers of the API."),
    ] = None,
    supplement: Annotated[
        list[str] | None,
        typer.Option(metavar="CSV", help="What was added by hand; see `closeout template`."),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Tell which rules can not be decided, and why.")
    ] = False,
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|PACK", help="Policy packs for --report; default: all shipped."),
    ] = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Convert what platforms export into a snapshot.

    What an export cannot tell stays not known. With --report and without -o, the snapshot goes to
    stdout and the report to stderr.
    """
    from ...engine.language.load import load_packs
    from ...engine.snapshot.misplaced import told_until
    from ...engine.snapshot.read import read_snapshot
    from ...engine.snapshot.supply.payment_merge import merge_payments
    from ...engine.snapshot.supply.payment_report import read_report
    from ...engine.snapshot.supply.supplement import merge_supplement
    from ...engine.snapshot.writing import snapshot_text
    from ..exports import all_but, exports
    from ..output import check_writable, refuse_inputs, write
    from ..render.json_writing import escaped
    from ..settings.values import given_role
    from ..table_options import spreadsheet
    from ..warned import tell_all

    check_writable(output)
    _check_shape(shape)
    given = _instant(exported_at)
    told_of_tables = spreadsheet(dates, sheet, encoding)
    found = exports(files, all_but((*(merge or ()), *(supplement or ()))))
    snapshot = read_snapshot(
        found.files,
        stdin=sys.stdin.buffer,
        spreadsheet=told_of_tables,
        role=given_role(role),
    )
    _expect_shape(snapshot, shape)
    known_until = snapshot.exported_at = _exported_at(snapshot, given)
    problems = [*snapshot.problems]
    if given is not None:
        _refuse_later(snapshot, known_until)
    if merge:
        reports = [each for name in merge for each in read_report(name, sys.stdin.buffer, dates)]
        problems += merge_payments(snapshot, reports, known_until)
    latest = told_until(known_until, known_until)
    for name in supplement or ():
        problems += merge_supplement(snapshot, name, sys.stdin.buffer, told_of_tables, latest)
    packs = load_packs(policies or None) if report else ()
    refuse_inputs(output)
    told = _report(snapshot, known_until, packs) if report else ""
    tell_all(problems)
    write(escaped(snapshot_text(snapshot)), output)
    typer.echo(told, nl=False, err=output is None)


def _check_shape(shape: str) -> None:
    from ...engine.problems import Place, UsageError, did_you_mean
    from ...engine.snapshot.readers import SHAPES, TABLES

    names = [*(each.name for each in SHAPES), *(each.name for each in TABLES)]
    known = (AUTO, SNAPSHOT, *names)
    if shape not in known:
        hint = did_you_mean(shape, known, f"there are {', '.join(known)}")
        raise UsageError.at(Place("--from"), f'no shape is called "{shape}"', hint)


def _expect_shape(snapshot: Snapshot, shape: str) -> None:
    """Refuse files of another shape than was asked for. Raises `InputError`."""
    from ...engine.problems import InputError, Place, Problem

    if shape == AUTO:
        return
    problems = [
        Problem(
            Place(file.name), f"this is {file.shape or SNAPSHOT}, not {shape}", "use --from auto"
        )
        for file in snapshot.files
        if (file.shape or SNAPSHOT) != shape
    ]
    if problems:
        raise InputError(problems)


def _instant(written: str | None) -> int | None:
    """UTC seconds of `--exported-at`; `now` is the clock's. Raises `UsageError`."""
    from ...engine.problems import Place, UsageError
    from ...engine.snapshot.bad_value import BadValueError
    from ...engine.snapshot.sheets.days import instant_as_said

    if written is None:
        return None
    if written == NOW:
        return clock.now()
    try:
        return instant_as_said(written)
    except BadValueError as refused:
        raise UsageError.at(Place("--exported-at"), refused.message, refused.hint) from refused


def _exported_at(snapshot: Snapshot, given: int | None) -> int:
    """How far the export knows: the earliest of what is stated and given. Raises `UsageError`."""
    from ...engine.problems import Place, UsageError

    unstated = next((file.name for file in snapshot.files if file.known_until is None), None)
    if given is None and unstated is not None:
        message = f"{unstated} does not say when it was exported: give --exported-at T"
        hint = '"no feedback" and "not answered" are true only up to that instant'
        raise UsageError.at(Place("--exported-at"), message, hint)
    stated = [file.known_until for file in snapshot.files if file.known_until is not None]
    return min([*stated, *([] if given is None else [given])])


def _refuse_later(snapshot: Snapshot, known_until: int) -> None:
    """Refuse an option that is earlier than what the export knows of. Raises `UsageError`."""
    from ...engine.problems import Place, UsageError
    from ...engine.snapshot.contradictions import contradictions
    from ...engine.snapshot.intake import path_text

    for contract in snapshot.contracts:
        before = set(contradictions(contract, None))
        for fault in contradictions(contract, known_until):
            if fault not in before:
                where = f"contract {contract.id}, {path_text(fault.path)}"
                hint = "give the instant of the export, with its time of day"
                message = f"{where} in {contract.place}: {fault.message}"
                raise UsageError.at(Place("--exported-at"), message, hint)


def _report(snapshot: Snapshot, as_of: int, packs: tuple[Pack, ...]) -> str:
    from ...engine.evaluation.engines import Engine
    from ...engine.evaluation.evaluate import Options, evaluate
    from ...engine.report.decidability import decidability
    from ..render.decidability_text import decidability_text

    found = evaluate(snapshot, packs, as_of, Options(engine=Engine.PYTHON))
    return decidability_text(decidability(found, packs), len(snapshot.contracts))
