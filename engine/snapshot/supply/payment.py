"""One payment as a report tells it, and the reports that payments come from."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct, field

from ...problems import Level, Place, Problem
from ..bad_value import found

REPORT_CURRENCY = "USD"
"""Of every report."""


class Kind(StrEnum):
    """What a row was paid for."""

    FIXED = "fixed price"
    HOURLY = "hourly"
    BONUS = "bonus"
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    """Money that was taken back, which somebody has to answer."""
    OTHER = "other"
    """Of a type that is not known: it may be anything."""


LEFT_OUT = (Kind.CHARGEBACK, Kind.OTHER)
"""What is no payment by itself, and leaves open what was paid on its contract."""


class Tells(StrEnum):
    """What the rows of a report tell."""

    TRANSACTIONS = "transactions"
    """Every payment on the day it was made."""
    WEEKS = "weeks"
    """Payments of a weekly summary: hours are paid when their week is billed."""
    HOURS = "hours"
    """Logged time alone."""


class Payment(Struct, frozen=True):
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
    is_time: bool = False
    """It tells of time alone."""


class Report(Struct):
    """One file: its rows and the days that it covers."""

    name: str
    tells: Tells
    payments: list[Payment] = field(default_factory=list)
    left_out: list[Payment] = field(default_factory=list)
    """Rows of which it is not known what they are; without amounts."""
    problems: list[Problem] = field(default_factory=list)
    """What was read tolerantly, and rows that were left out."""
    period: tuple[int, int] | None = None
    """First and last day, where the file's name tells them."""
    ends: int | None = None
    """The day on which it was downloaded, where the file's name tells it: it knows of no later one."""
    has_next: bool = False
    """It is a page of a list that goes on."""
    is_of_a_year: bool = True
    """Transactions: the platform writes at most a year into one file."""

    @property
    def days(self) -> list[int]:
        """The days of its rows."""
        return [payment.day for payment in self.payments]

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        """Tell something about a row or the file."""
        self.problems.append(Problem(place, message, hint, Level.WARNING))


KINDS = {
    "hourly": Kind.HOURLY,
    "fixedprice": Kind.FIXED,
    "fixedpricepayment": Kind.FIXED,
    "bonus": Kind.BONUS,
    "refund": Kind.REFUND,
    "chargeback": Kind.CHARGEBACK,
}
OTHER_MONEY = frozenset(
    {"servicefee", "withdrawal", "withdrawalfee", "membershipfee", "connects", "subscription"}
    | {"miscellaneous", "payment", "tax", "vat", "wht"}
)
"""Types of rows that are no payment of a contract."""


def kind_of(written: str, place: Place, report: Report) -> Kind | None:
    """The kind of a row's type; None for other money. A type that is not known is told."""
    folded = re.sub(r"[\s_-]", "", written.casefold())
    kind = KINDS.get(folded)
    if kind is not None or folded in OTHER_MONEY:
        if kind is Kind.CHARGEBACK:
            message = "money was taken back: a dispute, of which nothing else is told"
            report.warn(place, message, "what was paid on its contract stays not known")
        return kind
    message = f"the row is left out: its type {found(written)} is not known"
    report.warn(place, message, "what was paid on its contract stays not known")
    return Kind.OTHER
