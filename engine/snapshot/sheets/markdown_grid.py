"""A table as Markdown writes it: cells between `|`, and a line of dashes under the headings.

The first table of a text is read; what stands above and below it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from ...problems import Level, Place, Problem
from ..places import Lines
from ..sources import Source
from .grid import Row, cell_name

_UNDER_HEADINGS = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?", re.ASCII)
"""Without blanks."""
_CELL = re.compile(r"(?:[^|\\]|\\.)*")
_WRAPPED = re.compile(r"(\*\*|__|`)(.+)\1", re.DOTALL)
"""A whole cell in bold letters, or as code."""
LINES_TO_LOOK_AT = 50
"""How far down the table may begin."""
HEAD = 1 << 16
"""Bytes that are looked at for that."""


def is_markdown_table(text: str) -> bool:
    """Whether a text begins with a table of Markdown, or has one below its first lines."""
    return _first_line(text.split("\n", LINES_TO_LOOK_AT)) is not None


def _first_line(lines: list[str]) -> int | None:
    """The index of the line that holds the headings."""
    for index, (line, below) in enumerate(pairwise(lines[:LINES_TO_LOOK_AT])):
        if "|" in line and "|" in below and _UNDER_HEADINGS.fullmatch(re.sub(r"\s", "", below)):
            return index
    return None


class MarkdownGrid:
    """The rows of the first table of a text."""

    is_rectangular = True
    has_partial_rows = False
    elsewhere = ""

    def __init__(self, source: Source) -> None:
        text = source.text()
        self._lines = Lines(source.name, text)
        self._texts = text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._texts), initial=0))
        self._head = _first_line(self._texts) or 0
        note = Problem(self._lines.start(0), "read as a table of Markdown", level=Level.NOTE)
        self.notes: list[Problem] = [note]

    def rows(self) -> Iterator[Row]:
        """The headings, and the rows below the line under them; counted as lines.

        Cells that are missing at the end of a row are empty, as Markdown shows them.
        """
        width = len(_cells(self._texts[self._head]))
        for index in range(self._head, len(self._texts)):
            if index == self._head + 1:
                continue
            line = self._texts[index]
            if "|" not in line:
                return
            cells = [text for _, text in _cells(line)]
            if any(cells):
                yield Row(index + 1, [*cells, *[""] * (width - len(cells))])

    def row_name(self, row: int) -> str:
        """As the rows of a table are counted."""
        return f"row {row}"

    def start(self, row: int) -> Place:
        """Where a row begins, without the quoted line."""
        return self._lines.start(self._starts[max(row - 1, 0)])

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """Where a row or a cell begins."""
        offset = self._starts[max(row - 1, 0)]
        if column is not None and row:
            cells = _cells(self._texts[row - 1])
            offset += cells[column][0] if column < len(cells) else 0
        place = self._lines.place(offset)
        return Place(
            place.file, place.line, place.column, place.quoted, cell_name(row, column, name)
        )


def _cells(line: str) -> list[tuple[int, str]]:
    """The cells of a line, each with where it begins."""
    cells: list[tuple[int, str]] = []
    position = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    if line[position : position + 1] == "|":
        position += 1
    while position <= end:
        match = _CELL.match(line, position, end)
        assert match is not None
        written = match[0]
        if match.end() >= end and not written.strip() and cells:
            break  # behind the last mark
        begins = position + len(written) - len(written.lstrip())
        cells.append((begins, _text(written)))
        position = match.end() + 1
    return cells


def _text(written: str) -> str:
    bare = written.strip().replace("\\|", "|")
    wrapped = _WRAPPED.fullmatch(bare)
    return wrapped[2].strip() if wrapped else bare
