"""What a format of `closeout validate` is given: problems one by one, and how much there was when all are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ....engine.problems import Level, Problem


class Totals(Protocol):
    """How much was looked at, and how much is wrong with it."""

    files: int
    contracts: int

    @property
    def count(self) -> Mapping[Level, int]:
        """Problems by level."""
        ...


class Told(Totals, Protocol):
    """The problems; what else there is to tell is known when they are."""

    assumed_role: str | None

    @property
    def left(self) -> int:
        """How many problems are not told."""
        ...

    @property
    def note(self) -> str:
        """For whom the files were judged where they do not say it; "" where they do."""
        ...

    def __iter__(self) -> Iterator[Problem]:
        """The problems, in the order of the files."""
        ...
