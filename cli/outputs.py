"""Where each format goes: `-f` repeats, `-f sarif:out.sarif` names a file, one may go to stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct
from msgspec.structs import replace

from ..engine.opening import is_read
from ..engine.planning.local import localized_plan
from ..engine.planning.model import Planned
from ..engine.problems import Level, Place, Problem, UsageError, relocated, shown
from ..engine.report.counts import Counts
from ..engine.report.findings import Report
from ..engine.report.local import localized
from ..engine.zones import UTC, Zone
from .output import Text, check_writable, write
from .progress import working
from .render import BINARY, LOCAL, Render, RenderOptions, renderer, resolve
from .render.undated import instant_line, is_undated
from .settings.choices import Color

if TYPE_CHECKING:
    from .settings.settings import Chosen

FORCE_COLOR = "FORCE_COLOR"
"""Colours the text where the output is no terminal, unless `NO_COLOR` stands beside it."""
SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file whose Markdown GitHub shows on the page of a run."""


class Output(Struct, frozen=True):
    """One format and its target."""

    format: str
    render: Render
    target: Path | None
    """None: stdout."""


def planned(
    formats: Chosen, output: Path | None, find: Callable[[str], Render] = renderer
) -> tuple[Output, ...]:
    """The outputs that are asked for, in order. `output` is for the one format without a file, `find`
    knows the formats.

    Raises `UsageError` for an unknown format, two formats to one file or to stdout, and a target
    that cannot be written.
    """
    plans = tuple(_planned(spec, formats.place, find) for spec in formats.texts)
    bare = [plan for plan in plans if plan.target is None]
    if output is not None and not bare:
        hint = "leave --output out, or add the format that it is for"
        raise UsageError.at(Place("--output"), "every format has a file of its own", hint)
    if len(bare) > 1:
        listed = " and ".join(plan.format for plan in bare)
        target = "standard output" if output is None else str(output)
        hint = f"give all but one a file: -f {bare[1].format}:FILE"
        raise UsageError.at(formats.place, f"{listed} would both go to {target}", hint)
    plans = tuple(replace(plan, target=output) if plan.target is None else plan for plan in plans)
    for plan in plans:
        if plan.target is None and plan.format in BINARY and sys.stdout.isatty():
            message = f"the format {plan.format} is nothing for a terminal"
            hint = f"give it a file: -f {plan.format}:FILE"
            raise UsageError.at(formats.place, message, hint)
    _check_targets(plans)
    return plans


def _planned(spec: str, place: Place, find: Callable[[str], Render]) -> Output:
    name, colon, file = spec.partition(":")
    if colon and not file:
        hint = f"write {name}:FILE, or {name} alone for standard output"
        raise UsageError.at(place, f'"{spec}" names no file', hint)
    name = resolve(name, os.environ) if find is renderer else name
    target = Path(file) if colon and file != "-" else None
    try:
        return Output(name, find(name), target)
    except UsageError as unknown:
        raise UsageError(relocated(each, place) for each in unknown.problems) from None


def _check_targets(plans: Sequence[Output]) -> None:
    taken: dict[str, str] = {}
    for plan in plans:
        if plan.target is None:
            continue
        check_writable(plan.target)
        identity = _identity(plan.target)
        if identity in taken:
            message = f"{taken[identity]} and {plan.format} would both be written to it"
            raise UsageError.at(Place(str(plan.target)), message, "give each a file of its own")
        taken[identity] = plan.format


def _identity(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def quietly(formats: Sequence[str] | None, otherwise: Sequence[str]) -> list[str]:
    """The formats with `concise` for stdout. Raises `UsageError` where another one would go there.

    `otherwise`: the formats of the settings, whose files are written where the command line names none.
    """
    if not formats:
        return [*(spec for spec in otherwise if ":" in spec), "concise"]
    for spec in formats:
        if ":" not in spec:
            hint = f"leave -q out, or give {spec} a file: -f {spec}:FILE"
            raise UsageError.at(Place("--quiet"), f"{spec} would go to stdout as well", hint)
    return [*formats, "concise"]


def asked_formats(formats: Sequence[str] | None) -> Chosen:
    """The formats that an option named; without any, text."""
    from .settings.keys import FORMAT
    from .settings.settings import Chosen

    texts = tuple(formats or (FORMAT.default,))
    return Chosen(FORMAT, texts, texts, "--format", Place("--format"))


def write_all(plans: Sequence[Output], found: Any, options: RenderOptions, color: Color) -> None:
    """Write what was found as every output: all are rendered before the first is written."""
    with working("writing the report"):
        texts = [(rendered(plan, found, options, color), plan.target) for plan in plans]
    write_texts(texts)
    summarize(plans, found, options)
    if isinstance(found, Report):
        tell_instant(plans, found, Counts.of(found), options.zone)


def tell_instant(
    plans: Sequence[Output],
    report: Report,
    counts: Counts,
    zone: Zone = UTC,
    file: str | None = None,
) -> None:
    """The instant of a report on stderr, where no output tells it, as a time of the zone; `file`: whose report it
    is, of several.
    """
    if all(is_undated(plan.format, counts) for plan in plans):
        whose = "" if file is None else f"{shown(file)}: "
        typer.echo(f"{whose}{instant_line(localized(report, zone))}", err=True)


def rendered(plan: Output, found: Any, options: RenderOptions, color: Color) -> str | bytes:
    """What was found in the format of an output; people are told instants in their zone."""
    told = found
    if plan.format in LOCAL:
        if isinstance(found, Report):
            told = localized(found, options.zone)
        elif isinstance(found, Planned):
            told = localized_plan(found, options.zone)
    return plan.render(told, replace(options, color=_wants_color(color, plan)))


def write_texts(texts: Iterable[tuple[Text, Path | None]]) -> None:
    """Write each text to its target; stdout comes last."""
    for text, target in sorted(texts, key=lambda entry: entry[1] is None):
        write(text, target)


def summarize(plans: Sequence[Output], found: Any, options: RenderOptions) -> None:
    """Where GitHub's annotations are asked for, the page of the run gets the report as well."""
    if has_summary(plans):
        from .render.markdown import step_summary

        add_to_summary(step_summary(localized(found, options.zone), options), os.environ)


def has_summary(plans: Sequence[Output]) -> bool:
    """Whether the page of the run gets the report, as GitHub's annotations do."""
    return bool(os.environ.get(SUMMARY_VARIABLE)) and any(plan.format == "github" for plan in plans)


def _wants_color(color: Color, plan: Output) -> bool:
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if plan.target is not None or "NO_COLOR" in os.environ:
        return False
    return os.environ.get(FORCE_COLOR, "") not in ("", "0") or sys.stdout.isatty()


def add_to_summary(text: str, environ: Mapping[str, str]) -> None:
    """Add Markdown to the summary of the run. A failure is told and changes nothing."""
    file = environ.get(SUMMARY_VARIABLE)
    if not file:
        return
    try:
        if is_read(Path(file)):
            raise ValueError("it is an input of this run")
        with Path(file).open(
            "a", encoding="utf-8", errors="backslashreplace", newline="\n"
        ) as page:
            page.write(text)
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        message = f"the summary cannot be written to {file}: {reason}"
        warning = Problem(Place(SUMMARY_VARIABLE), message, level=Level.WARNING)
        typer.echo(warning.rendered(), err=True)
