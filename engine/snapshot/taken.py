"""What one source of an export has given."""

from __future__ import annotations

from msgspec import Struct, field

from .header import Header
from .model import DEFAULT_PLATFORM, Contract
from .pages import Page
from .parted import Met
from .pieces import Piece


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
