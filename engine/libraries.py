"""Libraries that are not always installed, loaded only where something asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING

from .problems import CloseoutError, Place, SurroundingsError, UsageError

if TYPE_CHECKING:
    from xlsxwriter import Workbook


def duckdb_for(
    place: Place, what: str = "this", error: type[CloseoutError] = SurroundingsError
) -> ModuleType:
    """DuckDB. `what` needs it; raises the error at the place where it is not installed."""
    try:
        import duckdb
    except ImportError:
        hint = "install it beside closeout: pip install 'closeout[scale]'"
        raise error.at(place, _missing(what, "DuckDB"), hint) from None
    return duckdb


def workbook_in(content: BytesIO, options: Mapping[str, bool]) -> Workbook:
    """A workbook to be written. Raises `UsageError` where XlsxWriter is not installed."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        hint = "install it beside closeout: pip install XlsxWriter; it is in the extra `xlsx`"
        message = _missing("the format xlsx", "XlsxWriter")
        raise UsageError.at(Place("--format"), message, hint) from None
    return Workbook(content, options)


def _missing(what: str, library: str) -> str:
    return f"{what} needs the library {library}, which is not installed"
