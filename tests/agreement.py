"""Runs the reference and the durable engine over random worlds, in every state of knowledge, and compares
every match, with each other and with the specification.
"""

from __future__ import annotations

from dataclasses import dataclass

from closeout.engine.durable.engine import match as match_durable
from closeout.engine.meaning.judge import judge
from closeout.engine.python.match import match as match_reference

from .filled import all_states
from .worlds import Style, world

STYLE = Style(contracts=40, rules=20, readings=12)
EVERY_ROW = 10**9


@dataclass(slots=True)
class Tally:
    """What was compared. A check is one rule for one subject."""

    states: int = 0
    """Of knowledge; a world has one to three."""
    checks: int = 0
    holds: int = 0
    undecided: int = 0


def compare(seed: int, tally: Tally) -> None:
    """Compare engines and specification over the world of a seed; AssertionError where they differ."""
    for made in all_states(world(seed, STYLE)):
        job = (made.applied, made.layout, made.subjects)
        expected = match_reference(*job)
        found = match_durable(*job)
        assert found == expected, (seed, sorted(set(expected) ^ set(found))[:5])
        assert judge(*job, expected, EVERY_ROW) is None, (seed, judge(*job, expected, EVERY_ROW))
        tally.states += 1
        tally.checks += sum(len(made.subjects[rule.rule.scope]) for rule in made.applied.rules)
        tally.holds += sum(match.is_certain for match in expected)
        tally.undecided += sum(not match.is_certain for match in expected)
