"""`closeout validate`: everything that is wrong with snapshots."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ..settings.keys import PoliciesOption, RoleOption
from ..shared_options import SNAPSHOTS, OutputOption
from ..table_options import DatesOption, EncodingOption, SheetOption
from ..validated import MOST

EXIT_INVALID = 3


class ReportFormat(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"


TELL_TOTALS = (ReportFormat.TEXT, ReportFormat.JSON, ReportFormat.GITHUB)
"""Formats that say themselves how much was looked at; of the others it is said on stderr."""


def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help=SNAPSHOTS),
    ],
    format: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="How the result is written.")
    ] = ReportFormat.TEXT,
    output: OutputOption = None,
    each: Annotated[
        bool,
        typer.Option("--each", help="Each file by itself, by the settings nearest to it."),
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help=f"Tell every problem, not the first {MOST} of a level.")
    ] = False,
    policies: PoliciesOption = None,
    role: RoleOption = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
) -> None:
    """Tell the errors, contradictions and warnings of snapshots, and how tables were understood.

    Fields of your own are held against what the policies declare of them.

    Exit code 3 if there is an error or a contradiction, else 0.
    """
    from ..cache import caching
    from ..exports import tell_passed_over
    from ..output import check_writable, write
    from ..render.validation import renderer
    from ..render.validation.text import summary
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..validated import Validated, held_alone, held_together

    told = spreadsheet(dates, sheet, encoding)
    flags = {"policies": policies, "role": role}
    settings = effective(flags)
    check_writable(output)
    held = (
        held_alone(files, told, settings, flags)
        if each
        else iter([held_together(files, told, settings)])
    )
    found = Validated(held, every)
    with caching(settings):
        pieces = renderer(str(format))(found)
        # What is an input of the run is known once all is read: then it is not written over.
        write(pieces if output is None else list(pieces), output)
    tell_passed_over(found.passed_over)
    if output is not None or format not in TELL_TOTALS:
        typer.echo(summary(found), err=True)
    if not found.is_valid:
        raise typer.Exit(EXIT_INVALID)
