"""`closeout check`: which contracts may be ended now, which must wait, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..completion import rule_ids
from ..settings.choices import CheckEngine, SparkFormat
from ..settings.keys import (
    BASELINE,
    FORMAT,
    POLICIES,
    WAIVERS,
    AsOfOption,
    BaselineOption,
    CacheOption,
    CheckEngineOption,
    ColorOption,
    ExcludeOption,
    FailOnOption,
    IncludeOption,
    MaxSnapshotAgeOption,
    MaxWaiverDaysOption,
    MinSeverityOption,
    OnInvalidOption,
    PoliciesOption,
    RequireAsOfOption,
    RoleOption,
    StrictOption,
    TimeZoneOption,
    UndecidedOption,
    WaiversOption,
)
from ..shared_options import FilesArgument, OutputOption, SupplementOption
from ..table_options import DatesOption, EncodingOption, SheetOption

if TYPE_CHECKING:
    from ..judged import Judged


def check(
    context: typer.Context,
    files: FilesArgument,
    each: Annotated[
        bool,
        typer.Option("--each", help="A report for each file, by the settings nearest to it."),
    ] = False,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    as_of: AsOfOption = None,
    require_as_of: RequireAsOfOption = None,
    max_snapshot_age: MaxSnapshotAgeOption = None,
    role: RoleOption = None,
    policies: PoliciesOption = None,
    close: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="I want to end this contract: exit 1 unless it may be."),
    ] = None,
    supplement: SupplementOption = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F[:FILE]",
            help="text, concise, html, json, sarif, junit, github, gitlab, markdown, csv, "
            "contracts-csv, undetermined-csv, xlsx, parquet, contracts-parquet, undetermined-parquet, ndjson, "
            "ics or auto; "
            "repeat it for more, each with its file; default: text.",
        ),
    ] = None,
    output: OutputOption = None,
    fail_on: FailOnOption = None,
    undecided: UndecidedOption = None,
    strict: StrictOption = None,
    min_severity: MinSeverityOption = None,
    waivers: WaiversOption = None,
    max_waiver_days: MaxWaiverDaysOption = None,
    baseline: BaselineOption = None,
    engine: CheckEngineOption = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=256,
            help="Processes that share a large export; default: one a core.",
        ),
    ] = None,
    memory_limit: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Take no more memory than 2GiB, say, or end; each process, one by default.",
        ),
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
    on_invalid: OnInvalidOption = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Put pseudonyms for titles, names and ids.")
    ] = False,
    redact_key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Key of the pseudonyms; default: another one each run."),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="One line a finding: the format concise on stdout."),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Run again whenever an export or a policy changes."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Add evidence, sources and steps.")
    ] = False,
    color: ColorOption = None,
    time_zone: TimeZoneOption = None,
    master: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Of Spark: local[2], spark://host:7077; else as configured."
        ),
    ] = None,
    read: Annotated[
        SparkFormat | None,
        typer.Option(help="What Spark reads; by default what the names end in."),
    ] = None,
    dates: DatesOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    cache: CacheOption = None,
) -> None:
    """Check contracts before closing them: verdicts, actions, deadlines and why.

    What an option does not say is taken from the environment (CLOSEOUT_FAIL_ON), then from
    closeout.yaml; `closeout config` shows what holds.

    With --engine spark the files are folders, and the last one, which is not there yet, is for what is found.
    """
    from ..cache import caching
    from ..on_spark import check_on_spark, refuse_without_spark_engine

    if engine is CheckEngine.SPARK:
        if code := check_on_spark(context):
            raise typer.Exit(code)
        return
    refuse_without_spark_engine(context)
    from .. import clock
    from ..checking import Asked
    from ..memory import within
    from ..outputs import planned, quietly
    from ..redaction import read_key
    from ..render import RenderOptions
    from ..settings.settings import effective
    from ..table_options import spreadsheet
    from ..together import check_together
    from ..unchecked import Naming

    if watch:
        _watch(context, files, supplement or [], format, output)
        return
    settings = effective(context.params)
    if quiet:
        asked_for = quietly(format, settings.chosen[FORMAT.name].texts)
        settings = effective({**context.params, "format": asked_for})
    plans = planned(settings.chosen[FORMAT.name], output)
    key = read_key(redact, redact_key)

    def options(one: Judged) -> RenderOptions:
        return RenderOptions(
            verbose=verbose,
            hidden=one.hidden.by_severity,
            hidden_failing=one.hidden.failing,
            told=one.told,
            closing=one.closing,
            zone=one.zone,
            facts=facts,
        )

    outputs = [plan.target for plan in plans]
    asked = Asked(
        files,
        clock.now(),
        close or (),
        rule or (),
        facts,
        outputs,
        supplement or (),
        spreadsheet(dates, sheet, encoding),
        is_one_of_many=each,
        jobs=jobs or (1 if memory_limit else None),
    )
    with within(memory_limit), caching(settings):
        if each:
            from ..each import Run, check_each

            run = Run(asked, settings, context.params, key, Naming(key), plans, options)
            code = check_each(run)
        else:
            code = int(check_together(asked, settings, plans, key, options))
    if code:
        raise typer.Exit(code)


def _watch(
    context: typer.Context,
    files: list[str],
    supplements: list[str],
    formats: list[str] | None,
    output: Path | None,
) -> None:
    """The same command without --watch, again and again."""
    from ...engine.language.load import shipped_pack_ids
    from ..settings.settings import effective
    from ..watching import watched

    settings = effective(context.params)
    packs = settings[POLICIES]
    others = [settings.file, *(settings[key] for key in (WAIVERS, BASELINE))]
    targets = [Path(file) for each in formats or () if (file := each.partition(":")[2])]
    watched(
        [*files, *supplements, *(None if each is None else str(each) for each in others)],
        shipped_pack_ids() if packs is None else packs,
        [*targets, output],
        lambda: check(**{**context.params, "context": context, "watch": False}),
    )
