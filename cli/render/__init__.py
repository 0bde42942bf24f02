"""The output formats. To add one: a file with a `render` function here, and a line in `FORMATS`.

A renderer sees a `Report` and nothing else, and gives text that ends in a line end, or the
bytes of a file. It never changes what was found nor the exit code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from msgspec import Struct, field

from ...engine.zones import UTC, Zone

FORMATS: dict[str, str] = {
    "text": "text",
    "concise": "concise",
    "html": "html",
    "json": "json",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
    "csv": "csv",
    "contracts-csv": "contracts_csv",
    "undetermined-csv": "undetermined_csv",
    "xlsx": "xlsx",
    "parquet": "parquet",
    "contracts-parquet": "contracts_parquet",
    "undetermined-parquet": "undetermined_parquet",
    "ndjson": "ndjson",
    "ics": "ics",
}
"""Name of a format -> module of this folder; loaded only when it is used."""

LOCAL = frozenset({"text", "concise", "html", "markdown"})
"""Formats that people read: they tell instants in the zone of the reader."""
BINARY = frozenset({"xlsx", "parquet", "contracts-parquet", "undetermined-parquet"})
"""Formats that are no text."""
DEFAULT = "text"
AUTO = "auto"
"""`github` inside GitHub Actions, else the default; `resolve` tells which."""


class RenderOptions(Struct, frozen=True):
    """How to print a report."""

    verbose: bool = False
    """Add evidence, sources, reasons and the steps of each action."""
    color: bool = False
    """Allow terminal colours; they never carry meaning of their own."""
    width: int = 80
    """Columns of a line; 40 at least are used."""
    hidden: Mapping[str, int] = field(default_factory=dict)
    """Findings that the report leaves out for their severity: severity -> how many."""
    hidden_failing: int = 0
    """How many of them the run fails for."""
    told: frozenset[str] | None = None
    """Ids of the contracts that pages for people tell of; None: all."""
    closing: frozenset[str] = frozenset()
    """Ids of the contracts that were named to be ended."""
    zone: Zone = UTC
    """In which people are told instants; the report that a format gets is in it already."""
    facts: bool = False
    """The facts of contracts and accounts were asked for."""


Render = Callable[[Any, RenderOptions], str | bytes]
"""From what was found (a report, a comparison, a sweep) to text, or to the bytes of a file."""


def resolve(name: str, environ: Mapping[str, str]) -> str:
    """The format that a name stands for in an environment: `auto` becomes `github` or the default."""
    if name != AUTO:
        return name
    return "github" if environ.get("GITHUB_ACTIONS") == "true" else DEFAULT


def renderer(name: str) -> Render:
    """The render function of a format of reports; UsageError if there is no such format."""
    return renderer_in(FORMATS, __name__, name, (AUTO,))


def renderer_in(
    formats: Mapping[str, str], package: str, name: str, others: tuple[str, ...] = ()
) -> Render:
    """The render function of a format of a table: of a module of the package.

    Raises `UsageError` if there is no such format; `others` are words that stand for one.
    """
    if name not in formats:
        from ...engine.problems import Place, UsageError, did_you_mean

        known = (*formats, *others)
        hint = did_you_mean(name, known, f"formats: {', '.join(known)}")
        if "," in name:
            hint = "name each by itself: -f text -f sarif:FILE; in closeout.yaml as a list: [text, sarif:FILE]"
        raise UsageError.at(Place("--format"), f'there is no format "{name}"', hint)
    render: Render = import_module(f".{formats[name]}", package).render
    return render


def render(name: str, report: Any, options: RenderOptions) -> str | bytes:
    """A report in a format: text with a line end, or the bytes of a file."""
    return renderer(name)(report, options)
