"""The format `xlsx`: a workbook with a sheet each of the contracts, the findings and the undecided rules.

Instants are dates in UTC, amounts are numbers, and every text is a text: nothing is calculated, and
nothing becomes a link. Written by the library XlsxWriter, which is loaded only for this format.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ...engine.libraries import workbook_in
from ...engine.problems import Place, UsageError
from ...engine.report.findings import Report
from ...engine.written import instant_json
from . import RenderOptions
from .csv import inert
from .tables import CONTRACTS, FINDINGS, UNDETERMINED, At, Cell, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TITLE = "closeout report"
"""By that the workbook is known among exports, and passed over."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
MOST_ROWS = 1_048_575
"""Rows of a sheet, without its header."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = datetime(1900, 3, 1, tzinfo=UTC)
"""Before that, Excel counts a day that never was."""
WIDEST, NARROWEST = 48, 9
"""Columns of text that a column of the sheet shows."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def render(report: Report, options: RenderOptions) -> bytes:
    """The workbook. Raises `UsageError` without XlsxWriter, and for more rows than a sheet has."""
    content = BytesIO()
    book = workbook_in(content, OPTIONS)
    # Without an instant of its own the same report would be another file each time.
    created = _day(report.as_of) or EPOCH.replace(tzinfo=None)
    book.set_properties({"created": created, "title": TITLE})
    for table in (CONTRACTS, FINDINGS, UNDETERMINED):
        _fill(book, table, report)
    book.close()
    return content.getvalue()


def _fill(book: Workbook, table: Table, report: Report) -> None:
    rows = list(table.rows(report))
    if len(rows) > MOST_ROWS:
        message = f"a sheet holds {MOST_ROWS} rows, and the table {table.name} has {len(rows)}"
        raise UsageError.at(Place("--format"), message, "take the format csv or ndjson")
    sheet = book.add_worksheet(table.name)
    heading = book.add_format({"bold": True, "bottom": 1})
    forms = {
        At: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        Fraction: book.add_format({"num_format": "#,##0.00"}),
    }
    for column, name in enumerate(table.columns):
        kinds = {type(row[column]) for row in rows}
        title = f"{name} (UTC)" if At in kinds else name
        sheet.write_string(0, column, title, heading)
        longest = max((len(str(row[column] or "")) for row in rows[:1_000]), default=0)
        width = 17 if At in kinds else min(max(longest, len(title), NARROWEST), WIDEST)
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, forms.get(type(value)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(table.columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Cell, form: Any) -> None:
    match value:
        case None | "":
            return
        case At():
            day = _day(value.seconds)
            if day is None:
                sheet.write_string(row, column, instant_json(value.seconds))
            else:
                sheet.write_datetime(row, column, day, form)
        case Fraction() | int():
            sheet.write_number(row, column, float(value), form)
        case _:
            sheet.write_string(row, column, inert(str(value))[:LONGEST_TEXT])


def _day(seconds: int) -> datetime | None:
    """An instant without its zone, as sheets have it; None where their calendar does not reach."""
    try:
        found = EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return found.replace(tzinfo=None) if found >= FIRST_DAY else None
