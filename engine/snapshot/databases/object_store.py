"""Parquet in a store of objects, such as `s3://bucket/contracts/*.parquet`, read by DuckDB's extension httpfs.

The extension is loaded where it is installed, and never fetched: what a run takes from the network is what its
user has named.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...libraries import duckdb_for
from ...problems import SurroundingsError, on_one_line
from ..given.frames import Frame
from ..pieces import Piece
from ..sources import PARQUET_ENDING, error
from .address import Address

FETCH = "install it once, where there is a network: python -c \"import duckdb; duckdb.sql('INSTALL httpfs')\""
NO_FETCHING: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False
}


def given(address: Address) -> Objects:
    """The contracts in the objects."""
    return Objects(address)


class Objects:
    """The contracts in some objects."""

    is_streamed = False

    def __init__(self, address: Address) -> None:
        self.name = address.shown
        self._address = address

    def pieces(self) -> Iterator[Piece]:
        """The contracts. Raises `SurroundingsError` without DuckDB and its extension."""
        if not self._address.rest.casefold().endswith(PARQUET_ENDING):
            hint = "name objects that end in .parquet; * and ** stand for any"
            raise error(self._address.place, "only Parquet is read from there", hint)
        duckdb = duckdb_for(self._address.place)
        with duckdb.connect(config=NO_FETCHING) as database:
            try:
                database.load_extension("httpfs")
            except duckdb.Error:
                message = f"{self._address.scheme}:// needs DuckDB's extension httpfs, which is not installed"
                raise SurroundingsError.at(self._address.place, message, FETCH) from None
            try:
                yield from Frame(database.read_parquet(self._address.name), self.name).pieces()
            except duckdb.Error as failure:
                message = f"the objects cannot be read: {on_one_line(failure)}"
                raise error(self._address.place, message) from None
