"""The format `parquet`: the table of the format csv with types, for data bases and data frames.

Instants are timestamps in UTC, amounts decimals, flags true or false, and what is not there is null. Written
by the library DuckDB, which is loaded only for this format.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from ...engine.problems import Place, UsageError
from ...engine.report.findings import Report
from ...engine.written import instant_json, money_text
from . import RenderOptions
from .tables import AMOUNTS, FINDINGS, FLAGS, INSTANTS, NUMBERS, At, Cell, Table

TYPES = {
    **dict.fromkeys(INSTANTS, "TIMESTAMPTZ"),
    **dict.fromkeys(NUMBERS, "BIGINT"),
    **dict.fromkeys(AMOUNTS, "DECIMAL(38, 2)"),
    **dict.fromkeys(FLAGS, "BOOLEAN"),
}
"""Of columns; every other holds texts."""
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"threads": 1}
"""Rows keep their order, and the same report gives the same bytes."""


def render(report: Report, options: RenderOptions) -> bytes:
    """The findings as a Parquet file. Raises `UsageError` without DuckDB."""
    return written(FINDINGS, report)


def written(table: Table, report: Report) -> bytes:
    """A table as a Parquet file. Raises `UsageError` without DuckDB."""
    try:
        import duckdb
    except ImportError:
        raise UsageError.at(
            Place("--format"),
            "the format parquet needs the library DuckDB, which is not installed",
            "install it beside closeout: pip install 'closeout[scale]'",
        ) from None
    with TemporaryDirectory() as folder, duckdb.connect(config=SETTINGS) as database:
        rows, file = Path(folder, "rows"), Path(folder, "table")
        rows.write_text("".join(_lines(table, report)), "utf-8")
        columns = {name: TYPES.get(name, "VARCHAR") for name in table.columns}
        database.read_json(str(rows), format="newline_delimited", columns=columns).write_parquet(
            str(file)
        )
        return file.read_bytes()


def _lines(table: Table, report: Report) -> Iterator[str]:
    for row in table.rows(report):
        pairs = zip(table.columns, row, strict=True)
        yield json.dumps({name: _plain(name, value) for name, value in pairs}) + "\n"


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
