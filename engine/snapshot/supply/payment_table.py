"""Payment reports as tables: Upwork's transactions (old and new header) and its weekly summary.

Headings are known in any case, columns separated by commas, semicolons or tabs. Rows of money that is no
payment of a contract (fees, withdrawals) are left out.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ...calendar import LAST
from ...problems import Place
from ..bad_value import BadValueError, found
from ..instants import parse_instant
from ..money import parse_hours
from ..readers.foreign_table import ForeignTable, table_of
from ..readers.table_cells import (
    Cell,
    cents_of,
    day_of,
    has_decimal_comma,
    settled_order,
    two_readings,
)
from ..sheets.hours import hours_of, without_unit
from ..sources import Source, error
from ..spreadsheet import DayOrder
from .payment import TAKEN_BACK, Kind, Payment, Report, Tells, kind_of


class Form(Struct, frozen=True):
    """A table as one of the platform's pages writes it. Its columns stand in its schema."""

    name: str
    """Of the schema in `schemas/sources/`."""
    called: str
    about: str
    """What it is, for the docs."""
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
    Form(
        "upwork-weekly-summary",
        "a weekly summary",
        "Upwork's weekly summary, as CSV",
        Tells.WEEKS,
        "Payment type",
        "Amount",
    ),
    Form(
        "upwork-transaction-report",
        "a transaction report",
        "Upwork's transaction report of 2026, as CSV",
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
        "Upwork's statement of transactions until about 2025, as CSV",
        Tells.TRANSACTIONS,
        "Type",
        "Amount",
        reference="Ref ID",
        client="Team",
        texts=("Description",),
    ),
)

_TITLE = re.compile(r"(?s)(.*) \(([^()\s]+)\)\s*")
_STATEMENT = re.compile(r"statements_(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)")
_DOWNLOADED = re.compile(r"(\d{4}-\d\d-\d\d)_transaction_report")


_OF_ONES_OWN = "what you wrote down yourself stands in the column payments of a supplement, like 300.00@2026-02-05"


def tabled(source: Source, dates: DayOrder | None = None) -> Report:
    """The rows of a table. Raises `InputError`."""
    called = {form.name: form.called for form in FORMS}
    table = table_of(source, called, "a payment report of Upwork", _OF_ONES_OWN)
    form = next(form for form in FORMS if form.name == table.schema)
    report = Report(source.name, form.tells, period=_period(source.name), ends=_end(source.name))
    report.problems += table.passed_over
    _take(table, form, dates, report)
    if not report.payments:
        report.warn(source.place, "the report holds no payments of contracts")
    return report


def _take(table: ForeignTable, form: Form, dates: DayOrder | None, report: Report) -> None:
    """Add the rows to the report, but those about other money."""
    kinds = [(place, row, _kind(row, form)) for place, row in table.rows]
    paid = [(place, row, kind) for place, row, kind in kinds if kind not in (None, Kind.OTHER)]
    others = [(place, row) for place, row, kind in kinds if kind is Kind.OTHER]
    order = _order([(place, row[form.date]) for place, row, _ in paid], dates, report)
    amounts = [(place, row[form.amount]) for place, row, _ in paid]
    comma = has_decimal_comma(amounts, table.delimiter)
    made = _weekly if form.tells is Tells.WEEKS else _transaction
    for place, row, kind in paid:
        assert kind is not None
        try:
            cents = cents_of(row[form.amount], decimal_comma=comma)
            cents = -abs(cents) if kind in TAKEN_BACK else cents
            day = day_of(row[form.date], order)
            report.payments.append(made(row, form, Payment(place, day, kind, cents)))
        except BadValueError as refused:
            raise error(place, refused.message, refused.hint) from None
    for place, row in others:
        report.others.append(_other(place, row, form, order))


def _other(place: Place, row: dict[str, str], form: Form, order: DayOrder) -> Payment:
    """A row of a type that is not known: one whose day cannot be read may be of any day."""
    try:
        day = day_of(row[form.date], order)
    except BadValueError:
        day = LAST
    bare = Payment(place, day, Kind.OTHER, 0, called=row[form.kind])
    try:
        return (
            _weekly(row, form, bare) if form.tells is Tells.WEEKS else _transaction(row, form, bare)
        )
    except BadValueError:
        return bare


def _order(cells: list[Cell], given: DayOrder | None, report: Report) -> DayOrder:
    """The order of the days: by a cell with one reading, else as given. Raises `InputError`."""
    settled = settled_order(cells)
    if settled.order is not None:
        if settled.open_cell is not None:
            line = settled.by.line
            report.warn(settled.by, f"days are read as {settled.order.named('/')}, by line {line}")
        return settled.order
    if settled.open_cell is not None and given is None:
        place, written = settled.open_cell
        raise error(place, two_readings(written), "say which it is: --dates dmy or --dates mdy")
    return given or DayOrder.MDY


def _kind(row: dict[str, str], form: Form) -> Kind | None:
    written = row[form.kind]
    if form.tells is Tells.WEEKS and not written.strip():
        return Kind.HOURLY
    return kind_of(written)


def _transaction(row: dict[str, str], form: Form, bare: Payment) -> Payment:
    return replace(
        bare,
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
    return replace(
        bare,
        contract_id=match[2],
        title=match[1].strip(),
        hours=parse_hours(hours_of(written) or without_unit(written)) if written else 0,
    )


def _period(name: str) -> tuple[int, int] | None:
    """The days that the name of a statement tells."""
    match = _STATEMENT.search(Path(name).name)
    try:
        return (parse_instant(match[1]), parse_instant(match[2])) if match else None
    except BadValueError:
        return None


def _end(name: str) -> int | None:
    """The day that the name of a transaction report tells: that of the download."""
    match = _DOWNLOADED.search(Path(name).name)
    try:
        return parse_instant(match[1]) if match else None
    except BadValueError:
        return None
