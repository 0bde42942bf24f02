"""Parquet, read by the library DuckDB: a table like a spreadsheet, or a contract a row where columns are nested.

The library is loaded only for this format, and opens the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...libraries import duckdb_for
from ...problems import on_one_line
from ..given.frames import Frame
from ..pieces import Piece
from ..sources import PARQUET_MAGIC, Source, error

IS_STREAMED = False
GLOB = frozenset("*?[{")
"""What DuckDB takes for patterns."""


def read(source: Source) -> Iterator[Piece]:
    """The contracts; rows are counted from 0: `contracts.parquet[3]`.

    Raises `InputError` for what is no Parquet, and `SurroundingsError` without DuckDB.
    """
    if not source.head.startswith(PARQUET_MAGIC):
        raise error(source.place, "this is no Parquet file", "name it as what it is")
    if not GLOB.isdisjoint(source.name):
        message = "a Parquet file whose name looks like a pattern cannot be read"
        raise error(source.place, message, "rename it")
    duckdb = duckdb_for(source.place, "Parquet")
    try:
        with duckdb.connect() as database:
            yield from Frame(database.read_parquet(source.name), source.name).pieces()
    except duckdb.Error as failure:
        message = f"the Parquet file cannot be read: {on_one_line(failure)}"
        raise error(source.place, message, "write it again") from failure
