"""`closeout check`: which contracts may be ended now, which must wait, and why."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..engine.findings import Report
    from ..engine.language.policy import Pack, Severity
    from ..engine.snapshot.model import Snapshot


class FailOn(StrEnum):
    """From which findings on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    UNDETERMINED = "undetermined"
    NEVER = "never"


class MinSeverity(StrEnum):
    """Which findings are shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class EngineName(StrEnum):
    """Which engine matches rules."""

    AUTO = "auto"
    PYTHON = "python"
    DURABLE = "durable"


class OnInvalid(StrEnum):
    """What to do about contracts that cannot be read."""

    FAIL = "fail"
    SKIP = "skip"


class Color(StrEnum):
    """When to colour the text."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="Snapshots: files, folders, or - for stdin."),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(metavar="T", help="Evaluate at this instant; default: the file's, else now."),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR|PACK", help="Policy packs; default: all shipped packs."),
    ] = None,
    close: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="I want to end this contract: exit 1 unless it may be."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="F", help="text or json.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, whole or not at all."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="Exit 1 for findings of at least this severity.")
    ] = FailOn.ERROR,
    min_severity: Annotated[
        MinSeverity, typer.Option(help="Show findings of at least this severity.")
    ] = MinSeverity.INFO,
    engine: Annotated[
        EngineName, typer.Option(help="Which engine matches rules.")
    ] = EngineName.AUTO,
    rule: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Show and count only these rules; verdicts use all."),
    ] = None,
    facts: Annotated[bool, typer.Option("--facts", help="Add the derived facts.")] = False,
    on_invalid: Annotated[
        OnInvalid, typer.Option(help="Contracts that cannot be read: fail, or skip and count them.")
    ] = OnInvalid.FAIL,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Add evidence, sources and steps.")
    ] = False,
    color: Annotated[Color, typer.Option(help="Colour the text.")] = Color.AUTO,
) -> None:
    """Check contracts before closing them: verdicts, actions, deadlines and why."""
    from ..engine.evaluation import Options, evaluate
    from ..engine.language.load import load_packs
    from ..engine.selection import Engine
    from ..engine.snapshot.read import read_snapshot
    from .formats import RenderOptions, renderer
    from .output import check_writable, write
    from .progress import working

    check_writable(output)
    render = renderer(format)
    given = _instant(as_of)
    with working("checking contracts") as progress:
        packs = load_packs(policies or None)
        snapshot = read_snapshot(files, stdin=sys.stdin.buffer, on_invalid=on_invalid.value)
        rules = _known_rules(rule or [], packs)
        closing = _known_contracts(close or [], snapshot)
        report = evaluate(
            snapshot,
            packs,
            _as_of(given, snapshot),
            Options(
                engine=Engine(engine.value),
                closing=closing,
                with_facts=facts,
                progress=progress,
            ),
        )
        failed = _fails(_only(report, rules), fail_on) or (
            fail_on is not FailOn.NEVER and not _all_may_close(report, closing)
        )
        reported, hidden = _visible(_only(report, rules), min_severity)
        text = render(
            reported,
            RenderOptions(
                verbose=verbose, color=_wants_color(color, output), hidden=hidden, facts=facts
            ),
        )
    _warn(snapshot)
    write(text, output)
    if failed:
        raise typer.Exit(1)


def _instant(text: str | None) -> int | None:
    from ..engine.problems import Place, UsageError
    from ..engine.snapshot.bad_value import BadValueError
    from ..engine.snapshot.instants import parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text)
    except BadValueError as refused:
        raise UsageError.at(Place("--as-of"), refused.message, refused.hint) from refused


def _as_of(given: int | None, snapshot: Snapshot) -> int:
    from .clock import now

    if given is not None:
        return given
    return now() if snapshot.as_of is None else snapshot.as_of


WARNINGS_SHOWN = 10


def _warn(snapshot: Snapshot) -> None:
    """What is odd about the snapshot, on stderr; the first of many."""
    for problem in snapshot.problems[:WARNINGS_SHOWN]:
        typer.echo(problem.rendered(), err=True)
    if len(snapshot.problems) > WARNINGS_SHOWN:
        typer.echo("more of this kind is not listed here; `closeout validate` lists it", err=True)


def _known_rules(wanted: Iterable[str], packs: Sequence[Pack]) -> frozenset[str]:
    from ..engine.problems import Place, UsageError, did_you_mean

    known = {rule.id for pack in packs for rule in pack.rules}
    for name in wanted:
        if name not in known:
            raise UsageError.at(
                Place("--rule"), f'no rule is called "{name}"', did_you_mean(name, known)
            )
    return frozenset(wanted)


def _known_contracts(wanted: Iterable[str], snapshot: Snapshot) -> frozenset[str]:
    from ..engine.problems import Place, UsageError, did_you_mean

    known = {contract.id for contract in snapshot.contracts}
    for name in wanted:
        if name not in known:
            raise UsageError.at(
                Place("--close"), f'no contract has the id "{name}"', did_you_mean(name, known)
            )
    return frozenset(wanted)


def _only(report: Report, rules: frozenset[str]) -> Report:
    """The report with only the findings of the named rules; all if none is named."""
    from dataclasses import replace

    if not rules:
        return report
    return replace(
        report,
        findings=tuple(item for item in report.findings if item.rule in rules),
        undetermined=tuple(item for item in report.undetermined if item.rule in rules),
    )


def _visible(report: Report, least: MinSeverity) -> tuple[Report, dict[str, int]]:
    """The report without the findings below a severity, and how many of each were left out."""
    from dataclasses import replace

    from ..engine.language.policy import SEVERITIES, Severity

    shown = SEVERITIES[: SEVERITIES.index(Severity(least.value)) + 1]
    hidden: dict[str, int] = {}
    for finding in report.findings:
        if finding.severity not in shown:
            hidden[finding.severity] = hidden.get(finding.severity, 0) + 1
    kept = tuple(item for item in report.findings if item.severity in shown)
    return replace(report, findings=kept), hidden


def _fails(report: Report, fail_on: FailOn) -> bool:
    from ..engine.language.policy import SEVERITIES, Severity

    if fail_on is FailOn.NEVER:
        return False
    if fail_on is FailOn.UNDETERMINED:
        return bool(report.findings or report.undetermined)
    failing: tuple[Severity, ...] = SEVERITIES[: SEVERITIES.index(Severity(fail_on.value)) + 1]
    return any(finding.severity in failing for finding in report.findings)


def _all_may_close(report: Report, closing: frozenset[str]) -> bool:
    """Whether every contract that was named to be ended has the verdict `close`."""
    from ..engine.findings import Verdict

    return all(
        contract.verdict is Verdict.CLOSE for contract in report.contracts if contract.id in closing
    )


def _wants_color(color: Color, output: Path | None) -> bool:
    import os

    if color is not Color.AUTO:
        return color is Color.ALWAYS
    return output is None and "NO_COLOR" not in os.environ and sys.stdout.isatty()
