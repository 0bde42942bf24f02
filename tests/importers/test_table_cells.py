"""Days and amounts in foreign tables: one reading, or a question."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from closeout.engine.problems import InputError, Place
from closeout.engine.snapshot.readers.table_cells import (
    cents_of,
    day_of,
    has_decimal_comma,
    instant_of,
    settled_order,
)
from closeout.engine.snapshot.spreadsheet import DayOrder
from closeout.engine.snapshot.supply.client_names import core, is_same_spelled
from closeout.engine.snapshot.supply.payment_report import read_report

PLACE = Place("payments.csv", 2, 1)
EPOCH = date(1970, 1, 1)

days = st.dates(date(2015, 1, 1), date(2030, 12, 31))
WAYS = {
    "month/day/year": lambda day: f"{day.month}/{day.day}/{day.year}",
    "day/month/year": lambda day: f"{day.day:02}/{day.month:02}/{day.year}",
    "day.month.year": lambda day: f"{day.day}.{day.month}.{day.year}",
    "year/month/day": lambda day: f"{day.year}/{day.month}/{day.day}",
    "year-month-day": lambda day: day.isoformat(),
    "name of the month": lambda day: f"{day:%b} {day.day}, {day.year}",
}
SEPARATORS = {",": (",", "."), ";": (".", ","), "\t": (",", ".")}
"""By delimiter, the marks of thousands and of decimals that a spreadsheet writes beside it."""


@pytest.mark.parametrize("way", WAYS)
@given(written=st.lists(days, min_size=1, max_size=8))
def test_a_column_of_days_is_read_as_it_was_meant_or_asked_about(
    way: str, written: list[date]
) -> None:
    cells = [(PLACE, WAYS[way](day)) for day in written]
    settled = settled_order(cells)
    if settled.order is None and settled.open_cell is not None:
        assert way in ("month/day/year", "day/month/year")
        assert all(day.day <= 12 for day in written)
        return
    read = [day_of(cell, settled.order or DayOrder.MDY) // 86_400 for _, cell in cells]
    assert read == [(day - EPOCH).days for day in written]


TIMES = {
    "": "",
    " 14:30": "T14:30:00",
    ", 2:30 PM": "T14:30:00",
    " 14:30:05 +01:00": "T14:30:05+01:00",
}


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("way", WAYS)
@given(day=days)
def test_a_time_of_day_behind_a_day_is_kept(time: str, way: str, day: date) -> None:
    order = DayOrder.DMY if way.startswith("day") else DayOrder.MDY
    assert instant_of(WAYS[way](day) + time, order) == day.isoformat() + TIMES[time]


@given(written=st.lists(days, min_size=1, max_size=8))
def test_times_of_day_hide_nothing_of_the_order_of_a_column(written: list[date]) -> None:
    cells = [(PLACE, WAYS["month/day/year"](day)) for day in written]
    timed = [(place, f"{cell} 2:30 PM") for place, cell in cells]
    found, expected = settled_order(timed), settled_order(cells)
    assert (found.order, found.open_cell is None) == (expected.order, expected.open_cell is None)


@given(st.lists(days, min_size=2, max_size=8))
def test_a_column_in_two_orders_is_refused(written: list[date]) -> None:
    assume(written[0].day > 12 and written[1].day > 12)
    cells = [(PLACE, WAYS["month/day/year"](day)) for day in written]
    cells.append((PLACE, WAYS["day/month/year"](written[1])))
    with pytest.raises(InputError, match="two orders"):
        settled_order(cells)


@pytest.mark.parametrize("delimiter", SEPARATORS)
@given(amounts=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=6), wide=st.booleans())
def test_a_report_of_any_locale_holds_the_amounts_that_were_meant(
    delimiter: str, amounts: list[int], wide: bool
) -> None:
    thousands, decimals = SEPARATORS[delimiter]
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    rows.writerow(["Date", "Type", "Description", "Amount"])
    for cents in amounts:
        whole = f"{abs(cents) // 100:,}" if wide else str(abs(cents) // 100)
        whole = whole.replace(",", thousands)
        sign = "-" if cents < 0 else ""
        amount = f"{sign}{whole}{decimals}{abs(cents) % 100:02}"
        rows.writerow(["2026-02-02", "Fixed Price", "Logo", amount])
    [report] = read_report("-", io.BytesIO(text.getvalue().encode()))
    assert [payment.cents for payment in report.payments] == amounts


@pytest.mark.parametrize(
    ("cells", "delimiter"),
    [(["1,234"], ";"), (["1.234", "5"], ";"), (["$1,234"], "\t"), (["1,50", "1.50"], ";")],
)
def test_amounts_with_two_readings_are_refused(cells: list[str], delimiter: str) -> None:
    with pytest.raises(InputError, match="two"):
        has_decimal_comma([(PLACE, cell) for cell in cells], delimiter)


@pytest.mark.parametrize(
    ("written", "cents"),
    [("$1,234.50", 123_450), ("300 USD", 30_000), ("-€5", -500), ("(12.5)", -1_250), ("€ 7", 700)],
)
def test_amounts_may_have_a_currency(written: str, cents: int) -> None:
    assert cents_of(written) == cents


@pytest.mark.parametrize(
    ("one", "other", "is_spelled", "is_one"),
    [
        ("Finch Foods BV", "Finch Foods B.V.", True, True),
        ("finch  foods, b.v.", "Finch Foods BV", True, True),
        ("Finch Foods", "Finch Foods GmbH", False, True),
        ("Finch Foods GmbH & Co. KG", "Finch Foods GmbH", False, True),
        ("Finch Foods", "Finch Food", False, False),
        ("Finch", "Finch Foods", False, False),
        ("Ltd", "GmbH", False, False),
        ("", "", False, False),
        (None, "Ltd", False, False),
    ],
)
def test_clients_are_one_where_points_or_the_legal_form_alone_differ(
    one: object, other: object, is_spelled: bool, is_one: bool
) -> None:
    assert is_same_spelled(one, other) is is_spelled
    assert (bool(core(one)) and core(one) == core(other)) is is_one


def test_a_row_of_a_payment_report_that_adds_up_others_is_passed_over_and_told() -> None:
    text = "Date,Type,Description,Amount\n2026-02-02,Fixed Price,Logo,100.00\nTotal,,,100.00\n"
    [report] = read_report("-", io.BytesIO(text.encode()))
    assert [payment.cents for payment in report.payments] == [10_000]
    assert [each.message for each in report.problems] == ["the row is not read: it adds up others"]


@pytest.mark.parametrize("written", ["5.5", "5:30", "5h 30m", "5.5 h"])
def test_the_hours_of_a_weekly_summary_are_read_as_people_write_them(written: str) -> None:
    text = (
        "Date,Contract,Hours,Amount,Payment type\n"
        f'"Feb 2, 2026",Logo (12345678),{written},100.00,Hourly\n'
    )
    [report] = read_report("-", io.BytesIO(text.encode()))
    assert [payment.hours for payment in report.payments] == [19_800]
