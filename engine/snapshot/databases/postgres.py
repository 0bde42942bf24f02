"""A table or view of a PostgreSQL server, read by the library psycopg in one transaction that cannot write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from ...problems import SurroundingsError
from ..given.arrow_stream import Columns
from ..sources import error
from .address import Address
from .table import GivenTable, Names, failed, in_schemas, quoted, reason_of

NOT_INSTALLED = "this needs the library psycopg, which is not installed"
INSTALL = "install it beside closeout: pip install 'closeout[postgres]'"
SPELLING = (
    "write postgresql://user@host:5432/database?table=NAME; a password may stand in ~/.pgpass"
)
SECONDS = 10
"""How long a server is waited for, unless the address says `connect_timeout`."""
ROWS = 2_000
"""Rows that are held at once."""
PUBLIC = "public"
TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY 1, 2
"""
NESTED = frozenset({"json", "jsonb"})


def given(address: Address) -> GivenTable:
    """The contracts in the table."""
    return GivenTable(address, _opened(address))


@contextmanager
def _opened(address: Address) -> Iterator[_Server]:
    """A connection for reading alone. Raises `InputError` where the server cannot be reached, and
    `SurroundingsError` without the library.
    """
    try:
        import psycopg
    except ImportError:
        raise SurroundingsError.at(address.place, NOT_INSTALLED, INSTALL) from None
    options = {
        "connect_timeout": str(SECONDS),
        "application_name": "closeout",
        **dict(address.options),
    }
    url = f"postgresql://{address.rest}?{urlencode(options)}"
    try:
        connection = psycopg.connect(url)
    except psycopg.OperationalError as failure:
        message = f"the server cannot be reached, or lets nobody in: {reason_of(address, failure)}"
        raise error(address.place, message, SPELLING) from None
    except (psycopg.Error, ValueError):  # its words quote the address
        raise error(address.place, "this is no address of a PostgreSQL server", SPELLING) from None
    try:
        with connection, ExitStack() as cursors:
            connection.read_only = True
            _keep_as_text(connection)
            yield _Server(connection, cursors)
    except psycopg.Error as failure:
        raise failed(address, failure) from None


def _keep_as_text(connection: Any) -> None:
    """An instant that Python cannot hold (`infinity`) is a bad value of its cell, and no end of the table."""
    from psycopg import DataError
    from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader

    class OrText:
        def load(self, data: Any) -> object:
            try:
                return super().load(data)  # type: ignore[misc]
            except DataError:
                return bytes(data).decode()

    loaders = {"date": DateLoader, "timestamp": TimestampLoader, "timestamptz": TimestamptzLoader}
    for name, loader in loaders.items():
        connection.adapters.register_loader(name, type(name, (OrText, loader), {}))


class _Server:
    """A connection to a server."""

    def __init__(self, connection: Any, cursors: ExitStack) -> None:
        self._connection = connection
        self._cursors = cursors

    def tables(self) -> Mapping[str, Names]:
        """What lies in the database; what is not in the schema `public` is named with its schema."""
        return in_schemas(self._connection.execute(TABLES).fetchall(), PUBLIC)

    def columns(self, table: Names) -> Columns:
        """Columns may be JSON and arrays."""
        cursor = self._cursors.enter_context(self._connection.cursor(name="closeout"))
        cursor.itersize = ROWS
        cursor.execute(f"SELECT * FROM {quoted(table)}")
        names = tuple(str(each.name) for each in cursor.description)
        nested = frozenset(
            str(each.name) for each in cursor.description if self._is_nested(each.type_code)
        )
        return Columns(names, nested, (tuple(map(_plain, row)) for row in cursor))

    def _is_nested(self, type: int) -> bool:
        known = self._connection.adapters.types.get(type)
        return known is not None and (known.name in NESTED or known.array_oid == type)


def _plain(value: object) -> object:
    """What a cell holds; ids may be UUIDs."""
    return str(value) if isinstance(value, UUID) else value
