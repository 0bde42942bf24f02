"""A question about several fields that a person reads in one place, or knows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .slots import Answer, Slot
from .wording import Told

Stated = tuple[Slot, Answer]
"""A field, and what is said of it."""


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

    def told(self, role: str) -> Told:
        """The words of the question."""

    def read(self, text: str, as_of: int) -> Sequence[Stated] | None:
        """What is said, in its order; None where the person does not know.

        `as_of`: UTC seconds. Raises `BadValueError` where it cannot be understood.
        """
