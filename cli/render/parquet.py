"""The format `parquet`: the table of the format csv with types, for data bases and data frames.

Instants are timestamps in UTC, amounts decimals, flags true or false, and what is not there is null. Written
by the library DuckDB, which is loaded only for this format.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from ...engine.libraries import duckdb_for
from ...engine.problems import (
    MAKE_ROOM,
    TOO_LARGE,
    Place,
    SurroundingsError,
    UsageError,
    on_one_line,
)
from ...engine.report.findings import Report
from ...engine.written import instant_json, money_text
from . import RenderOptions
from .entry_wise import Parts, bytes_of
from .table_rows import TableRows
from .tables import AMOUNTS, FINDINGS, FLAGS, INSTANTS, NUMBERS, At, Cell
from .whereabouts import Spot

TYPES = {
    **dict.fromkeys(INSTANTS, "TIMESTAMPTZ"),
    **dict.fromkeys(NUMBERS, "BIGINT"),
    **dict.fromkeys(AMOUNTS, "DECIMAL(38, 2)"),
    **dict.fromkeys(FLAGS, "BOOLEAN"),
}
"""Of columns; every other holds texts."""
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"threads": 1}
"""Rows keep their order, and the same report gives the same bytes."""
PIECE = 1 << 16
"""Bytes of the file that are handed on at once."""


def render(report: Report, options: RenderOptions) -> bytes:
    """The findings as a Parquet file. Raises `UsageError` without DuckDB."""
    return bytes_of(ENTRIES, report, options)


class ParquetRows(TableRows):
    """The rows of a table as lines of JSON, of which DuckDB makes the file."""

    def __init__(self, options: RenderOptions, otherwise: Spot | None) -> None:
        """Raises `UsageError` without DuckDB."""
        super().__init__(options, otherwise)
        self._database = _library()

    def row(self, cells: Iterable[Cell]) -> str:
        """A line of JSON."""
        pairs = zip(self.table.columns, cells, strict=True)
        return json.dumps({name: _plain(name, value) for name, value in pairs}) + "\n"

    def whole(self, parts: Parts) -> Iterator[bytes]:
        """The file, piece by piece. Raises `SurroundingsError` where there is no room to write it."""
        columns = {name: TYPES.get(name, "VARCHAR") for name in self.table.columns}
        with TemporaryDirectory(prefix="closeout-") as folder:
            rows, file = Path(folder, "rows"), Path(folder, "table")
            with _room():
                with rows.open("w", encoding="utf-8") as stream:
                    stream.writelines(self.rows(parts))
                self._write(rows, columns, file)
            with file.open("rb") as table:
                yield from iter(partial(table.read, PIECE), b"")

    def _write(self, rows: Path, columns: dict[str, str], file: Path) -> None:
        with self._database.connect(config=SETTINGS) as database:
            database.read_json(
                str(rows), format="newline_delimited", columns=columns
            ).write_parquet(str(file))


class ENTRIES(ParquetRows):
    """A row a finding."""

    table = FINDINGS


def _library() -> Any:
    return duckdb_for(Place("--format"), "the format parquet", UsageError)


@contextmanager
def _room() -> Iterator[None]:
    """Whoever finds no room for the file, says so."""
    import duckdb

    try:
        yield
    except (OSError, duckdb.IOException) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else on_one_line(failure)
        raise SurroundingsError.at(
            Place(gettempdir()),
            f"the table cannot be written to it: {(reason or str(failure)).lower()}",
            TOO_LARGE if getattr(failure, "errno", None) == errno.EFBIG else MAKE_ROOM,
        ) from failure


def _plain(column: str, value: Cell) -> object:
    if column in FLAGS:
        return value is not None
    match value:
        case At():
            return instant_json(value.seconds)
        case Fraction():
            return money_text(int(value * 100))
        case str():
            return str(value)
        case _:
            return value
