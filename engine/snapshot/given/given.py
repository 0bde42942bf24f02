"""What a source in memory is, and where things stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ...problems import Place
from ..bad_value import Path
from ..pieces import Piece


class Given(Protocol):
    """Contracts in memory."""

    name: str
    """How problems call it."""
    is_streamed: bool
    """The header, if any, comes first."""

    def pieces(self) -> Iterator[Piece]:
        """The header and the contracts. Raises `InputError` where nothing can be read on."""
        ...


class ValueOrigin:
    """A value in memory, called as Python would reach it: `contracts[3].milestones[0].amount`."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def start(self) -> Place:
        """The value as a whole."""
        return Place(self._name)

    def place(self, path: Path = (), *, at_key: bool = False) -> Place:
        """What a path leads to; a key that is not there as well."""
        return Place(joined(self._name, path))


def joined(name: str, path: Path) -> str:
    """`contracts[3]` and the path from there on."""
    for step in path:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return name
