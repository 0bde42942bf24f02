"""Parquet, read by the library DuckDB: a table like a spreadsheet, or a contract a row where columns are nested.

The library is loaded only for this format, and opens the file itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...problems import SurroundingsError
from ..given.frames import Frame
from ..pieces import Piece
from ..sources import PARQUET_MAGIC, Source, error

IS_STREAMED = False
GLOB = frozenset("*?[{")
"""What DuckDB takes for patterns."""
INSTALL = "install it beside closeout: pip install 'closeout[scale]'"


def read(source: Source) -> Iterator[Piece]:
    """The contracts; rows are counted from 0: `contracts.parquet[3]`.

    Raises `InputError` for what is no Parquet, and `SurroundingsError` without DuckDB.
    """
    if not source.head.startswith(PARQUET_MAGIC):
        raise error(source.place, "this is no Parquet file", "name it as what it is")
    if not GLOB.isdisjoint(source.name):
        message = "a Parquet file whose name looks like a pattern cannot be read"
        raise error(source.place, message, "rename it")
    try:
        import duckdb
    except ImportError:
        message = "Parquet needs the library DuckDB, which is not installed"
        raise SurroundingsError.at(source.place, message, INSTALL) from None
    try:
        with duckdb.connect() as database:
            yield from Frame(database.read_parquet(source.name), source.name).pieces()
    except duckdb.Error as failure:
        reason = " ".join(str(failure).split())[:200]
        message = f"the Parquet file cannot be read: {reason}"
        raise error(source.place, message, "write it again") from failure
