"""What is asked next: a question, and what a person sees at the same time anyway."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from functools import partial

from msgspec import Struct

from ..snapshot.model import AT_CLOSING_PLANNED
from .look import Look, Stated
from .open_matters import MATTERS, OPEN, open_matters, said
from .order import Asked
from .places import MOST_PARTS, beside, listed, place_across, place_of
from .slots import Slot
from .witness import Asking, Scene, witness_by

_MATTERS = frozenset(each.slot for each in MATTERS)


class Turn(Struct, frozen=True):
    """A question with the reason to ask it."""

    asked: Asked
    look: Look | None
    """Where it asks for other fields too."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The fields that it is about."""
        return (self.asked.fork.slot,) if self.look is None else self.look.slots

    @property
    def passed(self) -> frozenset[Slot]:
        """What is not asked again once it was asked and not known."""
        return frozenset((self.asked.fork.slot,)) if self.look is None else self.look.passed

    @property
    def is_about_several(self) -> bool:
        """Whether it is about several other contracts at once."""
        return len({slot.contract for slot in self.slots}) > 1

    def read(self, text: str, as_of: int) -> Sequence[Stated] | None:
        """What is said; None where the person does not know. `as_of`: UTC seconds. Raises `BadValueError`."""
        if self.look is not None:
            return self.look.read(text, as_of)
        told = said(self.asked.fork.slot, text, as_of)
        return None if told is None else [told]


def turn(asking: Asking, asked: Asked, needed: Sequence[Slot], passed: Collection[Slot]) -> Turn:
    """The question with what else is `needed` and seen in the same place; `passed`: what was asked already."""
    slot, scene = asked.fork.slot, asked.scene
    look: Look | None = None
    if slot.alone in _MATTERS and OPEN.at(slot.contract) not in passed:
        look = open_matters(asking, scene.of(slot), {slot.need}, slot.contract)
    if look is None:
        left = [each for each in dict.fromkeys(needed) if each not in passed]
        others = beside(slot, scene.of(slot), left)
        if len(others) >= MOST_PARTS:
            others.sort(key=partial(_rank, scene))
        look = listed(slot, others, scene.of)
    return Turn(asked, look)


def _rank(scene: Scene, slot: Slot) -> tuple[bool, bool, bool]:
    """What makes a difference by itself comes first, and of other contracts those that are planned to end."""
    is_other = slot.contract is not None
    witness = witness_by(scene, scene.fork(slot), lambda other: other.outcome.result.verdict)
    planned = scene.of(slot).values[AT_CLOSING_PLANNED] is True
    return witness is None, is_other, is_other and not planned


def seen_with(slot: Slot, passed: Collection[Slot]) -> Hashable:
    """The same for all fields that one question can be about."""
    if slot.alone in _MATTERS and OPEN.at(slot.contract) not in passed:
        return OPEN.at(slot.contract)
    across = None if slot.contract is None else place_across(slot)
    if across is not None:
        return across.begins
    place = place_of(slot)
    return slot if place is None else (place.begins, slot.contract)
