"""What one source of an export has given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ..problems import Level, Place, Problem
from .header import Header
from .model import DEFAULT_PLATFORM, Contract
from .pages import Page
from .parted import Met
from .pieces import Piece
from .sources import HOLDS_ONE


class Taken(Struct):
    """What one source has given, beside its problems."""

    name: str
    header: Header = field(default_factory=Header)
    header_piece: Piece | None = None
    contracts: list[Contract] = field(default_factory=list)
    """Empty unless they are kept."""
    is_filled: bool = False
    """Whether there are contracts in it that can be used."""
    is_empty: bool = False
    """Whether it was read to its end without a contract, valid or not."""
    shape: str = ""
    """The foreign shape of the source, if it has one."""
    pages: tuple[Page, ...] = ()
    met: dict[str | None, Met] = field(default_factory=dict)
    """Contracts that are not kept, by the platform that they state."""
    said: set[object] = field(default_factory=set)
    """Warnings that were given: one is enough for all contracts that have it."""

    @property
    def platform(self) -> str:
        """The platform of contracts that name none."""
        return self.header.platform or DEFAULT_PLATFORM


def empty_sources(takings: Iterable[Taken], contracts: int) -> Iterator[Problem]:
    """Sources without a contract, when all are read: errors where there are none in all (`contracts`)."""
    level = Level.WARNING if contracts else Level.ERROR
    hint = "export it again if it should hold some" if contracts else HOLDS_ONE
    for taken in takings:
        if taken.is_empty:
            yield Problem(Place(taken.name), "there are no contracts", hint, level)
