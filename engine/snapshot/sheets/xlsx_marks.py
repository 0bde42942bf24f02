"""Errors, formulas without values, percents and merged cells in a sheet of an .xlsx file."""

from __future__ import annotations

import posixpath
import re

from ..sources import Source
from .marks import Cell, Marks, Range
from .workbook_parts import Attributes, parse

WORKBOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_PERCENT_FORMATS = frozenset({"9", "10"})
"""Formats that need no declaration: 0% and 0.00%."""
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_QUOTED = re.compile(r'"[^"]*"|\\.')


def xlsx_marks(parts: dict[str, bytes], sheet: str, source: Source) -> Marks:
    """The marks of the sheet of a name. Raises `InputError` for XML that is damaged."""
    book = _Book()
    parse(parts.get(WORKBOOK, b""), source, book.start)
    relations = _Relations()
    parse(parts.get(RELATIONS, b""), source, relations.start)
    target = relations.targets.get(book.sheets.get(sheet, ""), "")
    path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    styles = _Styles()
    if STYLES in parts:
        parse(parts[STYLES], source, styles.start, styles.end)
    cells = _Cells(styles.percents, is_stale=book.is_stale)
    parse(parts.get(path, b""), source, cells.start, cells.end, cells.text)
    return cells.marks


def local(name: str) -> str:
    """The name of an element or an attribute without its prefix."""
    return name.rpartition(":")[2]


class _Book:
    """The sheets by name, with the ids of their relations."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.is_stale = False
        """The workbook asks to be computed when it is opened: it was written by a program."""

    def start(self, tag: str, attributes: Attributes) -> None:
        if local(tag) == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self.sheets[attributes.get("name", "")] = relation
        elif local(tag) == "calcPr":
            self.is_stale = attributes.get("fullCalcOnLoad") in ("1", "true")


class _Relations:
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if local(tag) == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Styles:
    """The styles of cells that show percents, by their positions."""

    def __init__(self) -> None:
        self.percents: set[str] = set()
        self._formats = set(_PERCENT_FORMATS)
        self._is_inside = False
        self._count = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            self._formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            if attributes.get("numFmtId") in self._formats:
                self.percents.add(str(self._count))
            self._count += 1

    def end(self, tag: str) -> None:
        if local(tag) == "cellXfs":
            self._is_inside = False


class _Cells:
    def __init__(self, percents: set[str], *, is_stale: bool) -> None:
        self.marks = Marks()
        self._percents = percents
        self._is_stale = is_stale
        self._row = self._column = -1
        self._attributes: Attributes = {}
        self._has_formula = self._is_value = self._holds = False
        self._value = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        match local(tag):
            case "row":
                written = attributes.get("r", "")
                self._row = int(written) - 1 if written.isdecimal() else self._row + 1
                self._column = -1
            case "c":
                cell = _cell(attributes.get("r", ""))
                self._row, self._column = cell or (self._row, self._column + 1)
                self._attributes, self._value = attributes, ""
                self._has_formula = self._holds = False
            case "f":
                self._has_formula = self._holds = True
            case "v" | "t":
                self._is_value = self._holds = True
            case "mergeCell":
                merged = _range(attributes.get("ref", ""))
                if merged is not None:
                    self.marks.merged.append(merged)

    def text(self, text: str) -> None:
        if self._is_value:
            self._value += text

    def end(self, tag: str) -> None:
        match local(tag):
            case "v" | "t":
                self._is_value = False
            case "c":
                self._take()

    def _take(self) -> None:
        at = (self._row, self._column)
        if not self._holds:
            return
        self.marks.reach(*at)
        kind = self._attributes.get("t", "n")
        if kind == "e":
            self.marks.errors[at] = self._value.strip() or "#N/A"
        elif self._has_formula and (self._is_stale or (not self._value.strip() and kind != "str")):
            self.marks.uncomputed.add(at)
        elif kind == "n" and self._attributes.get("s") in self._percents:
            self.marks.percents.add(at)


def _cell(reference: str) -> Cell | None:
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _range(reference: str) -> Range | None:
    first, _, last = reference.partition(":")
    start, end = _cell(first), _cell(last or first)
    return (*start, *end) if start and end else None
