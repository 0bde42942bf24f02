"""The table of a database that an address means, and the contracts in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from ...opening import noted
from ...problems import InputError, likely, nearest, suggestion
from ..given.arrow_stream import Columns
from ..given.frames import pieces_of
from ..pieces import Piece
from ..sources import error, unreadable
from .address import TABLE, Address

MOST_TABLES = 5
"""So many tables are named."""
Names = tuple[str, ...]
"""The parts of a table's whole name: its schema, if it needs one, and its own."""


class Database(Protocol):
    """An open database."""

    def tables(self) -> Mapping[str, Names]:
        """Tables and views by the name that an address has for them."""
        ...

    def columns(self, table: Names) -> Columns:
        """A table: its columns, and its rows as they come."""
        ...


class GivenTable:
    """The contracts in a table of a database."""

    is_streamed = False

    def __init__(self, address: Address, database: AbstractContextManager[Database]) -> None:
        self.name = address.shown
        self._address = address
        self._database = database

    def pieces(self) -> Iterator[Piece]:
        """The contracts. Raises `InputError` without such a database or table."""
        with self._database as database:
            tables = database.tables()
            yield from pieces_of(database.columns(_meant(self._address, tables)), self.name)


def _meant(address: Address, tables: Mapping[str, Names]) -> Names:
    """The table that is asked for."""
    if address.table is not None and address.table in tables:
        return tables[address.table]
    if not tables:
        raise error(address.place, "the database has no table that can be read")
    if address.table is None:
        known = ", ".join(list(tables)[:MOST_TABLES])
        more = f" and {len(tables) - MOST_TABLES} more" if len(tables) > MOST_TABLES else ""
        hint = f"add ?{TABLE}=NAME; there are: {known}{more}"
        raise error(address.place, "it is not said which table is meant", hint)
    near = nearest(address.table, tables)
    there = ", ".join(likely(address.table, tables, MOST_TABLES))
    hint = suggestion(near) if near else f"there are: {there}"
    raise error(address.place, f'the database has no table "{address.table}"', hint)


def file_of(address: Address, magic: bytes, at: int, what: str) -> Path:
    """The file of a database, noted as read. Raises `InputError` where it is none of the kind."""
    if address.file is None:
        hint = f"write {address.scheme}:///file?{TABLE}=NAME; with four slashes from the root"
        raise error(address.place, "the address names no file", hint)
    if address.options:
        unknown = address.options[0][0]
        raise error(
            address.place, f"an address of a file has no {unknown}", f"it has {TABLE} alone"
        )
    path = Path(address.file)
    try:
        with noted(path.open("rb")) as stream:
            head = stream.read(at + len(magic))
    except OSError as fault:
        raise unreadable(address.shown, fault) from None
    except ValueError:
        raise error(address.place, "this is not the name of a file") from None
    if head[at:] != magic:
        raise error(address.place, f"this is no {what} database", "name it as what it is")
    return path


def in_schemas(found: Iterable[tuple[str, str]], usual: str) -> dict[str, Names]:
    """Tables by their schema and name; one that is not in the usual schema is named with its own."""
    return {
        table if schema == usual else f"{schema}.{table}": (schema, table)
        for schema, table in found
    }


def quoted(table: Names) -> str:
    """The name of a table in SQL."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in table)


def failed(address: Address, failure: Exception) -> InputError:
    """What a database says about a table that it cannot give."""
    return error(address.place, f"the table cannot be read: {reason_of(address, failure)}")


def reason_of(address: Address, failure: Exception) -> str:
    """The words of a database on one line, without what is secret in the address."""
    reason = " ".join(str(failure).split())
    for secret in sorted(address.secrets, key=len, reverse=True):
        reason = reason.replace(f'"{secret}"', '"..."')
        if len(secret) >= LEAST_SECRET:
            reason = reason.replace(secret, "...")
    return reason[:200]


LEAST_SECRET = 3
"""What is shorter is only hidden where it is quoted: it may be part of any word."""
