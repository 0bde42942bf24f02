"""The template as a workbook: days are formatted as days, words can be chosen from a list."""

from __future__ import annotations

import io
from collections.abc import Iterable

from ...libraries import workbook_in
from ..fields import BY_PATH, Field, Kind
from ..sheets.columns import Column
from .new_template import legend, template_columns

_ROWS = 1_000
"""So many rows are made ready to be filled in."""


def new_workbook(*, is_full: bool, own: Iterable[Field] = ()) -> bytes:
    """The file. Raises `UsageError` without the library `XlsxWriter`."""
    content = io.BytesIO()
    book = workbook_in(content, {"in_memory": True})
    sheet = book.add_worksheet("contracts")
    heading = book.add_format({"bold": True, "bottom": 1})
    small = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    columns = template_columns(is_full=is_full, own=own)
    for index, (column, about) in enumerate(zip(columns, legend(columns), strict=True)):
        form = day if column.kind is Kind.INSTANT or column.name == "as_of" else text
        is_plain = column.kind in (Kind.MONEY, Kind.HOURS, Kind.NUMBER, Kind.COUNT)
        sheet.set_column(index, index, max(14, len(column.name) + 2), None if is_plain else form)
        sheet.write_string(0, index, column.name, heading)
        sheet.write_string(1, index, about, small)
        words = _words(column)
        if words:
            choice = {"validate": "list", "source": words, "error_type": "information"}
            sheet.data_validation(2, index, _ROWS, index, choice)
    sheet.freeze_panes(2, 1)
    book.close()
    return content.getvalue()


def _words(column: Column) -> list[str]:
    field = column.own or BY_PATH.get((column.scope, ".".join(column.keys)))
    if column.kind is Kind.FLAG:
        return ["yes", "no"]
    return list(field.choices) if field and field.kind is Kind.ENUM else []
