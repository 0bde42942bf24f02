"""Cells of a field of a user's own: which pack declares it, and as what, is not known while a table is read."""

from __future__ import annotations

from ..fields import Kind
from ..spreadsheet import DayOrder
from .amounts import Amounts
from .cells import ColumnFault, Exact, Taken
from .days import Days, is_surely_day
from .words import NONE_WORD, folded


class OwnCells:
    """Numbers or days, where every cell of the column is one and it is plain what it says.

    That is, what stands before the decimals, and which of two numbers is the month. All other cells are handed on
    as they are written: what they say is known with the pack.
    """

    def __init__(self, told: DayOrder | None) -> None:
        self._amounts, self._are_numbers = Amounts(Kind.NUMBER), True
        self._days, self._are_days = Days(told), True

    def see(self, text: str, row: int) -> None:
        """Learn from a cell whether the column holds numbers, or days."""
        if folded(text) != NONE_WORD:
            self._are_numbers = self._are_numbers and self._amounts.is_number(text)
            self._amounts.see(text, row)
            self._are_days = self._are_days and is_surely_day(text)
            if self._are_days:
                self._days.see(text, row)

    def settle(self) -> list[ColumnFault]:
        """Nothing: a cell with two readings is told by the pack, if it says that it is a number or an instant."""
        return []

    def read(self, text: str) -> Taken:
        """A number or a day as a snapshot writes it; every other cell as it stands."""
        if isinstance(text, Exact) or folded(text) == NONE_WORD:
            return Taken(text)
        if self._are_numbers and self._amounts.is_settled:
            return self._amounts.read(text)
        if self._are_days and not self._days.settle():
            return self._days.read(text)
        return Taken(text)
