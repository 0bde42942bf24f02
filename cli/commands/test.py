"""`closeout test`: runs the cases that stand beside the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..settings.choices import EngineName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...engine.cases.model import CaseFile
    from ...engine.cases.running.run import Run
    from ...engine.problems import CloseoutError
    from ..render.cases import Section

WRITE = "write"


def test(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Test files, folders, or shipped packs; default: the current folder.",
        ),
    ] = None,
    only: Annotated[
        str, typer.Option("-k", metavar="TEXT", help="Only cases whose file or name has this.")
    ] = "",
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the results as JUnit XML as well.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Tell which rules and branches no case exercises.")
    ] = False,
    coverage_min: Annotated[
        int | None, typer.Option(metavar="N", help="Exit 1 if less than N percent are covered.")
    ] = None,
    boundaries: Annotated[
        bool,
        typer.Option(
            "--boundaries",
            help="List thresholds that no case tests; `--boundaries write` writes cases for them.",
        ),
    ] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change the rules one by one: which do cases notice?")
    ] = False,
    engine: Annotated[
        EngineName, typer.Option(help="Which engine matches rules.")
    ] = EngineName.AUTO,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=256, help="Processes that share mutants; default: one a core."
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Run again whenever a rule or a case changes.")
    ] = False,
) -> None:
    """Run the cases that stand beside the rules."""
    from ...engine.problems import CloseoutError, harmless
    from ..output import check_writable, write

    if watch:
        _watch(context, paths or ["."], junit)
        return
    check_writable(junit)
    _check_percent(coverage_min)
    given, writes = _paths(paths or [], boundaries)
    try:
        run = _run(given, only, engine.value, junit)
    except CloseoutError as failure:
        _tell_unusable(failure, junit)
        raise
    lines = list(_report(run))
    failed = bool(run.failed)
    if junit is not None:
        from ..render.cases.junit import junit as as_junit

        write(as_junit(run.results), junit)
    for section in _sections(
        run, coverage, coverage_min, boundaries=boundaries, writes=writes, mutate=mutate, jobs=jobs
    ):
        lines += section.lines
        failed = failed or section.has_failed
    write(harmless("\n".join(lines) + "\n"), None)
    if failed:
        raise typer.Exit(1)


test.__test__ = False  # type: ignore[attr-defined]


def _run(paths: Sequence[str], only: str, engine: str, junit: Path | None) -> Run:
    from ...engine.cases.running.run import run_cases, selected
    from ...engine.evaluation.engines import Engine
    from ..output import refuse_inputs
    from ..progress import working

    with working("running cases"):
        files = selected(_read(paths), only)
        _refuse_nothing(files, paths, only)
        refuse_inputs(junit)
        _tell_where_schema_and_loader_differ(files)
        return run_cases(files, Engine(engine))


def _tell_unusable(failure: CloseoutError, junit: Path | None) -> None:
    """That nothing was run, for whoever reads the results alone; never in the place of what was read."""
    from ...engine.opening import is_read
    from ...engine.problems import SurroundingsError
    from ..output import write
    from ..render.cases.junit import unusable

    if junit is not None and not isinstance(failure, SurroundingsError) and not is_read(junit):
        write(unusable(failure), junit)


def _watch(context: typer.Context, paths: list[str], junit: Path | None) -> None:
    """The same command without --watch, again and again."""
    from ..watching import packs_above, watched

    watched(
        paths,
        [*paths, *packs_above(paths)],
        [junit],
        lambda: test(**{**context.params, "context": context, "watch": False}),
    )


def _paths(paths: list[str], boundaries: bool) -> tuple[list[str], bool]:
    """The paths, and whether `--boundaries write` was asked for."""
    writes = boundaries and WRITE in paths
    if writes:
        paths = [path for path in paths if path != WRITE]
    return paths or ["."], writes


def _read(paths: Sequence[str]) -> list[CaseFile]:
    """The test files. Where a pack is refused that an editor would call right, that is told too."""
    from ...engine.cases.reading.discover import test_files
    from ...engine.cases.reading.reader import read_cases
    from ...engine.language.agreement import refused_by_loader
    from ...engine.problems import PolicyError
    from ..warned import warn

    try:
        return read_cases(paths)
    except PolicyError as error:
        packs = dict.fromkeys(file.pack for file in test_files(paths) if file.pack)
        for pack in packs:
            warn(refused_by_loader(pack, error.problems))
        raise


def _tell_where_schema_and_loader_differ(files: Sequence[CaseFile]) -> None:
    """Of packs in folders: of those that came with the program it is tested before they are given away."""
    packs = {file.pack_folder: file.pack for file in files if file.pack_folder}
    if not packs:
        return
    from ...engine.language.agreement import refused_by_schema
    from ..warned import warn

    for reference, pack in packs.items():
        warn(refused_by_schema(reference, pack))


def _check_percent(least: int | None) -> None:
    from ...engine.problems import Place, UsageError

    if least is not None and not 0 <= least <= 100:
        place = Place("--coverage-min")
        raise UsageError.at(place, f"{least} is no percentage", "write a number from 0 to 100")


def _refuse_nothing(files: Sequence[CaseFile], paths: Sequence[str], only: str) -> None:
    from ...engine.problems import InputError, Place, Problem

    if any(file.cases for file in files):
        return
    if only:
        hint = "leave -k out to run all of them"
        raise InputError([Problem(Place("-k"), f'no case has "{only}" in its file or name', hint)])
    hint = "write one: `cases: [{name: ..., contract: {...}, findings: [...]}]`"
    raise InputError([Problem(Place(", ".join(paths)), "there are no cases", hint)])


def _report(run: Run) -> Iterator[str]:
    from ...engine.evaluation.engines import Engine
    from ...engine.problems import shown
    from ...engine.written import counted

    for result in run.failed:
        yield f"FAILED {shown(str(result.case.place))}: {shown(result.case.name)}"
        for text in result.failures:
            yield from (f"  {shown(line)}" for line in text.split("\n"))
        yield ""
    files = {result.file.file for result in run.results}
    total, failed = len(run.results), len(run.failed)
    outcome = f"{failed} failed, {total - failed} passed" if failed else "all passed"
    engines = "reference and durable engine" if run.engine is Engine.DURABLE else "reference engine"
    yield f"{counted(total, 'case')} in {counted(len(files), 'file')}: {outcome} ({engines})."


def _sections(
    run: Run,
    coverage: bool,
    coverage_min: int | None,
    *,
    boundaries: bool,
    writes: bool,
    mutate: bool,
    jobs: int | None,
) -> Iterator[Section]:
    if coverage or coverage_min is not None:
        from ..render.cases.coverage import coverage_section

        yield coverage_section(run, coverage, coverage_min)
    if boundaries:
        from ..render.cases.boundaries import boundaries_section

        yield boundaries_section(run, writes=writes)
    if mutate:
        from ...engine.processes import cores
        from ..render.cases.mutants import mutants_section

        yield mutants_section(run, jobs or cores())
