"""What is asked next: a question, and what a person sees at the same time anyway."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence

from msgspec import Struct

from ..snapshot.model import Contract
from .look import Look
from .open_matters import MATTERS, OPEN, open_matters
from .order import Asked
from .places import listed, place_of
from .slots import Slot
from .witness import Asking

_MATTERS = frozenset(each.slot for each in MATTERS)


class Turn(Struct, frozen=True):
    """A question with the reason to ask it."""

    asked: Asked
    look: Look | None
    """Where it asks for other fields too."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The fields of that contract that it is about."""
        return (self.asked.fork.slot.alone,) if self.look is None else self.look.slots

    @property
    def passed(self) -> frozenset[Slot]:
        """What is not asked again once it was asked and not known."""
        slot = self.asked.fork.slot
        found = (slot,) if self.look is None else self.look.passed
        return frozenset(each.at(slot.contract) for each in found)

    @property
    def contract(self) -> Contract:
        """The contract that is asked about, with the answers so far."""
        return self.asked.scene.of(self.asked.fork.slot)


def turn(asking: Asking, asked: Asked, needed: Sequence[Slot], passed: Collection[Slot]) -> Turn:
    """The question with what else is `needed` and seen in the same place; `passed`: what was asked already."""
    of = asked.fork.slot.contract
    slot, contract = asked.fork.slot.alone, asked.scene.of(asked.fork.slot)
    look: Look | None = None
    if slot in _MATTERS and OPEN.at(of) not in passed:
        look = open_matters(asking, contract, {slot.need})
    if look is None:
        left = (each for each in dict.fromkeys(needed) if each not in passed)
        look = listed(slot, contract, [each.alone for each in left if each.contract == of])
    return Turn(asked, look)


def seen_with(slot: Slot, passed: Collection[Slot]) -> Hashable:
    """The same for all fields that one question can be about."""
    if slot.alone in _MATTERS and OPEN.at(slot.contract) not in passed:
        return OPEN.at(slot.contract)
    place = place_of(slot.alone)
    return slot if place is None else (place.begins, slot.contract)
