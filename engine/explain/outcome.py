"""How a condition comes out: in words, from the pair (certainly, possibly).

A rule is read in the state of knowledge in which `check` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from ..evaluation.collecting import is_read_carefully
from ..meaning.trace import Trace, trace
from ..policy.applied import Applied
from ..policy.conditions import Ref
from ..policy.readings import Knowledge
from .surroundings import Scene, Surroundings, filled


class Outcome(StrEnum):
    """One of three: the pair that is certain but not possible does not occur."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "not known"


def outcome_of(certainly: bool, possibly: bool) -> Outcome:
    """The word for a pair."""
    if certainly:
        return Outcome.HOLDS
    return Outcome.OPEN if possibly else Outcome.FAILS


class Look(Struct, frozen=True):
    """What a rule's condition comes to in one state of knowledge."""

    scene: Scene
    trace: Trace

    @property
    def outcome(self) -> Outcome:
        """In words."""
        return outcome_of(self.trace.certainly, self.trace.possibly)


class RuleRead(Struct, frozen=True):
    """How a rule comes out, and all that was looked at to tell."""

    chosen: Look
    looks: tuple[Look, ...]


def read_rule(applied: Applied, at: Surroundings, refs: Iterable[Ref]) -> RuleRead:
    """The first rule of an applied pack. `refs`: the facts that it names."""
    rule = applied.rules[0]
    action, scope, wanted = rule.action, rule.rule.scope, tuple(refs)

    def look(knowledge: Knowledge) -> Look:
        scene = filled(applied, at, wanted, knowledge)
        return Look(scene, trace(rule.condition, scene.reader(scope)))

    if action.lets_go:
        careful = look(Knowledge.CAREFUL)
        return RuleRead(careful, (careful,))
    working = look(Knowledge.WORKING)
    is_finding = working.trace.certainly
    is_assumed = bool(working.scene.kept.assumed)
    if not is_assumed or not is_read_carefully(action, is_finding, is_certain=True):
        return RuleRead(working, (working,))
    careful = look(Knowledge.CAREFUL)
    is_careful = is_read_carefully(action, is_finding, careful.trace.certainly)
    return RuleRead(careful if is_careful else working, (working, careful))
