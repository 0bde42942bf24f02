"""A table or view of a DuckDB file, read by the library DuckDB, which has no access to anything else meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...libraries import duckdb_for
from ..given.arrow_stream import Columns
from ..given.duckdb_frames import typed_columns
from ..sources import DUCKDB_MAGIC, DUCKDB_MAGIC_AT
from .address import Address
from .table import GivenTable, Names, failed, file_of, in_schemas, quoted

if TYPE_CHECKING:
    import duckdb

NOTHING_ELSE: dict[str, str | bool | int | float | list[str]] = {"enable_external_access": False}
"""A view in the file may not read other files, nor the network."""
MAIN = "main"
TABLES = (
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary UNION ALL "
    "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY ALL"
)


def given(address: Address) -> GivenTable:
    """The contracts in the table."""
    return GivenTable(address, _opened(address))


@contextmanager
def _opened(address: Address) -> Iterator[_File]:
    """The file, for reading alone. Raises `SurroundingsError` without DuckDB."""
    path = file_of(address, DUCKDB_MAGIC, DUCKDB_MAGIC_AT, "DuckDB")
    duckdb = duckdb_for(address.place)
    try:
        with duckdb.connect(str(path), read_only=True, config=NOTHING_ELSE) as connection:
            yield _File(address, connection)
    except duckdb.Error as failure:
        raise failed(address, failure) from None


class _File:
    """An open file."""

    def __init__(self, address: Address, connection: duckdb.DuckDBPyConnection) -> None:
        self._address = address
        self._connection = connection

    def tables(self) -> Mapping[str, Names]:
        """What lies in it; what is not in the schema `main` is named with its schema."""
        return in_schemas(self._connection.execute(TABLES).fetchall(), MAIN)

    def columns(self, table: Names) -> Columns:
        """Columns may be structs and lists."""
        rows = self._connection.sql(f"SELECT * FROM {quoted(table)}")
        return typed_columns(rows, self._address.shown)
