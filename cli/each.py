"""`check --each`: every file a report of its own, under the settings nearest to it; one exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct, field
from msgspec.structs import replace

from ..engine.problems import CloseoutError, Place, UsageError, harmless, shown
from ..engine.report.counts import Counts
from ..engine.snapshot.databases.address import shown_name, told_name
from .each_file import WORST_FIRST, all_left_out, is_left_out, settings_of
from .ending import CORRECT_FIRST, problems_text, tell
from .exports import choice_of, exports
from .judged import Judged, judged
from .judged import tell as tell_odd
from .known_findings import about_gone
from .outputs import (
    Output,
    add_to_summary,
    has_summary,
    rendered,
    summarize,
    tell_instant,
    write_texts,
)
from .progress import working
from .render import RenderOptions
from .render.joined import all_files, joined, joins, summary
from .render.unchecked import Part
from .settings.keys import BASELINE, COLOR, WAIVERS
from .settings.settings import Settings
from .unchecked import Naming
from .warned import warn, warn_without_names

if TYPE_CHECKING:
    from ..engine.problems import Problem
    from ..engine.report.baseline import Baseline
    from .checking import Asked


class Run(Struct):
    """What is the same for every file, and what has become of those that were checked."""

    asked: Asked
    settings: Settings
    """Of the working directory: they say which formats are written, and where."""
    flags: Mapping[str, Any]
    key: bytes | None
    naming: Naming
    plans: Sequence[Output]
    options: Callable[[Judged], RenderOptions]
    parts: list[Part] = field(default_factory=list)
    texts: dict[Output, list[tuple[Part, str]]] = field(default_factory=dict)
    known_rules: set[str] = field(default_factory=set)
    known_contracts: set[str] = field(default_factory=set)
    about_waivers: dict[str, list[tuple[Problem, ...]]] = field(default_factory=dict)
    """Of each file of waivers what was odd about it in the reports that it holds for."""
    baselines: dict[str, tuple[Baseline, set[str]]] = field(default_factory=dict)
    """By the name of its file, with the fingerprints of it that were met in any report."""


def check_each(run: Run) -> int:
    """Check every file, write the outputs; the exit code.

    Raises `CloseoutError` where no file is found, for a rule or contract that is in none of them, and
    for an output that cannot be written.
    """
    for plan in run.plans:
        if not joins(plan.format):
            message = f"the format {plan.format} holds one report, and --each makes several"
            hint = "leave --each out, or check the files one after the other"
            raise UsageError.at(Place("--each"), message, hint)
    choice = choice_of(run.settings, run.asked.supplements)
    found = exports(run.asked.files, choice, with_names=run.key is None)
    for file in found.files:
        _check(run, file, is_named=file in found.named)
    if not run.parts:
        raise all_left_out()
    if all(part.report is not None for part in run.parts):
        _tell_left_over(run)
    _refuse_unknown("--rule", "rule", run.asked.rules, run.known_rules, run)
    _refuse_unknown("--close", "contract", run.asked.closing, run.known_contracts, run)
    code = min((part.exit_code for part in run.parts), key=WORST_FIRST.index)
    write_texts(
        (joined(plan.format, run.texts.get(plan, []), run.parts, code), plan.target)
        for plan in run.plans
    )
    if has_summary(run.plans):
        add_to_summary(f"\n{all_files(run.parts, code)}", os.environ)
    if not any(plan.format == "text" and plan.target is None for plan in run.plans):
        typer.echo(harmless(summary(run.parts, code)), err=True, nl=False)
    return code


def _check(run: Run, file: str, *, is_named: bool) -> None:
    """A file that cannot be checked is told, and the others are checked all the same."""
    try:
        settings = settings_of(file, run.settings, run.flags)
        if is_left_out(file, settings, is_named=is_named):
            return
        with working(f"checking {shown(shown_name(file))}") as progress:
            one = judged(replace(run.asked, files=[file]), settings, run.key, progress)
        tell_odd(one)
        _remember(run, one, settings)
        part = Part(run.naming.file(told_name(file)), int(one.failed), one.report)
        options = run.options(one)
        for plan in run.plans:
            text = rendered(plan, one.report, options, settings[COLOR])
            assert isinstance(text, str), plan.format
            run.texts.setdefault(plan, []).append((part, text))
        summarize(run.plans, one.report, options)
        tell_instant(run.plans, one.report, Counts.of(one.report), options.zone, part.file)
        run.known_rules |= {rule.id for pack in one.found.packs for rule in pack.rules}
        run.known_contracts |= one.found.closing
    except CloseoutError as failure:
        tell(problems_text(failure))
        problems = run.naming.problems(failure.problems)
        part = Part(run.naming.file(told_name(file)), failure.exit_code, None, problems)
    run.parts.append(part)


def _remember(run: Run, one: Judged, settings: Settings) -> None:
    """What a file has used of waivers and of a baseline that hold for others, too."""
    waivers = settings[WAIVERS]
    if waivers is not None:
        file = os.path.abspath(waivers)  # noqa: PTH100  a link counts where it stands
        run.about_waivers.setdefault(file, []).append(one.found.about_waivers)
    if one.baseline is not None:
        name = str(settings[BASELINE])
        run.baselines.setdefault(name, (one.baseline, set()))[1].update(one.met)


def _tell_left_over(run: Run) -> None:
    """Waivers that no file used, and known findings that none has any more, on stderr."""
    from ..engine.report.waivers.apply import about_all

    odd = [problem for told in run.about_waivers.values() for problem in about_all(told)]
    gone = [
        problem
        for name, (baseline, met) in run.baselines.items()
        for problem in about_gone(baseline.gone(met), name)
    ]
    if run.key is not None:
        warn_without_names([*odd, *gone])
        return
    warn(odd, CORRECT_FIRST)
    warn(gone, "")


def _refuse_unknown(
    option: str, what: str, wanted: Sequence[str], known: set[str], run: Run
) -> None:
    """A name that no file knows is a slip, unless a file could not be read."""
    if any(part.report is None for part in run.parts):
        return
    for name in wanted:
        if name not in known:
            raise UsageError.at(Place(option), f'no file has a {what} "{name}"', "name another")
