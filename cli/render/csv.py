"""The format `csv` (RFC 4180, UTF-8): one row a finding, for spreadsheets.

No cell can become a formula: one that would begin with `= + - @` (also in their wide forms), a
tabulator or a carriage return gets an apostrophe before it. The same holds after a semicolon, which
many spreadsheets take for the end of a cell. Characters that do not print are made visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from csv import writer
from fractions import Fraction
from io import StringIO

from ...engine.problems import shown
from ...engine.report.findings import Report
from ...engine.written import instant_json, money_text
from . import RenderOptions
from .entry_wise import Parts, text_of
from .layout import SPACES
from .table_rows import TableRows
from .tables import FINDINGS, At, Cell

FORMULA = re.compile("(^|;)(?=\\s*[=+\\-@\t\r＝＋－＠])")


def render(report: Report, options: RenderOptions) -> str:
    """The findings as a table with a header; lines end in CR LF."""
    return text_of(ENTRIES, report, options)


class CsvRows(TableRows):
    """The rows of a table as lines that end in CR LF, under a header."""

    def row(self, cells: Iterable[Cell]) -> str:
        """A line."""
        out = StringIO()
        writer(out, lineterminator="\r\n").writerow(map(cell, cells))
        return out.getvalue()

    def whole(self, parts: Parts) -> Iterator[str]:
        """The header and all lines."""
        yield self.row(self.table.columns)
        yield from self.rows(parts)


class ENTRIES(CsvRows):
    """A line a finding."""

    table = FINDINGS


def cell(value: Cell) -> str:
    """A value as a spreadsheet may have it; what there is not is empty."""
    match value:
        case None:
            return ""
        case At():
            return instant_json(value.seconds)
        case Fraction():
            return money_text(int(value * 100))
        case _:
            text = inert(str(value))
            return FORMULA.sub(r"\1'", text)


def inert(text: str) -> str:
    """A text of others on one line, with everything visible and no command for a build server.

    Such a server looks for `##[name]` anywhere in a line, for `::name::` only where no cell begins.
    """
    return shown(SPACES.sub(" ", text)).replace("##[", r"\x23#[")
