"""CSV: one row a milestone, with the columns of its contract repeated; see `sheets.table`."""

from __future__ import annotations

from collections.abc import Iterator

from ..pieces import Piece
from ..sheets.csv_grid import CsvGrid
from ..sheets.table import Table
from ..sources import Source

IS_STREAMED = False


def read(source: Source) -> Iterator[Piece]:
    """The contracts of a file in the order of their first rows, then the header.

    What is wrong with the columns comes before all, with an empty header.
    Raises `InputError` where rows cannot be told apart or columns not named.
    """
    return Table(CsvGrid(source), source.spreadsheet).pieces()
