"""The counts of a sweep as columns: which there are, which of them vary, and what a neighbour changes."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from ....engine.policy.pack import Severity
from ....engine.report.findings import Verdict
from ....engine.sweeping.model import Change, Point, Sweep
from ....engine.written import counted
from ..layout import plain
from ..words import HEADINGS, subject_words


class Column(Struct, frozen=True):
    """One count of every point."""

    name: str
    short: str
    count: Callable[[Point], int]

    def of(self, found: Sweep) -> list[int]:
        """Its numbers, in the order of the points."""
        return [self.count(point) for point in found.points]


def _verdict(verdict: Verdict) -> Column:
    return Column(verdict.words, verdict.words, lambda point: point.verdicts[verdict])


def _severity(severity: Severity, name: str) -> Column:
    return Column(name, name, lambda point: point.findings[severity])


COLUMNS: tuple[Column, ...] = (
    *(_verdict(verdict) for verdict in HEADINGS),
    _severity(Severity.ERROR, "errors"),
    _severity(Severity.WARNING, "warnings"),
    _severity(Severity.INFO, "info"),
    Column("undetermined", "undecided", lambda point: point.undetermined),
)
"""Every count, in the order in which it needs the reader."""


def varying(found: Sweep) -> tuple[Column, ...]:
    """The columns that have more than one number."""
    return tuple(column for column in COLUMNS if len(set(column.of(found))) > 1)


def value_words(found: Sweep, at: tuple[int, ...]) -> str:
    """`10 days`, or of two params `10 days, 5 days`."""
    return ", ".join(axis.values[place] for axis, place in zip(found.axes, at, strict=True))


def change_words(found: Sweep, change: Change) -> str:
    """Between which values: `auto_release 9 days -> 10 days`, of two params where the other one is."""
    axis = found.axes[change.axis]
    before, after = change.before[change.axis], change.after[change.axis]
    text = f"{plain(axis.param)} {plain(axis.values[before])} -> {plain(axis.values[after])}"
    others = [
        f"{plain(other.param)} {plain(other.values[change.after[place]])}"
        for place, other in enumerate(found.axes)
        if place != change.axis
    ]
    return f"{text}, at {', '.join(others)}" if others else text


def turns_words(change: Change) -> str:
    """`2 rules hold, 1 is silent`: how many stand otherwise."""
    if not change.turns:
        return ""
    counts = {
        word: sum(turn.after == word for turn in change.turns)
        for word in ("holds", "undecided", "silent")
    }
    told = [f"{count} {word}" for word, count in counts.items() if count]
    return f"{counted(len(change.turns), 'finding')} (now {', '.join(told)})"


def flip_lines(change: Change) -> list[str]:
    """`C103: wait -> prepare`, one a contract."""
    return [
        f"{plain(flip.contract.id)}: {flip.before.words} -> {flip.after.words}"
        for flip in change.flips
    ]


def turn_lines(change: Change) -> list[str]:
    """`late-payment for contract C7: silent -> holds`, one a rule and subject."""
    return [
        f"{plain(turn.rule)} for {subject_words(turn.subject)}: {turn.before} -> {turn.after}"
        for turn in change.turns
    ]
