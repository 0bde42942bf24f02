"""Questions about other contracts, where several answers about them together tell what becomes of one.

A contract that may be ended waits its turn: whether others come first hangs on what is not known of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..snapshot.conform import CLOSING_PLANNED
from .order import Asked
from .slots import Slot
from .witness import Asking, Scene, witness_by

MOST_TRIED = 500
"""Variants that are evaluated in search of such a question."""


def with_others_answered(
    asking: Asking,
    scene: Scene,
    beyond: Sequence[Slot],
    told: Callable[[Scene], object],
) -> Asked | None:
    """A question about another contract, of which one answer makes a difference once the others are answered.

    `beyond`: the fields of other contracts that may be asked for. The others are answered so that least
    of them is left open, those that nobody plans to end first: what is planned is likelier to come first.
    """
    most = asking.work + MOST_TRIED
    by_id: dict[str | None, list[Slot]] = {}
    for slot in beyond:
        by_id.setdefault(slot.contract, []).append(slot)
    filled = scene
    for id in sorted(by_id, key=lambda id: _is_planned(scene, id)):
        states: list[Scene] = []
        for slot in sorted(by_id[id], key=lambda slot: len(asking.possible(slot, filled.of(slot)))):
            if asking.work > most:
                return None
            fork = filled.fork(slot)
            witness = witness_by(filled, fork, told)
            if witness is not None:
                return Asked(scene, scene.fork(slot), witness)
            states += (way.state for way in fork.ways)
            settled = next((state for state in states if not _is_open(state, id)), None)
            if settled is not None:
                states = [settled]
                break
        filled = min(states, key=lambda state: len(state.beyond()), default=filled)
    return None


def _is_open(scene: Scene, id: str | None) -> bool:
    return any(slot.contract == id for slot in scene.beyond())


def _is_planned(scene: Scene, id: str | None) -> bool:
    return scene.of(Slot("id", contract=id)).values[CLOSING_PLANNED] is True
