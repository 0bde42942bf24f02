"""Errors, formulas without values, percents and merged cells in a sheet of an .ods file."""

from __future__ import annotations

from ..sources import Source
from .marks import MOST_CELLS, Marks
from .workbook_parts import Attributes, parse

CONTENT = "content.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")


def ods_marks(parts: dict[str, bytes], sheet: str | None, source: Source) -> Marks:
    """The marks of the sheet of a name; None: of all, laid over each other.

    Raises `InputError` for XML that is damaged.
    """
    cells = _Cells(sheet)
    parse(parts.get(CONTENT, b""), source, cells.start, cells.end, cells.text)
    return cells.marks


class _Cells:
    def __init__(self, sheet: str | None) -> None:
        self.marks = Marks()
        self._sheet = sheet
        self._is_here = False
        self._row = self._column = 0
        self._rows = 1
        self._attributes: Attributes | None = None
        self._text = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "table:table":
            self._is_here = self._sheet in (None, attributes.get("table:name"))
            self._row = 0
        elif not self._is_here:
            return
        elif tag == "table:table-row":
            self._rows = _number(attributes, "table:number-rows-repeated")
            self._column = 0
        elif tag in _CELLS:
            self._attributes, self._text = attributes, ""

    def text(self, text: str) -> None:
        if self._attributes is not None:
            self._text += text

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self._is_here = False
        elif not self._is_here:
            return
        elif tag == "table:table-row":
            self._row += self._rows
        elif tag in _CELLS and self._attributes is not None:
            self._take(self._attributes)
            self._attributes = None

    def _take(self, attributes: Attributes) -> None:
        columns = _number(attributes, "table:number-columns-repeated")
        column, self._column = self._column, self._column + columns
        has_formula = "table:formula" in attributes
        kind = attributes.get("office:value-type", "")
        if not (has_formula or kind or self._text.strip()):
            return
        self.marks.reach(self._row + self._rows - 1, column + columns - 1)
        is_error = attributes.get("calcext:value-type") == "error"
        if self._rows * columns > MOST_CELLS:
            return  # the sheet is refused for its size
        at = [(self._row + r, column + c) for r in range(self._rows) for c in range(columns)]
        if is_error:
            self.marks.errors |= dict.fromkeys(at, self._text.strip() or "#N/A")
        elif has_formula and not kind:
            self.marks.uncomputed.update(at)
        elif kind == "percentage":
            self.marks.percents.update(at)
        down = _number(attributes, "table:number-rows-spanned")
        right = _number(attributes, "table:number-columns-spanned")
        if down > 1 or right > 1:
            last = (self._row + down - 1, column + right - 1)
            self.marks.merged.append((self._row, column, *last))


def _number(attributes: Attributes, name: str) -> int:
    written = attributes.get(name, "1")
    return int(written) if written.isdecimal() and len(written) < 10 else 1
