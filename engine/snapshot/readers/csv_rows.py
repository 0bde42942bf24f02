"""Tables in text files, CSV or Markdown: one row a milestone, with the columns of its contract repeated.

See `sheets.table`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..pieces import Piece
from ..sheets.csv_grid import CsvGrid
from ..sheets.long_table import LongTable
from ..sheets.markdown_grid import HEAD, MarkdownGrid, is_markdown_table
from ..sources import Source

IS_STREAMED = False


def read(source: Source) -> Iterator[Piece]:
    """The contracts of a file in the order of their first rows, then the header.

    What is wrong with the columns comes before all, with an empty header.
    Raises `InputError` where rows cannot be told apart or columns not named.
    """
    is_markdown = is_markdown_table(source.head[:HEAD].decode(errors="replace"))
    grid = MarkdownGrid(source) if is_markdown else CsvGrid(source)
    return LongTable(grid, source.spreadsheet).pieces()
