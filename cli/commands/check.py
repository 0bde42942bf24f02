"""`closeout check`: which contracts may be ended now, which must wait, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..completion import rule_ids
from ..settings.choices import FailOn
from ..settings.keys import (
    BASELINE,
    COLOR,
    FAIL_ON,
    FORMAT,
    MIN_SEVERITY,
    AsOfOption,
    BaselineOption,
    ColorOption,
    EngineOption,
    ExcludeOption,
    FailOnOption,
    IncludeOption,
    MaxSnapshotAgeOption,
    MaxWaiverDaysOption,
    MinSeverityOption,
    OnInvalidOption,
    PoliciesOption,
    RequireAsOfOption,
    WaiversOption,
)

if TYPE_CHECKING:
    from ...engine.report.baseline import Baseline
    from ..checking import Checked
    from ..settings.settings import Settings


def check(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Snapshots: files, folders, patterns, or - for stdin."
        ),
    ],
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    as_of: AsOfOption = None,
    require_as_of: RequireAsOfOption = None,
    max_snapshot_age: MaxSnapshotAgeOption = None,
    policies: PoliciesOption = None,
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
    fail_on: FailOnOption = None,
    min_severity: MinSeverityOption = None,
    waivers: WaiversOption = None,
    max_waiver_days: MaxWaiverDaysOption = None,
    baseline: BaselineOption = None,
    engine: EngineOption = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Show and count only these rules; verdicts use all.",
            autocompletion=rule_ids,
        ),
    ] = None,
    facts: Annotated[bool, typer.Option("--facts", help="Add the derived facts.")] = False,
    on_invalid: OnInvalidOption = None,
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
    color: ColorOption = None,
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

    settings = effective(context.params)
    plans = planned(settings.chosen[FORMAT.name], output)
    key = read_key(redact, redact_key)
    known = known_findings(settings)
    telling: list[str] = []
    with working("checking contracts") as progress:
        outputs = [plan.target for plan in plans]
        asked = Asked(files, close or (), rule or (), facts, key is None, outputs)
        found = checked(asked, settings, progress)
        shown = only(found.report, found.rules)
        failed = fails(shown, settings[FAIL_ON], known) or (
            settings[FAIL_ON] is not FailOn.NEVER and not all_may_close(shown, found.closing)
        )
        reported, hidden = visible(shown, settings[MIN_SEVERITY])
        if known is not None:
            reported = noted(reported, found.report, known)
        if key is not None:
            reported, telling = under_pseudonyms(reported, found.snapshot, key)
    _tell(found, settings, known, is_redacted=key is not None)
    if telling:
        warn_of_sentences(telling)
    options = RenderOptions(verbose=verbose, hidden=hidden, facts=facts)
    write_all(plans, reported, options, settings[COLOR])
    if failed:
        raise typer.Exit(1)


def _tell(found: Checked, settings: Settings, known: Baseline | None, *, is_redacted: bool) -> None:
    """What is odd about snapshot, waivers and baseline, on stderr."""
    from ..known import about_gone
    from ..warned import warn, warn_without_names

    gone = about_gone(found.report, known, str(settings[BASELINE])) if known is not None else []
    if is_redacted:
        warn_without_names([*found.snapshot.problems, *found.warnings, *gone])
        return
    warn(found.snapshot.problems)
    warn(found.warnings, "correct these first")
    warn(gone, "")
