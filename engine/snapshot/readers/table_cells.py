"""Days and amounts in the cells of a foreign table, whose order and marks are settled by the whole column.

Days are written as in spreadsheets (`sheets.days`), with four digits of the year: `Jan 02, 2022`, `2026-10-02`,
`10/2/2026`, `2.10.2026`; a time of day may follow. Which of two numbers is the month is told by a cell that has
only one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from ...calendar import DAY
from ...problems import Place
from ..bad_value import BadValueError, found
from ..instants import not_an_instant, parse_instant
from ..sheets.days import TIME, Days
from ..sources import error
from ..spreadsheet import DayOrder

MOST_OF_AN_AMOUNT = 24
"""Characters of an amount."""

_NUMBERED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})" + TIME, re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d\d" + TIME, re.ASCII)
_CURRENCY = re.compile(r"[$€£]|\b(?:USD|EUR|GBP)\b")
_AMOUNT = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_ENDS_WITH_COMMA = re.compile(r".*\d,\d{1,2}\)?", re.ASCII)
_ENDS_WITH_POINT = re.compile(r".*\d\.\d{1,2}\)?", re.ASCII)
_MAY_BE_EITHER = re.compile(r"[-(]?\d{1,3}[.,]\d{3}\)?", re.ASCII)

Cell = tuple[Place, str]


class Settled(Struct, frozen=True):
    """How a column of days is read."""

    order: DayOrder | None = None
    """None: no cell has only one reading."""
    by: Place = Place("")
    """Of the cell that settles it."""
    open_cell: Cell | None = None
    """The first cell that has two readings by itself."""


def settled_order(cells: Iterable[Cell]) -> Settled:
    """The order that a column of days is written in. Raises `InputError` for a column in two orders.

    A day with points is never written month first.
    """
    open_cell: Cell | None = None
    by: dict[DayOrder, Place] = {}
    for place, written in cells:
        match = _NUMBERED.fullmatch(written.strip())
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or (first > 12 >= second):
            by.setdefault(DayOrder.DMY, place)
        elif second > 12 >= first:
            by.setdefault(DayOrder.MDY, place)
        elif has_two_readings(written):
            open_cell = open_cell or (place, written.strip())
    if len(by) > 1:
        lines = " and ".join(f"{order.named('/')} in line {at.line}" for order, at in by.items())
        message = f"days are written in two orders: {lines}"
        raise error(max(by.values(), key=lambda at: at.line), message, "write them in one order")
    for order, place in by.items():
        return Settled(order, place, open_cell)
    return Settled(open_cell=open_cell)


def has_two_readings(written: str) -> bool:
    """Whether a day by itself may be another one, with day and month in the other order."""
    match = _NUMBERED.fullmatch(written.strip())
    if match is None or match[2] == ".":
        return False
    return max(int(match[1]), int(match[3])) <= 12 and match[1].lstrip("0") != match[3].lstrip("0")


def two_readings(written: str) -> str:
    """What is said of a day that has two: `"01/02/2026" has two readings: ...`."""
    readings = " or ".join(f"{_read_as(written, order)} ({order})" for order in DayOrder)
    return f"{found(written)} has two readings: {readings}"


def _read_as(written: str, order: DayOrder) -> str:
    match = _NUMBERED.fullmatch(written.strip())
    assert match is not None
    first, second = int(match[1]), int(match[3])
    month, day = (first, second) if order is DayOrder.MDY else (second, first)
    return f"{match[4]}-{month:02}-{day:02}"


def instant_of(written: str, order: DayOrder) -> str:
    """A day, or an instant where a time of day stands, as a snapshot writes it. Raises `BadValueError`."""
    bare = written.strip()
    if _SHORT_YEAR.fullmatch(bare):
        raise not_an_instant(bare, "write the year with four digits")
    days = Days(order)
    days.see(bare, 0)
    text = days.read(bare).text
    parse_instant(text)
    return text


def day_of(written: str, order: DayOrder) -> int:
    """The UTC seconds of a day's beginning. Raises `BadValueError`."""
    return parse_instant(instant_of(written, order)) // DAY * DAY


def has_decimal_comma(cells: Iterable[Cell], delimiter: str) -> bool:
    """Whether `12,50` is twelve and a half in a column. Raises `InputError` where two readings are left.

    Columns that commas separate are the platform's own, with points.
    """
    open_cell: Cell | None = None
    marks: dict[bool, Place] = {}
    for place, written in cells:
        bare = _without_currency(written)
        if _ENDS_WITH_COMMA.fullmatch(bare):
            marks.setdefault(True, place)
        elif _ENDS_WITH_POINT.fullmatch(bare):
            marks.setdefault(False, place)
        elif _MAY_BE_EITHER.fullmatch(bare):
            open_cell = open_cell or (place, written.strip())
    if len(marks) > 1:
        lines = f"a comma in line {marks[True].line}, a point in line {marks[False].line}"
        raise error(marks[True], f"decimals are written in two ways: {lines}", "write them alike")
    if not marks and open_cell is not None and delimiter != ",":
        place, written = open_cell
        message = f"{found(written)} has two readings: a thousand, or one with three decimals"
        raise error(place, message, "write amounts with two decimals")
    return marks.popitem()[0] if marks else False


def cents_of(written: str, *, decimal_comma: bool = False) -> int:
    """`12.50`, `-$1,234.5`, `300 USD`, `(12.50)`; more than two decimals are rounded. Raises `BadValueError`."""
    bare = _without_currency(written)
    if decimal_comma:
        bare = bare.translate(str.maketrans(".,", ",."))
    is_below = bare.startswith("(") and bare.endswith(")")
    match = _AMOUNT.fullmatch(bare.strip("()"))
    if match is None or len(bare) > MOST_OF_AN_AMOUNT:
        raise BadValueError(f"expected an amount, found {found(written)}", 'like "1,234.50"')
    amount = Decimal(f"{match[2].replace(',', '')}.{match[3] or '0'}")
    cents = int((amount * 100).to_integral_value())
    return -cents if is_below or match[1] else cents


def _without_currency(written: str) -> str:
    """An amount without its sign or code of a currency."""
    return _CURRENCY.sub("", written, count=1).strip()
