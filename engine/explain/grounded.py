"""Rows that remember which readings filled them in."""

from __future__ import annotations

from collections.abc import Mapping

from ..meaning.layout import Layout, Row, enclosing
from ..meaning.reading import Reader
from ..units import Scope

Filled = Mapping[tuple[int, str], str]
"""(id of the row, name of the fact) -> the reading that filled it in."""


class Grounded(Reader):
    """The facts of a row, and which readings filled them in."""

    __slots__ = ("filled",)

    def __init__(self, layout: Layout, scope: Scope, row: Row, filled: Filled) -> None:
        super().__init__(layout, scope, row)
        self.filled = filled


def seen_from(reader: Reader, scope: Scope) -> Reader:
    """The same for a row that encloses that of the reader."""
    row = enclosing(reader.row, reader.scope, scope)
    if isinstance(reader, Grounded):
        return Grounded(reader.layout, scope, row, reader.filled)
    return Reader(reader.layout, scope, row)
