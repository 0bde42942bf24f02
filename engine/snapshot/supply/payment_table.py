"""Payment reports as tables: Upwork's transactions (old and new header) and its weekly summary.

Headings are known in any case, columns separated by commas, semicolons or tabs. Rows of money that is no
payment of a contract (fees, withdrawals) are left out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...problems import Place
from ..bad_value import BadValueError, found
from ..instants import parse_instant
from ..money import parse_hours
from ..readers.source_schema import columns_of, heading, missing_columns, required_of
from ..sources import Source, error
from .payment import Kind, Payment, Report, Tells, kind_of
from .payment_cells import DayOrder, cents_of, day_of, has_decimal_comma, order_of


@dataclass(frozen=True, slots=True)
class Form:
    """A table as one of the platform's pages writes it. Its columns stand in its schema."""

    name: str
    """Of the schema in `schemas/sources/`."""
    called: str
    tells: Tells
    kind: str
    """Heading of the column with what was paid for; likewise below."""
    amount: str
    reference: str = ""
    client: str = ""
    texts: tuple[str, ...] = ()
    """Beginnings of the headings of columns that may name the contract."""
    date: str = "Date"


FORMS: tuple[Form, ...] = (
    Form("upwork-weekly-summary", "a weekly summary", Tells.WEEKS, "Payment type", "Amount"),
    Form(
        "upwork-transaction-report",
        "a transaction report",
        Tells.TRANSACTIONS,
        "Transaction type",
        "Amount $",
        reference="Transaction ID",
        client="Client team",
        texts=("Transaction summary", "Description"),
    ),
    Form(
        "upwork-statement",
        "a statement",
        Tells.TRANSACTIONS,
        "Type",
        "Amount",
        reference="Ref ID",
        client="Team",
        texts=("Description",),
    ),
)

DELIMITERS = ",;\t"
SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
LEAST_OF_A_FORM = 2
"""Columns that a header has of a form whose others are missing."""

_TITLE = re.compile(r"(?s)(.*) \(([^()\s]+)\)\s*")
_STATEMENT = re.compile(r"statements_(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)")

Row = tuple[Place, dict[str, str]]


def tabled(source: Source, dates: DayOrder | None = None) -> Report:
    """The rows of a table. Raises `InputError`."""
    lines = source.text().splitlines(keepends=True)
    first = 1 if lines and SEP_LINE.fullmatch(lines[0].strip()) else 0
    delimiter = _delimiter(lines[first] if first < len(lines) else "")
    rows = _cells(source.name, lines, first, delimiter)
    place, header = next(rows, (source.place, []))
    form, names = _form(header, place)
    report = Report(source.name, form.tells, period=_period(source.name))
    table: list[Row] = []
    for place, cells in rows:
        if len(cells) != len(names):
            message = f"expected {len(names)} cells, found {len(cells)}"
            raise error(place, message, "is the file cut off?")
        table.append((place, dict(zip(names, cells, strict=True))))
    _take(table, form, delimiter, dates, report)
    if not report.payments:
        report.warn(source.place, "the report holds no payments of contracts")
    return report


def _delimiter(header: str) -> str:
    """The one that makes most known headings out of a header."""
    known = {heading(name) for form in FORMS for name in columns_of(form.name)}
    count = {
        each: sum(heading(cell.strip(' "\r\n')) in known for cell in header.split(each))
        for each in DELIMITERS
    }
    return max(DELIMITERS, key=lambda each: count[each])


def _form(header: list[str], place: Place) -> tuple[Form, list[str]]:
    """The form of a header, and its columns as the schema names them. Raises `InputError`."""
    written = [heading(cell) for cell in header]
    folded = set(written)
    missing = {form: missing_columns(form.name, folded) for form in FORMS}
    form = next((each for each in FORMS if not missing[each]), None)
    if form is None:
        near = {each: _shared(each, folded) for each in FORMS}
        form = max(FORMS, key=lambda each: (near[each], -len(missing[each])))
        _refuse(form, missing[form], near[form], place)
    twice = next((name for name in written if name and written.count(name) > 1), None)
    known = {heading(name): name for name in columns_of(form.name)}
    if twice in known:
        message = f"the column {found(known[twice])} is there twice"
        raise error(place, message, "keep one of the two")
    return form, [known.get(name, cell.strip()) for name, cell in zip(written, header, strict=True)]


def _shared(form: Form, folded: set[str]) -> int:
    return sum(heading(name) in folded for name in columns_of(form.name))


def _refuse(form: Form, missing: list[str], shared: int, place: Place) -> None:
    if shared < LEAST_OF_A_FORM:
        forms = " or ".join(each.called for each in FORMS)
        message = "this is no payment report of Upwork"
        raise error(place, message, f"expected {forms}, with the columns of its download")
    columns = ", ".join(found(name) for name in missing)
    plural = "s" if len(missing) > 1 else ""
    message = f"the export has changed: expected the column{plural} {columns}"
    least = ", ".join(required_of(form.name))
    raise error(place, message, f"{form.called} has at least {least}: download it again")


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


def _take(
    table: list[Row], form: Form, delimiter: str, dates: DayOrder | None, report: Report
) -> None:
    """Add the rows to the report, but those about other money."""
    kinds = [(place, row, _kind(row, form, place, report)) for place, row in table]
    paid = [(place, row, kind) for place, row, kind in kinds if kind is not None]
    order = order_of([(place, row[form.date]) for place, row, _ in paid], dates, report)
    comma = has_decimal_comma([(place, row[form.amount]) for place, row, _ in paid], delimiter)
    for place, row, kind in paid:
        try:
            cents = cents_of(row[form.amount], decimal_comma=comma)
            cents = -abs(cents) if kind is Kind.REFUND else cents
            day = day_of(row[form.date], order)
            made = _weekly if form.tells is Tells.WEEKS else _transaction
            report.payments.append(made(row, form, Payment(place, day, kind, cents)))
        except BadValueError as refused:
            raise error(place, refused.message, refused.hint) from None


def _kind(row: dict[str, str], form: Form, place: Place, report: Report) -> Kind | None:
    written = row[form.kind]
    if form.tells is Tells.WEEKS and not written.strip():
        return Kind.HOURLY
    return kind_of(written, place, report)


def _transaction(row: dict[str, str], form: Form, bare: Payment) -> Payment:
    return Payment(
        bare.place,
        bare.day,
        bare.kind,
        bare.cents,
        reference=row.get(form.reference, "").strip(),
        texts=tuple(cell for name, cell in row.items() if name.startswith(form.texts)),
        client=row.get(form.client, "").strip(),
    )


def _weekly(row: dict[str, str], form: Form, bare: Payment) -> Payment:
    match = _TITLE.fullmatch(row["Contract"])
    if match is None:
        expected = 'expected a contract like "Title (12345678)"'
        raise BadValueError(f"{expected}, found {found(row['Contract'])}")
    written = row["Hours"].strip()
    return Payment(
        bare.place,
        bare.day,
        bare.kind,
        bare.cents,
        contract_id=match[2],
        title=match[1].strip(),
        hours=parse_hours(written) if written else 0,
    )


def _period(name: str) -> tuple[int, int] | None:
    """The days that the name of a statement tells."""
    match = _STATEMENT.search(Path(name).name)
    try:
        return (parse_instant(match[1]), parse_instant(match[2])) if match else None
    except BadValueError:
        return None
