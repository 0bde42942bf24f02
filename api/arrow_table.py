"""A report as a table of the Arrow C stream interface, made by the library `nanoarrow`."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from .cli.render.tables import (
    AMOUNTS,
    CONTRACTS,
    FINDINGS,
    FLAGS,
    INSTANTS,
    NUMBERS,
    UNDETERMINED,
    At,
    Cell,
    Table,
)
from .engine.problems import Place, SurroundingsError, UsageError
from .engine.snapshot.given.arrow_stream import INSTALL

if TYPE_CHECKING:
    from .engine.report.findings import Report

TABLES = {table.name: table for table in (FINDINGS, CONTRACTS, UNDETERMINED)}

DIGITS, DECIMALS, AMOUNT_BYTES = 38, 2, 16


class ArrowTable:
    """A table that hands itself over: `polars.DataFrame(table)`, `pyarrow.table(table)`."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows, by the Arrow PyCapsule interface."""
        stream: object = self._array.__arrow_c_stream__(requested_schema)
        return stream

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._array)


def arrow_table(
    report: Report, name: Literal["findings", "contracts", "undetermined"]
) -> ArrowTable:
    """A table of a report.

    Raises `UsageError` for a table that there is not, `SurroundingsError` where nanoarrow is not installed.
    """
    if name not in TABLES:
        message = f"there is no table {str(name)[:60]!r}"
        raise UsageError.at(Place("to_arrow"), message, f"there are {', '.join(TABLES)}")
    try:
        import nanoarrow
    except ImportError:
        message = "Arrow tables need the library nanoarrow, which is not installed"
        raise SurroundingsError.at(Place("to_arrow"), message, INSTALL) from None
    return ArrowTable(nanoarrow.Array(_struct(nanoarrow, TABLES[name], report)))


def _struct(arrow: Any, table: Table, report: Report) -> Any:
    rows = list(table.rows(report))
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    children = [
        _column(arrow, name, values) for name, values in zip(table.columns, columns, strict=True)
    ]
    types = {name: child.schema for name, child in zip(table.columns, children, strict=True)}
    return arrow.c_array_from_buffers(
        arrow.struct(types), len(rows), [None], null_count=0, children=children
    )


def _column(arrow: Any, name: str, values: Sequence[Cell]) -> Any:
    if name in INSTANTS:
        type = arrow.timestamp("s", timezone="UTC")
        return _packed(arrow, type, values, lambda part: array("q", map(_seconds, part)))
    if name in AMOUNTS:
        type = arrow.decimal128(DIGITS, DECIMALS)
        return _packed(arrow, type, values, lambda part: b"".join(map(_amount, part)))
    if name in NUMBERS:
        return arrow.c_array(values, arrow.int64())
    if name in FLAGS:
        return arrow.c_array([value is not None for value in values], arrow.bool_())
    return arrow.c_array(
        [None if value is None else str(value) for value in values], arrow.string()
    )


def _packed(
    arrow: Any, type: Any, values: Sequence[Cell], pack: Callable[[Sequence[Cell]], Any]
) -> Any:
    """A column of numbers of a fixed width; `None` is marked in the bitmap before them."""
    known = bytearray((len(values) + 7) // 8)
    for index, value in enumerate(values):
        if value is not None:
            known[index // 8] |= 1 << index % 8
    missing = sum(value is None for value in values)
    buffers = [bytes(known), pack(values)]
    return arrow.c_array_from_buffers(type, len(values), buffers, null_count=missing)


def _seconds(value: Cell) -> int:
    return value.seconds if isinstance(value, At) else 0


def _amount(value: Cell) -> bytes:
    cents = int(value * 10**DECIMALS) if isinstance(value, Fraction) else 0
    return cents.to_bytes(AMOUNT_BYTES, "little", signed=True)
