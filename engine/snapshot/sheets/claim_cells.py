"""A claim in one cell: none, yes, a day, an amount, or a word that one of its fields has.

A column is called `dispute` or `refund_request` by who has one cell for all of it. What the cell says is written
to the field that it fits; of a yes it is kept that there is one, so that it is never taken for not being there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..bad_value import BadValueError, found, one_of
from ..fields import Field, Kind, object_fields, object_of
from ..mentioned import SAID_OF_A_CLAIM
from ..spreadsheet import DayOrder
from ..told_whole import column_of
from .amounts import Amounts
from .cells import ColumnFault, Exact, Taken
from .days import Days, is_day
from .words import NONE_WORD, YES, folded, is_not_any


class ClaimCells:
    """The cells of a column for a whole group, such as `dispute`."""

    def __init__(self, group: str, told: DayOrder | None) -> None:
        fields = object_fields(group)
        self._group = group
        self._since = _first(fields, Kind.INSTANT)
        self._amount = _first(fields, Kind.MONEY)
        self._by_word = _by_word(fields)
        self._days, self._amounts = Days(told), Amounts(Kind.MONEY)

    def see(self, text: str, row: int) -> None:
        """Learn from a cell how days and amounts are written."""
        if is_day(text):
            self._days.see(text, row)
        else:
            self._amounts.see(text, row)

    def settle(self) -> list[ColumnFault]:
        """What leaves days or amounts open."""
        return [*self._days.settle(), *self._amounts.settle()]

    def read(self, text: str) -> Taken:
        """What the cell says, and of which field. Raises `BadValueError` where it fits none."""
        word = folded(text)
        if word in self._by_word:
            return Taken(word, column=self._by_word[word])
        if self._since and is_day(text):
            return self._days.read(text).said_of(self._since)
        if is_not_any(word):
            return Taken(NONE_WORD)
        if word in YES and self._group in SAID_OF_A_CLAIM:
            return _said_of(self._group)
        if self._amount and (isinstance(text, Exact) or self._amounts.is_number(text)):
            return self._amounts.read(text).said_of(self._amount)
        raise BadValueError(
            f"expected {one_of(list(self._expected()))}, found {found(text)}",
            column_of(self._group),
        )

    def _expected(self) -> Iterator[str]:
        yield NONE_WORD
        if self._group in SAID_OF_A_CLAIM:
            yield "yes"
        if self._since:
            yield "a day"
        if self._amount:
            yield "an amount"


def there_is_one(column: str) -> Taken | None:
    """What a yes says in a column of days that tells since when there is one; None in every other column."""
    group = object_of(column)
    begins = group in SAID_OF_A_CLAIM and column == _first(object_fields(group), Kind.INSTANT)
    return _said_of(group) if begins else None


def _said_of(group: str) -> Taken:
    column, word = SAID_OF_A_CLAIM[group]
    return Taken(word, "there is one, and since when is not known", column=column)


def _first(fields: tuple[Field, ...], kind: Kind) -> str:
    return next((each.path for each in fields if each.kind is kind), "")


def _by_word(fields: tuple[Field, ...]) -> Mapping[str, str]:
    """The field that a word says something of."""
    words = [(word, field.path) for field in fields for word in field.choices if word != NONE_WORD]
    return dict(words)
