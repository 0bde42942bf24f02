"""A table or view of a SQLite file, read by Python's own library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from urllib.parse import quote

from ..given.arrow_stream import Columns
from ..sources import SQLITE_MAGIC
from .address import Address
from .table import GivenTable, Names, failed, file_of, quoted

TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
)


def given(address: Address) -> GivenTable:
    """The contracts in the table."""
    return GivenTable(address, _opened(address))


@contextmanager
def _opened(address: Address) -> Iterator[_File]:
    """The file, for reading alone."""
    path = file_of(address, SQLITE_MAGIC, 0, "SQLite")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            yield _File(connection)
    except sqlite3.Error as failure:
        raise failed(address, failure) from None


class _File:
    """An open file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> Mapping[str, Names]:
        """What lies in it, but for the tables of SQLite itself."""
        return {name: (name,) for (name,) in self._connection.execute(TABLES)}

    def columns(self, table: Names) -> Columns:
        """SQLite has no nested columns: always a table like a spreadsheet."""
        cursor = self._connection.execute(f"SELECT * FROM {quoted(table)}")
        names = tuple(str(each[0]) for each in cursor.description)
        return Columns(names, frozenset(), cursor)
