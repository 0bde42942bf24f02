"""A question about several fields that a person reads in one place, or knows at once."""

from __future__ import annotations

from typing import Protocol

from ..snapshot.model import Contract
from .slots import Slot
from .wording import Told


class Look(Protocol):
    """One question, one answer, several fields filled in."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The fields that it is about, two at least."""

    @property
    def passed(self) -> frozenset[Slot]:
        """What is not asked again once it was asked, whatever the answer."""

    @property
    def expected(self) -> str:
        """What may be answered, in a few words."""

    def told(self, contract: Contract, role: str) -> Told:
        """The words of the question."""

    def read(self, contract: Contract, text: str, as_of: int) -> Contract | None:
        """The contract with the answer; None where the person does not know.

        `as_of`: UTC seconds. Raises `BadValueError` where it cannot be understood.
        """
