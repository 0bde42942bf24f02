"""The reference matcher: every rule as two Python expressions, certainly and possibly.

Most rules fail for most rows at their first comparison; so "possibly" is asked first, and
"certainly" only of what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from ..compiled import compiled
from ..kept import Kept
from ..meaning.bounds import INF
from ..meaning.layout import Layout, Row
from ..meaning.matching import Match, Rows
from ..policy.applied import Applied
from ..units import Scope
from .expressions import View, pair

Step = Callable[[Sequence[Row], Callable[[tuple[int, int, bool]], None]], None]

KEPT = 160
"""Sources that stay known: a few for each program that stays known, one for each scope."""

_SOURCES: Kept[str] = Kept(KEPT)


_COMPILED: WeakKeyDictionary[Layout, dict[Scope, Step]] = WeakKeyDictionary()
"""The rules of layouts that are in use: an export may come in many batches."""


def match(applied: Applied, layout: Layout, rows: Rows) -> list[Match]:
    """All rules over all rows; see `closeout.engine.meaning.matching`."""
    if layout not in _COMPILED:
        _COMPILED[layout] = compile_rules(applied, layout)
    return matched(_COMPILED[layout], rows)


def matched(steps: Mapping[Scope, Step], rows: Rows) -> list[Match]:
    """All rows asked with rules that are compiled already."""
    found: list[tuple[int, int, bool]] = []
    for scope, step in steps.items():
        step(rows[scope], found.append)
    found.sort()
    return [Match(*item) for item in found]


def compile_rules(applied: Applied, layout: Layout) -> dict[Scope, Step]:
    """One function per scope that asks all its rules of each row."""
    steps: dict[Scope, Step] = {}
    for scope in Scope:
        code = _SOURCES.of(
            [layout.refs, applied.rules], scope, partial(source, applied, layout, scope)
        )
        if code:
            space: dict[str, Any] = {"Fraction": Fraction, "INF": INF, **layout.instants}
            exec(compiled(code, "<rules>"), space)  # noqa: S102 - the source is generated here
            steps[scope] = space["match"]
    return steps


def source(applied: Applied, layout: Layout, scope: Scope) -> str:
    """The generated function of a scope; empty where it has no rules."""
    view = View(layout, scope, "r")
    lines = ["def match(rows, found):", "    for i, r in enumerate(rows):"]
    count = len(lines)
    for index, rule in enumerate(applied.rules):
        if rule.rule.scope is scope:
            certainly, possibly = pair(rule.condition, view)
            lines.append(f"        if {possibly}: found(({index}, i, {certainly}))")
    return "\n".join(lines) + "\n" if len(lines) > count else ""
