"""`closeout lint`: what is wrong with policy packs although they load."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ..completion import pack_names
from ..settings.keys import RoleOption
from ..shared_options import OutputOption

if TYPE_CHECKING:
    from ...engine.policy.pack import Severity
    from ...engine.problems import Problem
    from ...engine.snapshot.model import Snapshot

EXIT_UNUSABLE = 2


class LintFormat(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


class LintFailOn(StrEnum):
    """From which severity on the run fails."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Packs, or folders with packs in them; default: the current folder.",
            autocompletion=pack_names,
        ),
    ] = None,
    format: Annotated[
        LintFormat, typer.Option("--format", "-f", help="How the result is written.")
    ] = LintFormat.TEXT,
    output: OutputOption = None,
    fail_on: Annotated[
        LintFailOn, typer.Option(help="Exit 1 for findings of at least this severity.")
    ] = LintFailOn.WARNING,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="T", help="Judge at this instant; by default now."),
    ] = None,
    export: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="FILE", help="An export: tells how often each rule holds in it."
        ),
    ] = None,
    role: RoleOption = None,
) -> None:
    """Tell what is wrong with policy packs although they load. Needs no export.

    Exit code 1 for findings that are not silenced in the file, 2 for a pack that does not load.
    """
    from msgspec.structs import replace

    from ...engine.language.load import load_packs
    from ...engine.lint.find import packs_at
    from ...engine.lint.firing import with_firings
    from ...engine.lint.run import lint as linted
    from ..output import check_writable, write
    from ..own_fields import check_own_fields
    from ..progress import working
    from ..render.lint import renderer
    from ..warned import warn

    check_writable(output)
    instant = _instant(as_of)
    snapshot = _snapshot(export or [], role)
    about_own: tuple[Problem, ...] = ()
    with working("reading packs"):
        report = linted(packs_at(paths or ["."]), instant)
        if snapshot is not None and not report.is_unusable:
            packs = load_packs(report.packs)
            about_own = check_own_fields(snapshot, packs)
            report = with_firings(report, snapshot, packs, _judged_at(as_of, snapshot, instant))
    if snapshot is not None:
        warn((*snapshot.problems, *about_own))
    report = replace(report, fail_on=_severity(fail_on))
    write(renderer(str(format))(report), output)
    if report.is_unusable:
        raise typer.Exit(EXIT_UNUSABLE)
    if any(map(report.fails_for, report.findings)):
        raise typer.Exit(1)


def _instant(as_of: str | None) -> int:
    from ...engine.language.literals import instant_hint
    from ...engine.problems import Place, UsageError
    from ...engine.snapshot.bad_value import BadValueError
    from ...engine.snapshot.sheets.days import instant_as_said
    from .. import clock

    if as_of is None:
        return clock.now()
    try:
        return instant_as_said(as_of)
    except BadValueError:
        hint = instant_hint(as_of, "write it like `2026-03-10` or `2026-03-10T12:00:00Z`")
        raise UsageError.at(Place("--as-of"), f"`{as_of}` is not an instant", hint) from None


def _snapshot(files: list[str], role: str | None) -> Snapshot | None:
    from ...engine.problems import Place, UsageError
    from ...engine.snapshot.read import read_snapshot
    from ..settings.values import given_role

    if files:
        return read_snapshot(files, stdin=sys.stdin.buffer, role=given_role(role))
    if role is not None:
        raise UsageError.at(Place("--role"), "it is said of an export", "name one: --with FILE")
    return None


def _judged_at(as_of: str | None, snapshot: Snapshot, instant: int) -> int:
    """When the export is judged: at the instant that is given, else its own, else now."""
    return instant if as_of is not None or snapshot.as_of is None else snapshot.as_of


def _severity(fail_on: LintFailOn) -> Severity | None:
    from ...engine.policy.pack import Severity

    return None if fail_on is LintFailOn.NEVER else Severity(fail_on.value)
