"""CSV: a table as a text file, with commas, semicolons or tabs between its cells.

Which of them it is, is settled by the headings that are known, or said by a first line `sep=;`.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator
from itertools import islice

from ...problems import InputError, Level, Place, Problem
from ..places import Lines
from ..sources import Source, error
from .grid import Row, cell_name
from .headings import known_headings

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
ROWS_TO_LOOK_AT = 50
"""How far down the headings may stand."""
_RETURN_ALONE = "new-line character seen in unquoted field"
"""How the parser says that a row ends in a carriage return, and another one in a line feed."""


class CsvGrid:
    """The rows of a CSV file."""

    is_rectangular = True
    has_partial_rows = False
    elsewhere = ""

    def __init__(self, source: Source) -> None:
        text = source.text()
        self._lines = Lines(source.name, text)
        self._starts = array("Q", [0])
        """Where each row begins, by its number."""
        self.notes: list[Problem] = []
        self._first = 0
        self.delimiter = self._told_delimiter(text) or self._delimiter_of_headings()
        if source.encoding is not None:
            self._note(f"read as {source.encoding.upper()}")
        if self.delimiter != ",":
            names = DELIMITERS.get(self.delimiter, f'"{self.delimiter}"')
            self._note(f"read with {names} between the cells")

    def _note(self, message: str) -> None:
        self.notes.append(Problem(self._lines.start(0), message, level=Level.NOTE))

    def _told_delimiter(self, text: str) -> str:
        """What a first line `sep=;` says; spreadsheets do not count it as a row."""
        line, end, _ = text[:20].partition("\n")
        bare = line.rstrip("\r").strip('"')
        if not end or not bare.casefold().startswith("sep=") or len(bare) > 5:
            return ""
        self._first = len(line) + 1
        return bare[4:] or "\t"

    def _delimiter_of_headings(self) -> str:
        best, most = ",", 0
        for delimiter in DELIMITERS:
            number = 0
            try:
                for _, cells in islice(self._records(delimiter), ROWS_TO_LOOK_AT):
                    number = max(number, known_headings(cells) if len(cells) > 1 else 0)
            except csv.Error:
                continue
            if number > most:
                best, most = delimiter, number
        return best

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty. Raises `InputError`."""
        records = self._records(self.delimiter)
        number = 0
        while True:
            try:
                record = next(records, None)
            except csv.Error as failure:
                raise self._refused(number + 1, str(failure)) from None
            if record is None:
                return
            number, cells = record
            if any(cells):
                yield Row(number, cells)

    def _refused(self, number: int, reason: str) -> InputError:
        """Why a row is not CSV, by what the parser says."""
        if reason.startswith(_RETURN_ALONE):
            what = "rows end in a carriage return here and in a line feed elsewhere"
            return error(self.place(number), what, "save it as CSV UTF-8")
        hint = f"a quote is not closed, or a cell is longer than {csv.field_size_limit()}"
        return error(self.place(number), "this row is not CSV", hint)

    def _records(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """Each row with its number, empty ones as well; where they begin is noted."""
        offset = self._first
        text = self._lines.text
        self._starts = array("Q", [0])

        def lines() -> Iterator[str]:
            nonlocal offset
            while offset < len(text):
                end = text.find("\n", offset) + 1 or len(text)
                line, offset = text[offset:end], end
                yield line

        reader = csv.reader(lines(), delimiter=delimiter, strict=True)
        while True:
            self._starts.append(offset)
            cells = next(reader, None)
            if cells is None:
                return
            yield len(self._starts) - 1, cells

    def row_name(self, row: int) -> str:
        """As a spreadsheet counts."""
        return f"row {row}"

    def start(self, row: int) -> Place:
        """Where a row begins, without the quoted line."""
        return self._lines.start(self._starts[row])

    def place(self, row: int, column: int | None = None, name: str = "") -> Place:
        """Where a row or a cell begins, found by counting the delimiters before it."""
        text, is_quoted = self._lines.text, False
        offset = self._starts[min(row, len(self._starts) - 1)]
        before = column or 0
        while before and offset < len(text):
            character = text[offset]
            if character == '"':
                is_quoted = not is_quoted
            elif character == self.delimiter and not is_quoted:
                before -= 1
            offset += 1
        place = self._lines.place(offset)
        return Place(
            place.file, place.line, place.column, place.quoted, cell_name(row, column, name)
        )
