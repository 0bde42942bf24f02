"""A sweep for a person: a table with bars, and where something changes."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.sweeping.model import Axis, Change, Sweep
from ....engine.written import counted, instant_text
from .. import RenderOptions
from ..layout import and_more, columns, painted, plain, wrapped
from ..page import NARROWEST
from .columns import COLUMNS, change_words, flip_lines, turn_lines, turns_words, varying

BAR = 20
"""Characters of the longest bar."""
MOST_FLIPS = 8
"""Contracts of one change that are named without -v."""
MOST_CHANGES = 40
"""Changes that are told without -v."""
CURRENT = "*"


def render(found: Sweep, options: RenderOptions) -> str:
    """The sweep as text; a table may be wider than `options.width`."""
    width = max(options.width, NARROWEST)
    sections = [list(_head(found, width))]
    if varying(found):
        sections.append(list(_table(found)))
    sections.append(list(_changes(found, options, width)))
    return "\n\n".join("\n".join(map(str.rstrip, lines)) for lines in sections if lines) + "\n"


def _head(found: Sweep, width: int) -> Iterator[str]:
    for axis in found.axes:
        yield from wrapped(f"{_about(axis)}.", width, 0, 2)
    over = f"{counted(found.contracts, 'contract')} as of {instant_text(found.as_of)}"
    yield from wrapped(f"Over {over}, {counted(len(found.points), 'run')}.", width, 0, 2)
    same = [(column, column.of(found)[0]) for column in COLUMNS if column not in varying(found)]
    listed = ", ".join(f"{count} {column.name}" for column, count in same if count)
    if not varying(found):
        yield from wrapped("Every value leads to the same counts.", width, 0, 2)
    if listed:
        yield from wrapped(f"At every value: {listed}.", width, 0, 2)


def _about(axis: Axis) -> str:
    tried = f"{plain(axis.values[0])} to {plain(axis.values[-1])} ({counted(len(axis.values), 'value')})"
    packs: dict[str, list[str]] = {}
    for pack, now in zip(axis.packs, axis.currents, strict=True):
        packs.setdefault(now, []).append(plain(pack))
    said = ", ".join(
        f"of {', '.join(those)}: {plain(now) if now else 'no value at this date'} now"
        for now, those in packs.items()
    )
    return f"{plain(axis.param)} {said}; tried {tried}"


def _table(found: Sweep) -> Iterator[str]:
    """One row a value: the counts that vary, and a bar for the findings."""
    shown = varying(found)
    findings = [sum(point.findings.values()) for point in found.points]
    most = max(findings) or 1
    rows = [[plain(axis.param) for axis in found.axes] + [column.short for column in shown]]
    for point in found.points:
        values = [_value(axis, place) for axis, place in zip(found.axes, point.at, strict=True)]
        rows.append([*values, *(str(column.count(point)) for column in shown)])
    widths = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
    yield _row(rows[0], widths) + "  findings"
    for row, total in zip(rows[1:], findings, strict=True):
        yield f"{_row(row, widths)}  {'#' * (BAR * total // most)} {total}"
    if any(CURRENT in row[place] for row in rows[1:] for place in range(len(found.axes))):
        yield f"{CURRENT} as the policies say now"


def _value(axis: Axis, place: int) -> str:
    value = plain(axis.values[place])
    return f"{value}{CURRENT}" if axis.values[place] in axis.currents else value


def _row(cells: list[str], widths: list[int]) -> str:
    return "  ".join(
        " " * (width - columns(cell)) + cell for cell, width in zip(cells, widths, strict=True)
    )


def _changes(found: Sweep, options: RenderOptions, width: int) -> Iterator[str]:
    if not found.changes:
        yield from wrapped("No verdict and no finding changes at any value.", width, 0, 2)
        return
    yield painted(f"Where it changes: {len(found.changes)}", "strong", options.color)
    told = found.changes if options.verbose else found.changes[:MOST_CHANGES]
    for change in told:
        what = [*_flips(change), turns_words(change)]
        text = "; ".join(filter(None, what))
        yield from wrapped(f"{change_words(found, change)}: {text}", width, 2, 4)
        if options.verbose:
            for line in (*flip_lines(change), *turn_lines(change)):
                yield from wrapped(line, width, 4, 6)
        elif change.flips:
            lines = flip_lines(change)
            for line in lines[:MOST_FLIPS]:
                yield from wrapped(line, width, 4, 6)
            if len(lines) > MOST_FLIPS:
                yield f"    {and_more(len(lines) - MOST_FLIPS)}"
    if len(told) < len(found.changes):
        yield f"  {and_more(len(found.changes) - len(told))}"


def _flips(change: Change) -> list[str]:
    return [counted(len(change.flips), "verdict")] if change.flips else []
