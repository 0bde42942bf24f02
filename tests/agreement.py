"""Runs the reference and the durable engine over random worlds and compares every match."""

from __future__ import annotations

from dataclasses import dataclass

from closeout.engine.durable.engine import match as match_durable
from closeout.engine.policy.applied import apply_pack
from closeout.engine.python.compute import filled
from closeout.engine.python.match import match as match_reference
from closeout.engine.python.order import wanted

from .worlds import AS_OF, Style, world

STYLE = Style(contracts=40, rules=20)


@dataclass(slots=True)
class Tally:
    """What was compared. A check is one rule for one subject."""

    checks: int = 0
    holds: int = 0
    undecided: int = 0


def compare(seed: int, tally: Tally) -> None:
    """Compare both engines over the world of a seed; AssertionError where they differ."""
    made = world(seed, STYLE)
    exported_at = AS_OF if made.snapshot.exported_at is None else made.snapshot.exported_at
    applied = apply_pack(made.pack, AS_OF, exported_at, made.snapshot.role)
    program, rows = filled(applied, made.snapshot, made.snapshot.contracts, wanted(applied))
    expected = match_reference(applied, program.layout, rows.subjects)
    found = match_durable(applied, program.layout, rows.subjects)
    assert found == expected, (seed, sorted(set(expected) ^ set(found))[:5])
    tally.checks += sum(len(rows.subjects[rule.rule.scope]) for rule in applied.rules)
    tally.holds += sum(match.is_certain for match in expected)
    tally.undecided += sum(not match.is_certain for match in expected)
