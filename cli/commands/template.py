"""`closeout template`: a table to fill in, for a newcomer or for what an export does not say."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..settings.keys import AsOfOption, PoliciesOption, RoleOption, StrictOption
from ..shared_options import OutputOption
from ..table_options import DatesOption, EncodingOption, SheetOption

if TYPE_CHECKING:
    from ...engine.report.findings import Report
    from ...engine.snapshot.field import Field
    from ...engine.snapshot.spreadsheet import Spreadsheet
    from ...engine.snapshot.supply.lacking import Waits


class TemplateFormat(StrEnum):
    """How a new template is written."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


class Rows(StrEnum):
    """What a row of the table is about."""

    CONTRACTS = "contracts"
    QUESTIONS = "questions"


def template(
    new: Annotated[
        bool, typer.Option("--new", help="A table for contracts that are in no file yet.")
    ] = False,
    export: Annotated[
        str | None,
        typer.Option("--for", metavar="FILE", help="What this snapshot lacks; - for stdin."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="With --new: every column, not the 18 that decide most.")
    ] = False,
    format: Annotated[
        TemplateFormat, typer.Option("--format", "-f", help="With --new: how it is written.")
    ] = TemplateFormat.CSV,
    rows: Annotated[
        Rows,
        typer.Option("--rows", help="With --for: a contract or milestone a row, or one question."),
    ] = Rows.CONTRACTS,
    output: OutputOption = None,
    as_of: AsOfOption = None,
    role: RoleOption = None,
    policies: PoliciesOption = None,
    strict: StrictOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Write a table to fill in: a new one, or one of what a snapshot lacks.

    Fill in what you know and leave the rest empty. Give a new table to `closeout check`, that of a
    snapshot to `closeout convert --supplement`.
    """
    from ..output import check_writable
    from ..table_options import spreadsheet

    check_writable(output)
    if new == (export is not None):
        raise _usage("--new", "say --new, or --for FILE", "one of the two")
    if new:
        if rows is not Rows.CONTRACTS or as_of or role or strict is not None:
            raise _usage("--new", "--rows, --as-of, --role and --strict are for --for FILE", "")
        _write_new(format, full, output, policies)
        return
    assert export is not None
    if full or format is not TemplateFormat.CSV:
        raise _usage("--for", "--full and --format are for --new", "")
    told = spreadsheet(dates, sheet, encoding)
    flags: dict[str, object] = {
        "as_of": as_of,
        "role": role,
        "policies": policies,
        "strict": strict,
    }
    _write_lacking(export, rows, output, flags, told)


def _usage(place: str, message: str, hint: str) -> Exception:
    from ...engine.problems import Place, UsageError

    return UsageError.at(Place(place), message, hint)


def _own_fields(policies: list[str] | None) -> list[Field]:
    """The fields that the packs of the run declare; the shipped ones declare none."""
    from ...engine.language.load import load_packs
    from ...engine.meaning.own_fields import by_need
    from ..settings.keys import POLICIES
    from ..settings.settings import effective

    named = effective({"policies": policies})[POLICIES]
    return [] if named is None else list(by_need(load_packs(named)).values())


def _write_new(
    format: TemplateFormat, is_full: bool, output: Path | None, policies: list[str] | None
) -> None:
    from ...engine.snapshot.supply.new_template import new_csv, new_json
    from ..output import write

    if format is not TemplateFormat.XLSX:
        made = new_json if format is TemplateFormat.JSON else new_csv
        text = made(is_full=is_full, own=_own_fields(policies))
        _refuse_filled(output, text.encode())
        write(text, output)
        return
    if output is None:
        raise _usage("--format", "a workbook is no text for the terminal", "say where: -o FILE")
    from ...engine.snapshot.supply.workbook_template import new_workbook

    _refuse_filled(output, b"")
    write(new_workbook(is_full=is_full, own=_own_fields(policies)), output)


def _refuse_filled(output: Path | None, empty: bytes) -> None:
    """Raise `UsageError` where the file is there and holds anything else than the empty template: what somebody
    has filled in is not written over."""
    if output is None or not output.is_file() or output.read_bytes() in (b"", empty):
        return
    message = "this is there already, and a table that is filled in would be lost"
    raise _usage(str(output), message, "name another file, or delete it")


def _write_lacking(
    export: str,
    rows: Rows,
    output: Path | None,
    flags: dict[str, object],
    told: Spreadsheet,
) -> None:
    from ...engine.evaluation.engines import Engine
    from ...engine.evaluation.evaluate import Options, evaluate
    from ...engine.language.load import load_packs
    from ...engine.meaning.own_fields import by_need
    from ...engine.problems import harmless
    from ...engine.report.decidability import decidability
    from ...engine.snapshot.misplaced import told_until
    from ...engine.snapshot.read import read_snapshot
    from ...engine.snapshot.supply.lacking import questions_template, supplement_template
    from ..clock import now
    from ..exports import choice_of, exports
    from ..output import refuse_inputs, write
    from ..own_fields import check_own_fields
    from ..settings.keys import AS_OF, POLICIES, ROLE, STRICT
    from ..settings.settings import effective
    from ..warned import warn

    settings = effective(flags)
    packs = load_packs(settings[POLICIES])
    found = exports([export], choice_of(settings))
    snapshot = read_snapshot(
        found.files, stdin=sys.stdin.buffer, spreadsheet=told, role=settings[ROLE]
    )
    warn(check_own_fields(snapshot, packs))
    refuse_inputs(output)
    snapshot.read_at = now()
    instants = (settings[AS_OF], snapshot.exported_at, snapshot.as_of)
    as_of = next((each for each in instants if each is not None), None)
    options = Options(engine=Engine.PYTHON, is_strict=settings[STRICT])
    as_of = as_of if isinstance(as_of, int) else snapshot.read_at
    report = evaluate(snapshot, packs, as_of, options)
    made = questions_template if rows is Rows.QUESTIONS else supplement_template
    of_verdicts = (need for contract in report.contracts for need in contract.needs)
    needs = dict.fromkeys((*decidability(report, packs).needs, *of_verdicts))
    latest = told_until(as_of, snapshot.exported_for(as_of))
    table = made(snapshot, tuple(needs), _waiting(report), by_need(packs), latest)
    # A file keeps the ids as they are, odd characters and all, so that they are found again.
    write(harmless(table) if output is None else table, output)


def _waiting(report: Report) -> Waits:
    """Which cells the rules that are not decided wait for."""
    asked = {
        (gap.contract, gap.milestone, name)
        for gap in report.gaps
        for name in (gap.need, gap.need.split(".")[0])
    }

    def waits(contract: str, milestone: object, name: str) -> bool:
        wholes = (name, "milestones") if name.startswith("milestone.") else (name,)
        milestones = (None, milestone) if milestone is not None else (None,)
        return any(
            (owner, part, whole) in asked
            for owner in (None, contract)
            for part in milestones
            for whole in wholes
        )

    return waits
