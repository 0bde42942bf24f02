"""The library DuckDB, loaded only where something asks for it."""

from __future__ import annotations

from types import ModuleType

from ...problems import Place, SurroundingsError

INSTALL = "install it beside closeout: pip install 'closeout[scale]'"


def loaded(place: Place, what: str = "this") -> ModuleType:
    """The library. `what` needs it; raises `SurroundingsError` at the place where it is not installed."""
    try:
        import duckdb
    except ImportError:
        message = f"{what} needs the library DuckDB, which is not installed"
        raise SurroundingsError.at(place, message, INSTALL) from None
    return duckdb
