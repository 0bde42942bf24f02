"""Cells of a field of a user's own: which pack declares it, and as what, is not known while a table is read."""

from __future__ import annotations

from ..fields import Kind
from .amounts import Amounts
from .cells import ColumnFault, Exact, Taken
from .words import NONE_WORD, folded


class OwnNumbers:
    """Numbers, where every cell of the column is one and it is plain what stands before the decimals.

    All other cells are handed on as they are written: what they say is known with the pack.
    """

    def __init__(self) -> None:
        self._amounts = Amounts(Kind.NUMBER)
        self._are_numbers = True

    def see(self, text: str, row: int) -> None:
        """Learn from a cell whether the column holds numbers."""
        if folded(text) != NONE_WORD:
            self._are_numbers = self._are_numbers and self._amounts.is_number(text)
            self._amounts.see(text, row)

    def settle(self) -> list[ColumnFault]:
        """Nothing: a cell with two readings is told by the pack, if it says that it is a number."""
        return []

    def read(self, text: str) -> Taken:
        """A number as a snapshot writes it; every other cell as it stands."""
        is_word = isinstance(text, Exact) or folded(text) == NONE_WORD
        if is_word or not (self._are_numbers and self._amounts.is_settled):
            return Taken(text)
        return self._amounts.read(text)
