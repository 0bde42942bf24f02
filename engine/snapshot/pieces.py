"""What a reader hands on: the header and the contracts of a source, as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct

from ..problems import Problem
from .json_text import TreeOrigin
from .model import Contract
from .pages import Page
from .places import Origin
from .sources import Source


class Piece(Struct):
    """A header or a contract before it is typed: objects, lists, texts, numbers, null."""

    raw: object
    origin: Origin
    label: str = ""
    """Names a contract that has no readable id: `contracts[3]`, `line 17`."""
    is_header: bool = False
    stands_alone: bool = False
    """No header comes behind it, so that all can be told of it at once."""
    is_textual: bool = False
    """Every scalar is a text, as in YAML and CSV."""
    problems: tuple[Problem, ...] = ()
    """What the reader itself found wrong; an error makes the contract invalid."""
    pages: tuple[Page, ...] = ()
    """With a header: the pages of a longer list that the source holds."""
    shape: str = ""
    """The foreign shape of the source, if it has one."""
    contract: Contract | None = None
    """The contract, where the reader has typed it already; there is nothing wrong with it then, and no `raw`."""

    @property
    def is_unreadable(self) -> bool:
        """Nothing could be taken from the text, as its problems say."""
        return self.raw is None and bool(self.problems)


class Reader(Protocol):
    """A module that reads one format."""

    IS_STREAMED: bool
    """The header, if any, comes first, and no more than one contract is held at a time."""

    def read(self, source: Source) -> Iterator[Piece]:
        """The pieces of a source, in written order.

        Raises `InputError` where nothing after the fault can be read.
        """
        ...


class ShapeReader(Protocol):
    """A module that reads a JSON document of a foreign shape."""

    def pieces(self, document: object, origin: TreeOrigin) -> Iterator[Piece]:
        """The pieces of a parsed document (an answer, or contracts alone) in the snapshot's shape.

        Raises `InputError` for an answer that holds no contracts.
        """
        ...
