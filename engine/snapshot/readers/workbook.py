"""Workbooks of spreadsheets, .xlsx and .ods: one sheet, read as a CSV is; see `sheets.table`."""

from __future__ import annotations

from collections.abc import Iterator

from ..pieces import Piece
from ..sheets.table import Table
from ..sheets.workbook import workbook_grid
from ..sources import Source

IS_STREAMED = False


def read(source: Source) -> Iterator[Piece]:
    """The contracts of a sheet. Raises `InputError` for a file that is no workbook, or too large."""
    return Table(workbook_grid(source), source.spreadsheet).pieces()
