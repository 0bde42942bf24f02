"""`closeout check`: which contracts may be ended now, which must wait, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..completion import pack_names, rule_ids
from ..settings.choices import Color, EngineName, FailOn, MinSeverity, OnInvalid, RequireAsOf

if TYPE_CHECKING:
    from ...engine.report.baseline import Baseline
    from ..checking import Checked
    from ..settings.settings import Settings


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Snapshots: files, folders, or - for stdin."),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(metavar="T", help="Evaluate at this instant; default: the file's, else now."),
    ] = None,
    require_as_of: Annotated[
        RequireAsOf | None,
        typer.Option(help="today: refuse an as-of instant more than a day from the clock."),
    ] = None,
    max_snapshot_age: Annotated[
        str | None,
        typer.Option(metavar="LENGTH", help='Warn about a snapshot older than this: "2 days".'),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR|PACK",
            help="Policy packs; default: all shipped packs.",
            autocompletion=pack_names,
        ),
    ] = None,
    close: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="I want to end this contract: exit 1 unless it may be."),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F[:FILE]",
            help="text, json, sarif, junit, github, gitlab, markdown, csv, ndjson, ics or auto; "
            "repeat it for more, each with its file; default: text.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, whole or not at all."),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="Exit 1 for findings of at least this severity; default: error."),
    ] = None,
    min_severity: Annotated[
        MinSeverity | None,
        typer.Option(help="Show findings of at least this severity; default: info."),
    ] = None,
    waivers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Findings that are waived until a date."),
    ] = None,
    max_waiver_days: Annotated[
        str | None,
        typer.Option(metavar="N", help="How far ahead a waiver may end, in days; default: 365."),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Known findings: only others fail the run."),
    ] = None,
    engine: Annotated[
        EngineName | None, typer.Option(help="Which engine matches rules; default: auto.")
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Show and count only these rules; verdicts use all.",
            autocompletion=rule_ids,
        ),
    ] = None,
    facts: Annotated[bool, typer.Option("--facts", help="Add the derived facts.")] = False,
    on_invalid: Annotated[
        OnInvalid | None,
        typer.Option(help="Contracts that cannot be read: fail (default), or skip and count them."),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Put pseudonyms for titles, names and ids.")
    ] = False,
    redact_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Key of the pseudonyms; default: another one each run."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Add evidence, sources and steps.")
    ] = False,
    color: Annotated[Color | None, typer.Option(help="Colour the text; default: auto.")] = None,
) -> None:
    """Check contracts before closing them: verdicts, actions, deadlines and why.

    What an option does not say is taken from the environment (CLOSEOUT_FAIL_ON), then from
    closeout.yaml; `closeout config` shows what holds.
    """
    from ..checking import Asked, checked
    from ..known import known_findings, noted
    from ..outcome import all_may_close, fails, only, visible
    from ..outputs import planned, write_all
    from ..progress import working
    from ..redaction import read_key, under_pseudonyms
    from ..render import RenderOptions
    from ..settings.settings import effective
    from ..warned import warn_of_sentences

    settings = effective(
        {
            "as-of": as_of,
            "require-as-of": require_as_of,
            "max-snapshot-age": max_snapshot_age,
            "policies": policies or None,
            "format": format or None,
            "fail-on": fail_on,
            "min-severity": min_severity,
            "waivers": waivers,
            "max-waiver-days": max_waiver_days,
            "baseline": baseline,
            "engine": engine,
            "on-invalid": on_invalid,
            "color": color,
        }
    )
    plans = planned(settings.formats, output)
    key = read_key(redact, redact_key)
    known = known_findings(settings)
    telling: list[str] = []
    with working("checking contracts") as progress:
        outputs = [plan.target for plan in plans]
        asked = Asked(files, close or (), rule or (), facts, outputs)
        found = checked(asked, settings, progress)
        shown = only(found.report, found.rules)
        failed = fails(shown, settings.fail_on, known) or (
            settings.fail_on is not FailOn.NEVER and not all_may_close(shown, found.closing)
        )
        reported, hidden = visible(shown, settings.min_severity)
        if known is not None:
            reported = noted(reported, found.report, known)
        if key is not None:
            reported, telling = under_pseudonyms(reported, found.snapshot, key)
    _tell(found, settings, known, is_redacted=key is not None)
    if telling:
        warn_of_sentences(telling)
    options = RenderOptions(verbose=verbose, hidden=hidden, facts=facts)
    write_all(plans, reported, options, settings.color)
    if failed:
        raise typer.Exit(1)


def _tell(found: Checked, settings: Settings, known: Baseline | None, *, is_redacted: bool) -> None:
    """What is odd about snapshot, waivers and baseline, on stderr."""
    from ..known import about_gone
    from ..warned import warn, warn_without_names

    gone = about_gone(found.report, known, str(settings.baseline)) if known is not None else []
    if is_redacted:
        warn_without_names([*found.snapshot.problems, *found.warnings, *gone])
        return
    warn(found.snapshot.problems)
    warn(found.warnings, "correct these first")
    warn(gone, "")
