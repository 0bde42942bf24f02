"""A question that makes a difference only together with the answers to others, of the contract or of those around.

A contract that may be ended waits its turn: whether others come first hangs on what is not known of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from ..report.findings import Verdict
from ..snapshot.model import AT_CLOSING_PLANNED
from .order import Asked
from .slots import Answer, Slot
from .witness import Asking, Scene, witness_by

MOST_TRIED = 500
"""Variants that are evaluated in search of such a question."""
FEW = 6
"""So many answers to one question are looked at; of more, some."""

Waiting = Callable[[Scene], Sequence[Slot]]
"""The fields that a scene waits for."""


def with_others_answered(
    asking: Asking,
    scene: Scene,
    waiting: Waiting,
    told: Callable[[Scene], object],
    passed: Collection[Slot] = (),
) -> Asked | None:
    """A question of which one answer makes a difference once others are answered.

    The others are answered one after the other so that least is left open: first those about the contract itself,
    then those about contracts that are planned to end, since these are likelier to come first. `passed`: not to be
    asked again.
    """
    most, filled = asking.work + MOST_TRIED, scene
    tried = set(passed)
    while asking.work < most:
        slot = next(iter(_in_order(scene, waiting(filled), tried)), None)
        if slot is None:
            return None
        tried.add(slot)
        fork = filled.fork(slot)
        witness = witness_by(filled, fork, told)
        if witness is not None and slot.is_in(scene.of(slot)):
            return Asked(scene, scene.fork(slot), witness)
        if fork.ways:
            filled = min(_answered(asking, filled, slot), key=lambda state: _open(state, waiting))
    return None


def with_the_usual_answered(
    asking: Asking, scene: Scene, slots: Sequence[Slot], told: Callable[[Scene], object]
) -> Asked | None:
    """A question of which an answer makes a difference once all others have the answer that is likeliest by far.

    `slots`: those that may be asked for. Of what has no such answer only questions with few answers are tried.
    """
    filled, others = scene, list[Slot]()
    for slot in slots:
        usual = asking.ground.usual.get(slot.need)
        if usual is None or usual not in asking.possible(slot, filled.of(slot)):
            others.append(slot)
            continue
        before, filled = filled, filled.with_answer(slot, usual)
        if told(filled) != told(before):
            return Asked(scene, scene.fork(slot), (before, filled))
    for slot in others:
        if filled is not scene and len(asking.possible(slot, filled.of(slot))) <= FEW:
            witness = witness_by(filled, filled.fork(slot), told)
            if witness is not None:
                return Asked(scene, scene.fork(slot), witness)
    return None


def _in_order(scene: Scene, slots: Iterable[Slot], tried: Collection[Slot]) -> list[Slot]:
    left = [slot for slot in slots if slot not in tried and slot.is_in(scene.of(slot))]
    return sorted(left, key=lambda slot: (slot.contract is not None, not _is_planned(scene, slot)))


def _answered(asking: Asking, scene: Scene, slot: Slot) -> Iterable[Scene]:
    """The scene with some of the answers that are possible."""
    answers = asking.possible(slot, scene.of(slot))
    return [scene.with_answer(slot, answer) for answer in _some(answers)]


def _some(answers: Sequence[Answer]) -> Sequence[Answer]:
    if len(answers) <= FEW:
        return answers
    return [*answers[: FEW // 2], *answers[-FEW // 2 :]]


def _open(scene: Scene, waiting: Waiting) -> tuple[bool, int]:
    return scene.outcome.result.verdict is Verdict.CANNOT_TELL, len(waiting(scene))


def _is_planned(scene: Scene, slot: Slot) -> bool:
    return scene.of(slot).values[AT_CLOSING_PLANNED] is True
