"""Days and instants as people and spreadsheets write them: 1.3.2026, 3/1/2026 2:30 PM, Mar 1, 2026.

Which of two numbers is the month is settled for a whole column, by a cell that has one reading
only. Points stand between days written day.month.year in every locale of a spreadsheet, so that no
such cell is needed there. Two digits of a year mean 2015 to 2049; beside the name of a month they
stand last, as spreadsheets write them (19-Nov-26).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct, field

from ..bad_value import BadValueError, found
from ..instants import not_an_instant, parse_instant
from ..spreadsheet import DayOrder
from .cells import ColumnFault, Exact, Taken, plain
from .months import month_of

NO_CELL_TELLS = ", and no cell of the column tells which"
EARLIEST, LATEST = 15, 49
"""Years of two digits that are read."""

TIME = (
    r"(?:(?:[Tt]| *, *| +)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<second>:\d\d(?:\.\d+)?)?"
    r" *(?P<half>[AaPp]\.?[Mm]\.?)?"
    r" *(?P<offset>[Zz]|UTC|GMT|[+-]\d\d:?\d\d|(?(second)[+-]\d\d|(?!)))?)?"
)
"""An offset without minutes stands behind seconds alone: `12:00-13` is rather a span of time."""
_CANONICAL = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?" + TIME, re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d\d)" + TIME, re.ASCII)
_LETTERS = "[A-Za-zÀ-ÿ]{3,10}"
_DAY_AND_NAME = re.compile(
    rf"(\d{{1,2}})(?:er)?[. /-]+(?:de )?({_LETTERS})\.?(?: de)?[ ,/-]+(\d{{4}}|\d\d)" + TIME,
    re.ASCII,
)
_NAME_AND_DAY = re.compile(rf"({_LETTERS})\.? +(\d{{1,2}}),? +(\d{{4}}|\d\d)" + TIME, re.ASCII)
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +(?=\w)", re.ASCII | re.IGNORECASE
)
_DAY_NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)

Order = str
"""`dmy`, `mdy`, or, with years of two digits, `ymd`."""
YMD = "ymd"


class _Group(Struct):
    """The cells of a column with one mark between the numbers, and as many digits in the year."""

    orders: set[Order]
    settled_by: int = 0
    """The row that left one order over."""
    open_row: int = 0
    open_text: str = ""
    """The first cell that reads differently in two orders."""
    clash: ColumnFault | None = None


class Days(Struct):
    """How the days of one column are written."""

    told: DayOrder | None = None
    """What a person said about it."""
    _groups: dict[tuple[str, int], _Group] = field(default_factory=dict)

    def see(self, text: str, row: int) -> None:
        """Learn from a cell which orders its column may have."""
        match = None if isinstance(text, Exact) else _NUMBERS.fullmatch(_bare(text))
        if match is None:
            return
        mark, length = match[2], len(match[4])
        group = self._groups.get((mark, length))
        if group is None:
            group = self._groups[mark, length] = _Group(self._possible(mark, length))
        readings = dict(_readings(match))
        if group.clash or not readings or len(set(readings.values())) == 1 < len(readings):
            return
        left = group.orders & readings.keys()
        if not left:
            group.clash = self._clash(group, match[0], row)
        elif len(left) == 1 < len(group.orders):
            group.settled_by = row
        group.orders = left or group.orders
        if len(readings) > 1 and not group.open_row:
            group.open_row, group.open_text = row, text.strip()

    def _possible(self, mark: str, length: int) -> set[Order]:
        if self.told is not None:
            return {self.told.value}
        both = {each.value for each in DayOrder}
        return both | {YMD} if length == 2 and mark != "." else both

    def _clash(self, group: _Group, text: str, row: int) -> ColumnFault:
        if self.told is not None:
            message = f"{found(text)} cannot be read as {self.told.value}, as --dates says"
        elif group.settled_by:
            message = f"{found(text)} has the month in another place than row {group.settled_by}"
        else:
            message = f"{found(text)} does not fit the days above it in any order"
        return ColumnFault(row, message, "write the days of the column like 2026-03-15")

    def settle(self) -> list[ColumnFault]:
        """What leaves the order open, with both readings."""
        return list(self._open())

    def _open(self) -> Iterator[ColumnFault]:
        for (mark, _), group in self._groups.items():
            if group.clash is not None:
                yield group.clash
            elif len(group.orders) > 1 and mark != "." and group.open_row:
                yield _undecided(group)

    def read(self, text: str) -> Taken:
        """An instant as a snapshot writes it. Raises `BadValueError`."""
        if _DAY_NUMBER.fullmatch(text):
            hint = "this looks like a spreadsheet's number of a day: format the column as dates"
            raise not_an_instant(text, hint)
        if isinstance(text, Exact) or _CANONICAL.fullmatch(text):
            return Taken(text)
        bare = _bare(text)
        if match := _YEAR_FIRST.fullmatch(bare):
            day = f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"
            return self._taken(text, day, match, f"year{match[2]}month{match[2]}day")
        if match := _NUMBERS.fullmatch(bare):
            return self._numbers(text, match)
        if match := _DAY_AND_NAME.fullmatch(bare):
            return self._named(text, match, match[2], match[1])
        if match := _NAME_AND_DAY.fullmatch(bare):
            return self._named(text, match, match[1], match[2])
        return Taken(bare)

    def _numbers(self, text: str, match: re.Match[str]) -> Taken:
        mark = match[2]
        readings = dict(_readings(match))
        if not readings:
            raise _no_such_day(text, match[4])
        group = self._groups[mark, len(match[4])]
        order = self._order(group, mark)
        if order not in readings and len(set(readings.values())) != 1:
            raise not_an_instant(text)
        day = readings.get(order) or next(iter(readings.values()))
        manner = (YMD if order == YMD else DayOrder(order).named(mark)) + self._why(group)
        return self._taken(text, day, match, manner)

    def _order(self, group: _Group, mark: str) -> Order:
        is_free = mark == "." and len(group.orders) > 1
        return DayOrder.DMY.value if is_free else min(group.orders)

    def _why(self, group: _Group) -> str:
        if self.told is not None:
            return ", as --dates says"
        return f", by row {group.settled_by}" if group.settled_by else ""

    def _named(self, text: str, match: re.Match[str], name: str, day: str) -> Taken:
        month = month_of(name)
        if month is None:
            hint = "write it like 2026-03-15; no month has this name"
            raise not_an_instant(text, hint)
        year = _year(match[3])
        if not year:
            raise _no_such_day(text, match[3])
        written = f"{year}-{month:02}-{int(day):02}"
        return self._taken(text, written, match, "a day with the name of its month")

    def _taken(self, text: str, day: str, match: re.Match[str], manner: str) -> Taken:
        return Taken(day + _time(text, match), manner)


def _bare(text: str) -> str:
    """A cell without the day of the week in front."""
    bare = plain(text)
    weekday = _WEEKDAY.match(bare)
    return bare[weekday.end() :] if weekday else bare


def is_day(text: str) -> bool:
    """Whether a cell is written as a day or an instant is, whichever of two it means."""
    bare = _bare(text)
    return any(
        shape.fullmatch(bare)
        for shape in (_CANONICAL, _YEAR_FIRST, _NUMBERS, _DAY_AND_NAME, _NAME_AND_DAY)
    )


def _no_such_day(text: str, year: str) -> BadValueError:
    hint = "write it like 2026-03-15"
    if len(year) == 2:
        hint += f", the year with four digits unless it is 20{EARLIEST} to 20{LATEST}"
    return BadValueError(f"there is no day {found(text)} in the calendar", hint)


def _year(digits: str) -> int:
    """The year of four digits, or of two; 0 for two that are not read."""
    if len(digits) != 2:
        return int(digits)
    return 2000 + int(digits) if EARLIEST <= int(digits) <= LATEST else 0


def _undecided(group: _Group) -> ColumnFault:
    match = _NUMBERS.fullmatch(_bare(group.open_text))
    assert match is not None
    readings = {
        order: day + _time(group.open_text, match)
        for order, day in _readings(match)
        if order in group.orders
    }
    mark = match[2]
    names = {
        order: f"year{mark}month{mark}day" if order == YMD else DayOrder(order).named(mark)
        for order in readings
    }
    both = " or ".join(f"{day} ({names[order]})" for order, day in sorted(readings.items()))
    message = f"{found(group.open_text)} is {both}{NO_CELL_TELLS}"
    choices = " or ".join(f"--dates {order}" for order in sorted(readings) if order != YMD)
    example = readings[min(readings)]
    return ColumnFault(group.open_row, message, f"say {choices}, or write days like {example}")


def _readings(match: re.Match[str]) -> Iterator[tuple[Order, str]]:
    """The orders in which the numbers are a day of the calendar, with that day."""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    year = _year(match[4])
    triples = [(DayOrder.DMY.value, year, second, first), (DayOrder.MDY.value, year, first, second)]
    if len(match[4]) == 2 and match[2] != "." and EARLIEST <= first <= LATEST:
        triples.append((YMD, 2000 + first, second, third))
    for order, its_year, month, day in triples:
        try:
            yield order, date(its_year, month, day).isoformat()
        except ValueError:
            continue


def _time(text: str, match: re.Match[str]) -> str:
    """`T14:30:00Z`; nothing where there is a day alone. Raises `BadValueError`."""
    if match["hour"] is None:
        return ""
    hour, half = int(match["hour"]), (match["half"] or "")[:1].casefold()
    if half:
        if not 1 <= hour <= 12:
            raise BadValueError(f"there is no hour {hour} before or after noon: {found(text)}")
        hour = hour % 12 + (12 if half == "p" else 0)
    offset = match["offset"] or ""
    offset = "Z" if offset in ("UTC", "GMT") else offset
    return f"T{hour:02}:{match['minute']}{match['second'] or ':00'}{offset}"


def is_surely_day(text: str) -> bool:
    """Whether a cell can be nothing but a day: as a snapshot writes it, or in numbers with a whole year."""
    match = _NUMBERS.fullmatch(_bare(text))
    return bool(_CANONICAL.fullmatch(text)) or (match is not None and len(match[4]) == 4)


def instant_as_said(text: str) -> int:
    """The UTC seconds of an instant or a day that a person writes alone, where it has one reading.

    Raises `BadValueError`, with both readings where there are two.
    """
    return parse_instant(written_alone(text))


def written_alone(text: str) -> str:
    """The same, as a snapshot writes it: `2026-03-01T14:30:00`."""
    days = Days()
    days.see(text, 1)
    for fault in days.settle():
        readings = fault.message.removesuffix(NO_CELL_TELLS)
        raise BadValueError(readings, "write it like 2026-03-15")
    return days.read(text).text
