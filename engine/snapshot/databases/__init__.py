"""Exports that are no files: a table of a database, or Parquet in a store of objects, named by an address.

`sqlite:///app.db?table=contracts`, `duckdb:///app.duckdb?table=contracts`,
`postgresql://host/database?table=contracts`, `s3://bucket/contracts/*.parquet`. A library is loaded only for
its own addresses.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from ...problems import did_you_mean
from ..given.given import Given
from ..sources import error
from .address import Address, address_of

MODULES = {
    "sqlite": "sqlite_file",
    "duckdb": "duckdb_file",
    "postgresql": "postgres",
    "postgres": "postgres",
    "s3": "object_store",
    "gs": "object_store",
    "r2": "object_store",
}
"""The module for each scheme of an address."""
FETCHED = ("http", "https", "ftp")


class _Module(Protocol):
    def given(self, address: Address) -> Given: ...


def given_at(name: str) -> Given:
    """What lies at an address. Raises `InputError` for an address of nothing that is known."""
    address = address_of(name)
    module = MODULES.get(address.scheme)
    if module is None:
        hint = did_you_mean(address.scheme, MODULES, f"known: {', '.join(MODULES)}")
        if address.scheme in FETCHED:
            hint = "nothing is fetched from there: download it, and name the file"
        raise error(address.place, f"no export is read from {address.scheme}://", hint)
    return cast(_Module, import_module(f"{__name__}.{module}")).given(address)
