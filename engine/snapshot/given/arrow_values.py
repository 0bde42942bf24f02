"""The values of an Arrow table, row by row, as the library `nanoarrow` holds them; loaded when a table comes.

The library reads a decimal below zero as a huge one, stops at an instant that Python cannot hold and at a map, and
warns on the standard error stream of what nobody asks for; here each value is taken for what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from itertools import repeat
from sys import byteorder
from typing import Any

from nanoarrow.iterator import PyIterator, RowTupleIterator

from .plain_values import OfType, exact

MAP, DAY, SINGLE = "map", "date32", "float"
EPOCH_DAY, EPOCH = date(1970, 1, 1), datetime(1970, 1, 1)
MILLISECONDS_OF_A_DAY = 86_400_000
PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
FOREVER, SINCE_EVER = "infinity", "-infinity"
"""How PostgreSQL and DuckDB write an instant that never comes, or always was."""


class Values(PyIterator):  # type: ignore[misc]
    """The values of one column, or of what is nested in it."""

    def _warn(self, message: str, category: type[Warning]) -> None:
        """What is below a microsecond, and types of somebody's own, are nothing to warn of."""

    def _iter_us_from_ns(self, parent: Iterable[int | None]) -> Iterator[int | None]:
        for item in parent:
            yield None if item is None else item // 1_000

    def _iter_chunk(self, offset: int, length: int) -> Iterable[object]:
        if self._schema_view.type == MAP:
            return self._map_iter(offset, length)
        if self._schema_view.type == SINGLE:
            return map(exact, super()._iter_chunk(offset, length))
        try:
            return super()._iter_chunk(offset, length)  # type: ignore[no-any-return]
        except KeyError:
            return repeat(OfType(self._schema_view.type), length)

    def _map_iter(self, offset: int, length: int) -> Iterator[object]:
        """A map as an object; it lies in memory as a list of its keys and values."""
        for entries in self._list_iter(offset, length):
            if entries is None:
                yield None
            else:
                yield {str(key): value for key, value in (each.values() for each in entries)}

    def _decimal_iter(self, offset: int, length: int) -> Iterator[Decimal | None]:
        scale = Decimal(-self._schema_view.decimal_scale)
        context = Context(prec=self._schema_view.decimal_precision)
        for item in self._primitive_iter(offset, length):
            if item is None:
                yield None
            else:
                yield Decimal(int.from_bytes(item, byteorder, signed=True)).scaleb(scale, context)

    def _date_iter(self, offset: int, length: int) -> Iterator[date | str | None]:
        per_day = 1 if self._schema_view.type == DAY else MILLISECONDS_OF_A_DAY
        for item in self._primitive_iter(offset, length):
            try:
                yield None if item is None else EPOCH_DAY + timedelta(item // per_day)
            except OverflowError:
                yield FOREVER if item > 0 else SINCE_EVER

    def _timestamp_iter(self, offset: int, length: int) -> Iterator[datetime | str | None]:
        """Instants in UTC, to the second; one without a zone counts as UTC."""
        per_second = PER_SECOND[self._schema_view.time_unit]
        for item in self._primitive_iter(offset, length):
            try:
                yield None if item is None else EPOCH + timedelta(seconds=item // per_second)
            except OverflowError:
                yield FOREVER if item > 0 else SINCE_EVER


class Rows(RowTupleIterator):  # type: ignore[misc]
    """The rows of a table, chunk by chunk."""

    def _make_child(self, schema: Any, array_view: Any) -> Values:
        return Values(schema, array_view=array_view)

    def of(self, array: Any) -> Iterable[tuple[object, ...]]:
        """The rows of a chunk."""
        return self._set_array(array)  # type: ignore[no-any-return]

    def torn_at(self) -> tuple[int, int, OfType] | None:
        """Of the chunk that could not be gone through: the column and the row of its first value that cannot
        be read, both counted from 0, and its type.
        """
        first: tuple[int, int, OfType] | None = None
        for column, child in enumerate(self._children):
            row = 0
            try:
                for _ in child._iter_chunk(self._array_view.offset, len(self._array_view)):
                    row += 1
            except Exception:
                if first is None or row < first[1]:
                    first = column, row, OfType(child._schema_view.type)
        return first
