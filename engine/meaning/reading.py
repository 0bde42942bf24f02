"""Reading single facts and moments of a row, for traces, evidence and messages."""

from __future__ import annotations

from typing import Any

from ..policy.conditions import Bound, Literal, Part, Ref, held
from ..policy.definitions import Moment, lengths_of
from ..units import Scope
from .bounds import NONE, Quantity, floored, lasting, shifted, times, to_weekday
from .layout import CURRENCY, Layout, Row, enclosing, has_own_currency


class Reader:
    """The facts of one row and of the rows that enclose it."""

    __slots__ = ("layout", "row", "scope")

    def __init__(self, layout: Layout, scope: Scope, row: Row) -> None:
        self.layout = layout
        self.scope = scope
        self.row = row

    def quantity(self, ref: Ref) -> Quantity:
        """(lo, hi, opt) of an ordered fact."""
        row = enclosing(self.row, self.scope, ref.scope)
        column = self.layout.column(ref)
        return (row[column], row[column + 1], row[column + 2])

    def operand(self, operand: Bound) -> Quantity:
        """(lo, hi, opt) of a literal, an ordered fact or a part of one."""
        if isinstance(operand, Part):
            return times(self.quantity(operand.of), operand.factor)
        if isinstance(operand, Ref):
            return self.quantity(operand)
        assert isinstance(operand, Literal)
        if operand.value == "none":
            return NONE
        value = held(operand)
        return (value, value, False)

    def plain(self, ref: Ref) -> Any:
        """Text, flag or list; None for not known."""
        return enclosing(self.row, self.scope, ref.scope)[self.layout.column(ref)]

    def currency(self, ref: Ref) -> str | None:
        """Currency of a money fact."""
        if has_own_currency(ref):
            row = enclosing(self.row, self.scope, ref.scope)
            own: str | None = row[self.layout.column(ref) + 3]
            return own
        contract: str | None = self.plain(CURRENCY)
        return contract

    def is_known(self, ref: Ref) -> bool:
        """Known exactly: a value, or `none`."""
        if not ref.unit.is_ordered:
            return self.plain(ref) is not None
        low, high, opt = self.quantity(ref)
        return low > high or (low == high and not opt)

    def exact(self, ref: Ref) -> Any:
        """The value of a known fact, "none" where it is known not to exist, None where it is not known."""
        if not self.is_known(ref):
            return None
        if not ref.unit.is_ordered:
            return self.plain(ref)
        low, high, _ = self.quantity(ref)
        return "none" if low > high else low

    def moment(self, moment: Moment | None) -> int | None:
        """An instant in UTC seconds; None where it is not known or does not exist."""
        if moment is None:
            return None
        value = self.operand(moment.at)
        value = shifted(value, lengths_of(moment), self.layout.applied.holidays)
        if moment.lasts_day:
            value = lasting(value)
        if moment.floor_day:
            value = floored(value)
        if moment.next is not None:
            value = to_weekday(value, moment.next.weekday, moment.next.time)
        low, high, opt = value
        return int(low) if low == high and not opt else None
