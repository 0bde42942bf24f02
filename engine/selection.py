"""Which engine matches, and the check that two of them agree."""

from __future__ import annotations

from enum import StrEnum

from .facts.layout import Layout
from .language.applied import Applied
from .matching import Match, Rows
from .problems import EngineFault, Place, UsageError
from .reference.match import match as match_reference
from .results import subject_of


class Engine(StrEnum):
    """The matchers that can be asked for."""

    AUTO = "auto"
    PYTHON = "python"
    DURABLE = "durable"


AUTO_LIMIT = 20_000
"""Rows up to which `auto` takes the durable engine where it is installed; measured by
benchmarks/durable_rate.py: about two seconds more than the reference engine alone."""


def choose(wanted: Engine, size: int) -> Engine:
    """The engine for a run over so many rows. Raises `UsageError` where the wanted one is missing."""
    if wanted is Engine.PYTHON or (wanted is Engine.AUTO and size > AUTO_LIMIT):
        return Engine.PYTHON
    from .durable.bank import availability

    reason = availability()
    if reason is None:
        return Engine.DURABLE
    if wanted is Engine.DURABLE:
        raise UsageError.at(Place("--engine durable"), reason)
    return Engine.PYTHON


def run(engine: Engine, applied: Applied, layout: Layout, rows: Rows) -> list[Match]:
    """The matches of a run. The durable engine's are compared with the reference engine's;
    raises `EngineFault` naming rule and entity where they differ.
    """
    expected = match_reference(applied, layout, rows)
    if engine is Engine.DURABLE:
        from .durable.engine import match as match_durable

        _compare(expected, match_durable(applied, layout, rows), applied, rows)
    return expected


def _compare(expected: list[Match], found: list[Match], applied: Applied, rows: Rows) -> None:
    if expected == found:
        return
    first = min(set(expected) ^ set(found), default=None)
    if first is None:
        raise EngineFault("the durable engine gives the same matches in another order")
    rule = applied.rules[first.rule].rule
    subject = subject_of(rule.scope, rows[rule.scope][first.row])
    raise EngineFault(
        f"the reference and the durable engine disagree on rule {rule.id} for {subject}: "
        f"reference {_outcome(first, expected)}, durable {_outcome(first, found)}"
    )


def _outcome(match: Match, matches: list[Match]) -> str:
    outcomes = {(item.rule, item.row): item.is_certain for item in matches}
    certain = outcomes.get((match.rule, match.row))
    return {None: "does not hold", True: "holds", False: "cannot be decided"}[certain]
