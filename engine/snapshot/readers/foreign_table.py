"""Tables that platforms write: which one it is, by its headings, and its rows.

Headings are known in any case, columns are separated by commas, semicolons or tabs; a first line `sep=;`,
which spreadsheets write, is passed over. The columns of a table stand in its schema.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from ...problems import KEEP_ONE, InputError, Level, Place, Problem
from ..bad_value import found
from ..sheets.grid import letters
from ..sheets.totals import is_total
from ..sources import Source, error
from .source_schema import columns_of, heading, missing_columns, required_of

DELIMITERS = ",;\t"
SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
LEAST_OF_A_TABLE = 2
"""Columns that a header has of a table whose others are missing."""


class ForeignTable(Struct, frozen=True):
    """A table of a known kind."""

    schema: str
    """In `schemas/sources/`."""
    delimiter: str
    rows: list[tuple[Place, dict[str, str]]]
    """The cells of each row by the headings of the schema; other columns by their own."""
    passed_over: list[Problem] = field(default_factory=list)
    """Notes about rows that add up others."""


def table_of(
    source: Source, schemas: Mapping[str, str], expected: str, of_ones_own: str = ""
) -> ForeignTable:
    """The table of a source, which is one of some schemas; what each is called stands beside it.

    `of_ones_own`: what to do with a table that no platform wrote.

    Raises `InputError` where it is none of them, or a row has too few cells.
    """
    lines = source.text().splitlines(keepends=True)
    first = 1 if lines and SEP_LINE.fullmatch(lines[0].strip()) else 0
    delimiter = delimiter_of(lines[first] if first < len(lines) else "", schemas)
    cells = _cells(source.name, lines, first, delimiter)
    place, header = next(cells, (source.place, []))
    schema = _schema_of(header, place, schemas, expected, of_ones_own)
    names = _names(header, place, schema)
    rows: list[tuple[Place, dict[str, str]]] = []
    sums: list[Problem] = []
    for place, row in cells:
        if is_total(row):
            bare = replace(place, quoted="")
            sums.append(Problem(bare, "the row is not read: it adds up others", level=Level.NOTE))
            continue
        if len(row) != len(names):
            message = f"expected {len(names)} cells, found {len(row)}"
            raise error(place, message, "is the file cut off?")
        rows.append((place, dict(zip(names, row, strict=True))))
    return ForeignTable(schema, delimiter, rows, sums)


def delimiter_of(header: str, schemas: Mapping[str, str]) -> str:
    """The one that makes most known headings out of a header."""
    known = {heading(name) for schema in schemas for name in columns_of(schema)}
    count = {each: len(known.intersection(headings_of(header, each))) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: count[each])


def headings_of(header: str, delimiter: str) -> list[str]:
    """The folded headings of a header line."""
    return [heading(cell.strip(' "\r\n\ufeff')) for cell in header.split(delimiter)]


def _schema_of(
    header: list[str], place: Place, schemas: Mapping[str, str], expected: str, of_ones_own: str
) -> str:
    """The table that a header belongs to. Raises `InputError`."""
    folded = {heading(cell) for cell in header}
    missing = {schema: missing_columns(schema, folded) for schema in schemas}
    whole = next((schema for schema in schemas if not missing[schema]), None)
    if whole is not None:
        return whole
    shared = {
        schema: sum(heading(name) in folded for name in columns_of(schema)) for schema in schemas
    }
    nearest = max(schemas, key=lambda each: (shared[each], -len(missing[each])))
    if shared[nearest] < LEAST_OF_A_TABLE:
        called = " or ".join(schemas.values())
        hint = f"expected {called}, with the columns of its download"
        raise error(place, f"this is not {expected}", _or(hint, of_ones_own))
    raise _changed(schemas[nearest], nearest, missing[nearest], place, of_ones_own)


def _or(hint: str, of_ones_own: str) -> str:
    return "; ".join(filter(None, (hint, of_ones_own)))


def _changed(
    called: str, schema: str, missing: list[str], place: Place, of_ones_own: str
) -> InputError:
    """What is said of a table whose columns are not all there."""
    columns = ", ".join(found(name) for name in missing)
    plural = "s" if len(missing) > 1 else ""
    message = f"the export has changed: expected the column{plural} {columns}"
    least = ", ".join(required_of(schema))
    hint = f"{called} has at least {least}: download it again"
    return error(place, message, _or(hint, of_ones_own))


def _names(header: list[str], place: Place, schema: str) -> list[str]:
    """The columns as the schema names them. Raises `InputError` for one that is there twice."""
    written = [heading(cell) for cell in header]
    known = {heading(name): name for name in columns_of(schema)}
    for name in known:
        if written.count(name) > 1:
            message = f"the column {found(known[name])} is there twice"
            raise error(place, message, KEEP_ONE)
    named: list[str] = []
    for index, (name, cell) in enumerate(zip(written, header, strict=True)):
        own = known.get(name, cell.strip())
        is_own = own and own not in named
        named.append(own if is_own else f"{own} (column {letters(index)})".strip())
    return named


def _cells(
    name: str, lines: list[str], first: int, delimiter: str
) -> Iterator[tuple[Place, list[str]]]:
    """The rows that are not empty, each with its place."""
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    while True:
        start = first + reader.line_num
        quoted = lines[start].rstrip("\r\n") if start < len(lines) else ""
        place = Place(name, start + 1, 1, quoted)
        try:
            cells = next(reader, None)
        except csv.Error:
            raise error(place, "this row is not CSV", "a quote is not closed") from None
        if cells is None:
            return
        if any(cells):
            yield place, cells
