"""One payment as a report tells it, and the reports that payments come from."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct, field

from ...calendar import DAY
from ...problems import Level, Place, Problem

WEEK = 7 * DAY
FIRST_MONDAY = 4 * DAY
"""1970-01-05."""
INVOICED_AFTER = DAY // 2
"""Hourly work is billed on the Monday after its week, 12:00 UTC."""
REPORT_CURRENCY = "USD"
"""Of every report."""


class Kind(StrEnum):
    """What a row was paid for."""

    FIXED = "fixed price"
    HOURLY = "hourly"
    BONUS = "bonus"
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    """The client's bank took the money back."""
    OTHER = "other"
    """Its type is not known, so nobody knows what it was paid for, or whether it was."""


TAKEN_BACK = (Kind.REFUND, Kind.CHARGEBACK)
"""Kinds of rows that count below 0."""


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
    called: str = ""
    """The type as it is written, where it is not known."""


class Report(Struct):
    """One file: its rows and the days that it covers."""

    name: str
    tells: Tells
    payments: list[Payment] = field(default_factory=list)
    others: list[Payment] = field(default_factory=list)
    """Rows of a type that is not known: what they say of money counts for nothing, and leaves that of the contract
    open which they name."""
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


def kind_of(written: str) -> Kind | None:
    """The kind of a row's type; None for other money."""
    folded = re.sub(r"[\s_-]", "", written.casefold())
    return None if folded in OTHER_MONEY else KINDS.get(folded, Kind.OTHER)


def billed_at(day: int) -> int:
    """When the hours of a day are billed: on the Monday after their week, 12:00 UTC."""
    return monday(day) + WEEK + INVOICED_AFTER


def monday(instant: int) -> int:
    """The beginning of the week."""
    return (instant - FIRST_MONDAY) // WEEK * WEEK + FIRST_MONDAY
