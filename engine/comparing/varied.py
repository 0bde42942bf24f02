"""Scenes that differ from others: on other days, and in a field or two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..calendar import DAY, LAST
from ..policy.applied import Applied
from ..python.order import closure, wanted
from ..questions.possible import possible
from ..questions.slots import MILESTONES, Slot, answered
from ..questions.thresholds import Thresholds
from ..snapshot.fields import BY_PATH
from ..snapshot.model import Contract
from ..units import Scope
from .scenes import Scene

MOST_INSTANTS = 4
"""Instants of which scenes are tried: each is an evaluation of its own."""


def of_few_instants(scenes: Sequence[Scene]) -> list[Scene]:
    """The scenes of the instants that most of them share: each instant is an evaluation of its own."""
    counts = Counter(scene.as_of for scene in scenes)
    instants = {as_of for as_of, _ in counts.most_common(MOST_INSTANTS)}
    return [scene for scene in scenes if scene.as_of in instants]


def on_other_days(scenes: Sequence[Scene]) -> Iterator[Scene]:
    """The scenes as they are asked on the six days after, as far as the calendar goes."""
    for days in range(1, 7):
        for scene in scenes:
            if (later := scene.as_of + days * DAY) <= LAST:
                yield replace(scene, as_of=later)


def answers(scene: Scene, slot: Slot, thresholds: Sequence[Thresholds]) -> Iterator[Scene]:
    """The scene with every value of a field of its first contract at which the rules could turn."""
    contract = scene.contracts[0]
    if slot.milestone is not None and not contract.milestones:
        return
    for answer in possible(slot, contract, thresholds, scene.as_of, scene.as_of):
        variant: Contract = answered(contract, slot, answer)
        yield replace(scene, contracts=(variant, *scene.contracts[1:]))


def slots_of(applied: Sequence[Applied]) -> Iterator[Slot]:
    """The fields that the rules of the packs are made of, each once."""
    needs: dict[tuple[str, int | None], Slot] = {}
    for each in applied:
        for ref in closure(each, wanted(each)).values():
            field = BY_PATH.get(ref.key)
            if field is None or ref.key in each.facts:
                continue
            if field.scope is Scope.CONTRACT:
                needs.setdefault((field.need, None), Slot(field.need))
            elif field.scope is Scope.MILESTONE:
                needs.setdefault((MILESTONES, None), Slot(MILESTONES))
                needs.setdefault((field.need, 0), Slot(field.need, 0))
    yield from needs.values()
