"""Options of every command that reads tables: what their files leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..engine.snapshot.spreadsheet import DayOrder, Encoding

if TYPE_CHECKING:
    from ..engine.snapshot.spreadsheet import Spreadsheet

DatesOption = Annotated[
    DayOrder | None,
    typer.Option(
        "--dates", help="Order of days like 1/2/2026 in tables; by default as a column shows it."
    ),
]
SheetOption = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook; by default the first."),
]
EncodingOption = Annotated[
    Encoding | None,
    typer.Option(
        "--encoding", help="Encoding of text files; default: UTF-8, or as they are marked."
    ),
]


def spreadsheet(
    dates: DayOrder | None, sheet: str | None, encoding: Encoding | None
) -> Spreadsheet:
    """How the tables of this run are to be read."""
    from ..engine.snapshot.spreadsheet import Spreadsheet

    return Spreadsheet(encoding, sheet or "", dates)
