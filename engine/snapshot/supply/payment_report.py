"""Upwork's payment reports: the transactions (old and new header) and the weekly summary.

Each row becomes a `Payment`: a day (00:00 UTC), cents, and what tells its contract. Rows of money that
is no payment of a contract (fees, withdrawals) are left out. Dates are written `Jan 02, 2022`,
`Oct 2, 2026` or `2026-10-02`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from ...calendar import DAY
from ...problems import Level, Place, Problem
from ..bad_value import BadValueError, found
from ..instants import parse_instant
from ..money import parse_hours
from ..sources import Source, error, opened


class Kind(StrEnum):
    """What a row was paid for."""

    FIXED = "fixed price"
    HOURLY = "hourly"
    BONUS = "bonus"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of a report."""

    place: Place
    day: int
    """UTC seconds of the day's beginning."""
    kind: Kind
    cents: int
    """Below 0 for what was paid back."""
    reference: str = ""
    """The platform's id of the row, if it has one."""
    contract_id: str = ""
    title: str = ""
    """The contract's title, where the row has a column for it."""
    texts: tuple[str, ...] = ()
    """Cells that may name the contract."""
    client: str = ""
    hours: int = 0
    """Logged time in seconds."""


@dataclass(slots=True)
class Report:
    """One file: its rows and the days that it covers."""

    name: str
    is_weekly: bool
    payments: list[Payment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Rows whose type is not known."""
    period: tuple[int, int] | None = None
    """First and last day, where the file's name tells them."""


WEEKLY = ("Date", "Contract", "Hours", "Amount", "Payment type")
OLD = ("Date", "Ref ID", "Type", "Description", "Team", "Amount")
NEW = ("Date", "Transaction ID", "Transaction type", "Client team", "Amount $")

KINDS = {
    "hourly": Kind.HOURLY,
    "fixedprice": Kind.FIXED,
    "fixedpricepayment": Kind.FIXED,
    "bonus": Kind.BONUS,
    "refund": Kind.REFUND,
}
OTHER_MONEY = frozenset(
    {"servicefee", "withdrawal", "withdrawalfee", "membershipfee", "connects", "subscription"}
    | {"miscellaneous", "payment", "tax", "vat", "wht"}
)
"""Types of rows that are no payment of a contract."""

MONTHS = {
    name: index + 1
    for index, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
    )
}
_DATE = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}), (\d{4})", re.ASCII)
_AMOUNT = re.compile(r"(-?)\$?(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_TITLE = re.compile(r"(?s)(.*) \(([^()\s]+)\)\s*")
_STATEMENT = re.compile(r"statements_(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)")


def read_report(name: str, stdin: BinaryIO | None = None) -> Report:
    """The rows of a report. Raises `InputError` for a file that is none, or a row that cannot be read."""
    with opened(name, stdin) as source:
        return _report(source)


def _report(source: Source) -> Report:
    rows = _rows(source)
    place, header = next(rows, (source.place, []))
    names = [each.strip() for each in header]
    shape = next((each for each in (WEEKLY, NEW, OLD) if set(each) <= set(names)), None)
    if shape is None:
        hint = "expected a transaction report or a weekly summary, with the columns of its download"
        raise error(place, "this is no payment report of Upwork", hint)
    report = Report(source.name, is_weekly=shape is WEEKLY, period=_period(source.name))
    for place, cells in rows:
        if len(cells) != len(names):
            message = f"expected {len(names)} cells, found {len(cells)}"
            raise error(place, message, "is the file cut off?")
        try:
            _take(dict(zip(names, cells, strict=True)), shape, place, report)
        except BadValueError as refused:
            raise error(place, refused.message, refused.hint) from None
    if not report.payments:
        message = "the report holds no payments of contracts"
        report.problems.append(Problem(source.place, message, level=Level.WARNING))
    return report


def _rows(source: Source) -> Iterator[tuple[Place, list[str]]]:
    """The rows that are not empty, each with its place."""
    lines = source.text().splitlines(keepends=True)
    reader = csv.reader(lines, strict=True)
    while True:
        start = reader.line_num
        quoted = lines[start].rstrip("\r\n") if start < len(lines) else ""
        place = Place(source.name, start + 1, 1, quoted)
        try:
            cells = next(reader, None)
        except csv.Error:
            raise error(place, "this row is not CSV", "a quote is not closed") from None
        if cells is None:
            return
        if any(cells):
            yield place, cells


def _take(row: dict[str, str], shape: tuple[str, ...], place: Place, report: Report) -> None:
    """Add a row to the report, unless it is about other money."""
    column = "Payment type" if shape is WEEKLY else "Type" if shape is OLD else "Transaction type"
    written = row[column]
    folded = re.sub(r"[\s_-]", "", written.casefold())
    if folded in OTHER_MONEY:
        return
    kind = Kind.HOURLY if shape is WEEKLY and not folded else KINDS.get(folded)
    if kind is None:
        message = f"the row is left out: its type {found(written)} is not known"
        report.problems.append(Problem(place, message, level=Level.WARNING))
        return
    cents = _cents(row["Amount $" if shape is NEW else "Amount"])
    if kind is Kind.REFUND:
        cents = -abs(cents)
    day = _day(row["Date"])
    if shape is WEEKLY:
        report.payments.append(_weekly(row, place, day, kind, cents))
        return
    texts = ("Description",) if shape is OLD else _new_texts(row)
    payment = Payment(
        place=place,
        day=day,
        kind=kind,
        cents=cents,
        reference=row["Ref ID" if shape is OLD else "Transaction ID"].strip(),
        texts=tuple(row[name] for name in texts),
        client=row["Team" if shape is OLD else "Client team"].strip(),
    )
    report.payments.append(payment)


def _new_texts(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in row if name.startswith(("Transaction summary", "Description")))


def _weekly(row: dict[str, str], place: Place, day: int, kind: Kind, cents: int) -> Payment:
    match = _TITLE.fullmatch(row["Contract"])
    if match is None:
        expected = 'expected a contract like "Title (12345678)"'
        raise BadValueError(f"{expected}, found {found(row['Contract'])}")
    hours = parse_hours(row["Hours"].strip()) if row["Hours"].strip() else 0
    return Payment(
        place, day, kind, cents, contract_id=match[2], title=match[1].strip(), hours=hours
    )


def _day(written: str) -> int:
    match = _DATE.fullmatch(written.strip())
    if match is None or match[1].casefold() not in MONTHS:
        return parse_instant(written.strip()) // DAY * DAY
    month = MONTHS[match[1].casefold()]
    return parse_instant(f"{match[3]}-{month:02}-{int(match[2]):02}")


def _cents(written: str) -> int:
    """`12.50`, `-$1,234.5`, `(12.50)`; more than two decimals are rounded."""
    bare = written.strip()
    is_below = bare.startswith("(") and bare.endswith(")")
    match = _AMOUNT.fullmatch(bare.strip("()"))
    if match is None or len(bare) > 24:
        raise BadValueError(f"expected an amount, found {found(written)}", 'like "1,234.50"')
    amount = Decimal(f"{match[3].replace(',', '')}.{match[4] or '0'}")
    cents = int((amount * 100).to_integral_value())
    return -cents if is_below or match[1] or match[2] else cents


def _period(name: str) -> tuple[int, int] | None:
    """The days that the name of a statement tells."""
    match = _STATEMENT.search(Path(name).name)
    try:
        return (parse_instant(match[1]), parse_instant(match[2])) if match else None
    except BadValueError:
        return None
