"""Fiverr's lists of orders, as the pages of the seller and of the buyer show them, in a table.

An order is a contract with one milestone: the client pays in advance. The list tells neither how often work was
delivered nor when an order was completed, and mostly days instead of times.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from ...problems import Level, Place, Problem
from ...written import money_text
from ..bad_value import BadValueError, Path, found
from ..conform import MILESTONES
from ..escrow import FUNDED_STATES
from ..fields import NOT_UNDERSTOOD
from ..pieces import Piece
from ..sources import Source, error
from ..spreadsheet import DayOrder
from .added_columns import AddedColumns
from .fiverr_words import EXPECTED, NOT_KNOWN, STATUSES
from .foreign import Node, folded
from .foreign_table import table_of
from .table_cells import (
    Settled,
    cents_of,
    has_decimal_comma,
    has_two_readings,
    instant_of,
    settled_order,
    two_readings,
)

IS_STREAMED = False
SHAPE, PURCHASES = "fiverr-orders", "fiverr-purchases"
"""The seller's list, which names buyers, and the buyer's own, which names sellers."""
LISTS = {SHAPE: "a list of orders", PURCHASES: "a buyer's list of orders"}
PLATFORM = "fiverr"

NUMBER = ("Order Number", "Order ID", "Order")
STARTED = ("Ordered At", "Order Date")
DUE = ("Due On", "Due Date")
DELIVERED = ("Delivered At",)
TOTAL = ("Total", "Price", "Amount")
"""Headings under which a value may stand."""
DELIVERED_STATES = ("submitted", "paid")
"""States of an order whose day of delivery is that of its latest submission."""

LENGTH_OF_A_DAY = len("2026-03-15")
CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP"}

Row = dict[str, str]


class _Side(Struct, frozen=True):
    """Whose list it is."""

    role: str
    heading: str
    """Of the column that names the other side."""
    other: str
    """The other side, as a snapshot calls it."""


_SELLER = _Side("freelancer", "Buyer", "client")
_BUYER = _Side("client", "Seller", "freelancer")


class _Order(Struct):
    """One row; also the `Origin` of what it becomes."""

    at: Place
    row: Row
    side: _Side
    days: dict[str, DayOrder | None]
    """In which order the day and the month stand, by heading; None: nothing tells."""
    problems: list[Problem] = field(default_factory=list)

    def start(self) -> Place:
        """Where the row begins, without the quoted line."""
        return Place(self.at.file, self.at.line, self.at.column)

    def place(self, _: Path = (), *, at_key: bool = False) -> Place:
        """The row: its cells have no places of their own."""
        return self.at

    def cell(self, names: tuple[str, ...]) -> str:
        """The first cell under some headings in which something is written."""
        return next(filter(None, (self.row.get(name, "").strip() for name in names)), "")

    def has_day(self) -> bool:
        """Whether a day stands somewhere without a time of day."""
        cells = (self.row.get(name, "").strip() for name in (*STARTED, *DUE, *DELIVERED))
        return any(cell and ":" not in cell for cell in cells)

    def warn(self, message: str, hint: str = "") -> None:
        """Tell what was not taken over."""
        self.problems.append(Problem(self.at, message, hint, Level.WARNING))

    def instant(self, names: tuple[str, ...]) -> str | None:
        """A day, or an instant; one that has two readings or none is told, and not known."""
        name = next((name for name in names if self.row.get(name, "").strip()), "")
        written = self.cell(names)
        if not written:
            return None
        order = self.days[name]
        if order is None and has_two_readings(written):
            return None  # as is told for the whole column
        try:
            return instant_of(written, order or DayOrder.MDY)
        except BadValueError as refused:
            self.warn(f"{name}: {refused.message}: it is taken as not known", refused.hint)
            return None


def read(source: Source) -> Iterator[Piece]:
    """The orders of a list. Raises `InputError`."""
    table = table_of(source, LISTS, "a list of orders of Fiverr")
    if not table.rows:
        raise error(source.place, "the list holds no orders")
    settled = {
        name: settled_order((place, row.get(name, "")) for place, row in table.rows)
        for name in (*STARTED, *DUE, *DELIVERED)
    }
    days = _day_orders(settled, source.spreadsheet.dates)
    added = AddedColumns(table, source.spreadsheet.dates)
    side = _BUYER if table.schema == PURCHASES else _SELLER
    orders = [_Order(place, row, side, days) for place, row in table.rows]
    amounts = [(order.at, order.cell(TOTAL)) for order in orders]
    comma = has_decimal_comma(amounts, table.delimiter)
    ids = _ids(orders)
    if any(order.has_day() for order in orders):
        message = "dates are days: time that counts from them may end up to 24 hours later"
        orders[0].warn(message, "the exact times are on the order's page")
    for order, order_id in zip(orders, ids, strict=True):
        raw = {"id": order_id, "platform": PLATFORM, **_translated(order, comma=comma)}
        order.problems += added.add_to(raw, order.at, order.row)
        label, problems = f"row {order.at.line}", tuple(order.problems)
        yield Piece(raw, order, label, is_textual=True, problems=problems, shape=table.schema)
    header = {"platform": PLATFORM, "role": side.role, **added.header}
    told = (
        *table.passed_over,
        *added.problems,
        *_read_by_others(settled, days, source.spreadsheet.dates),
    )
    yield Piece(
        header, orders[0], is_header=True, is_textual=True, problems=told, shape=table.schema
    )


def _day_orders(settled: dict[str, Settled], told: DayOrder | None) -> dict[str, DayOrder | None]:
    """The order of each column of days: by a cell of its own, as told, or by those of the other columns."""
    found_orders = {each.order for each in settled.values() if each.order is not None}
    of_others = found_orders.pop() if len(found_orders) == 1 else None
    return {name: each.order or told or of_others for name, each in settled.items()}


def _read_by_others(
    settled: dict[str, Settled], days: dict[str, DayOrder | None], told: DayOrder | None
) -> Iterator[Problem]:
    """The first day with two readings of each column that does not tell by itself which it is."""
    by = next((each.by for each in settled.values() if each.order is not None), None)
    for name, each in settled.items():
        if each.order is not None or each.open_cell is None or told is not None:
            continue
        place, written = each.open_cell
        order = days[name]
        if order is not None and by is not None:
            message = (
                f"{name}: days are read as {order.named('/')}, by another column in line {by.line}"
            )
            yield Problem(place, message, "say --dates dmy or --dates mdy", Level.WARNING)
        else:
            message = f"{name}: {two_readings(written)}: days like it are taken as not known"
            hint = "say --dates dmy or --dates mdy, or write days like 2026-03-15"
            yield Problem(place, message, hint, Level.WARNING)


def _ids(orders: list[_Order]) -> list[str]:
    """The number of each order; without one, its buyer, gig and due day."""
    if not all(order.cell(NUMBER) for order in orders):
        other = orders[0].side.heading.casefold()
        message = f"orders without a number are known by {other}, gig and due day"
        orders[0].warn(message, "the order's page tells its number")
    return [
        order.cell(NUMBER)
        or ", ".join(filter(None, (order.cell((name,)) for name in (order.side.heading, "Gig"))))
        + _due(order)
        for order in orders
    ]


def _due(order: _Order) -> str:
    due = order.instant(DUE)
    return f", due {due[:LENGTH_OF_A_DAY]}" if due else ""


def _translated(order: _Order, *, comma: bool) -> Node:
    """The order in the snapshot's shape."""
    word = folded(order.row["Status"])
    is_known = word in STATUSES
    status = STATUSES.get(word, NOT_KNOWN)
    if not is_known:
        written = found(order.row["Status"].strip())
        order.warn(f"the status {written} is not a known word: taken as not known", EXPECTED)
    is_open = is_known and not status.is_over
    other = order.cell((order.side.heading,)) or None
    amount, currency = _amount(order, comma=comma)
    return {
        "title": order.cell(("Gig",)) or None,
        "type": "fixed",
        "status": "active" if is_open else "ended" if is_known else None,
        order.side.other: {"id": other, "name": other},
        "started_at": order.instant(STARTED),
        "ended_at": "none" if is_open else None,
        "currency": currency,
        **status.stated,
        NOT_UNDERSTOOD: None if is_known else ["status"],
        MILESTONES: [
            _milestone(order, status.state, amount)
            | {NOT_UNDERSTOOD: None if is_known else ["state"]}
        ],
    }


def _milestone(order: _Order, state: str | None, amount: str | None) -> Node:
    is_held = state in FUNDED_STATES
    due, delivered = order.instant(DUE), order.instant(DELIVERED)
    return {
        "id": "order",
        "state": state,
        "amount": amount,
        "funded_amount": amount if is_held or state == "paid" else None,
        "paid_amount": amount if state == "paid" else "0" if is_held else None,
        "due_at": due,
        "submissions": [delivered] if delivered and state in (None, *DELIVERED_STATES) else None,
    }


def _amount(order: _Order, *, comma: bool) -> tuple[str | None, str | None]:
    """The price, and its currency by the column or by its sign."""
    written = order.cell(TOTAL)
    sign = next((CURRENCIES[mark] for mark in CURRENCIES if mark in written), None)
    currency = order.cell(("Currency",)) or sign
    if not written:
        return None, currency
    try:
        return money_text(cents_of(written, decimal_comma=comma)), currency
    except BadValueError as refused:
        order.warn(f"{refused.message}: it is taken as not known", refused.hint)
        return None, currency
