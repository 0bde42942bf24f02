"""Lengths of time: calendar months, business days, bounds, and the ends of time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from closeout.engine.calendar import (
    BEFORE,
    BEYOND,
    DAY,
    FIRST,
    FIRST_YEAR,
    LAST,
    LAST_YEAR,
    NO_HOLIDAYS,
    Holidays,
    add,
    add_to_bounds,
    end_of_day,
    floor_day,
    holidays_of,
    known_part,
    next_weekday,
)
from closeout.engine.units import Duration


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


NEW_YEAR = holidays_of([at("2026-01-01")])

ADDED = [
    ("2026-01-31T09:30", Duration(months=1), "2026-02-28T09:30"),
    ("2024-01-31T09:30", Duration(months=1), "2024-02-29T09:30"),
    ("2026-12-15T00:00", Duration(months=3), "2027-03-15T00:00"),
    ("2026-03-31T00:00", Duration(months=-1), "2026-02-28T00:00"),
    ("2026-03-01T09:00", Duration(seconds=14 * DAY), "2026-03-15T09:00"),
    ("2026-03-06T10:00", Duration(business_days=1), "2026-03-09T10:00"),
    ("2026-03-07T23:00", Duration(business_days=1), "2026-03-09T23:00"),
    ("2026-03-08T01:00", Duration(business_days=1), "2026-03-09T01:00"),
    ("2026-03-09T01:00", Duration(business_days=-1), "2026-03-06T01:00"),
    ("2025-12-31T12:00", Duration(business_days=1), "2026-01-02T12:00"),
    ("2999-12-31T00:00", Duration(months=1), "3000-01-01T00:00"),
    ("2999-12-31T23:59:59", Duration(business_days=9_999), "3000-01-01T00:00"),
    ("1900-01-01T00:00", Duration(seconds=-5 * DAY), "1899-12-31T23:59:59"),
    ("1900-01-31T00:00", Duration(months=-14_400), "1899-12-31T23:59:59"),
]


@pytest.mark.parametrize(("start", "length", "end"), ADDED)
def test_a_length_is_added_by_the_calendar(start: str, length: Duration, end: str) -> None:
    assert add(at(start), length, NEW_YEAR) == at(end)


@pytest.mark.parametrize(
    ("start", "weekday", "time", "end"),
    [
        ("2026-03-09T11:59:59", 0, 12 * 3600, "2026-03-09T12:00"),
        ("2026-03-09T12:00", 0, 12 * 3600, "2026-03-16T12:00"),
        ("2026-03-10T00:00", 0, 12 * 3600, "2026-03-16T12:00"),
        ("1969-12-31T00:00", 4, 0, "1970-01-02T00:00"),
    ],
)
def test_the_next_weekday_is_strictly_after(start: str, weekday: int, time: int, end: str) -> None:
    assert next_weekday(at(start), weekday, time) == at(end)


def test_a_day_is_rounded_down_also_before_1970() -> None:
    assert floor_day(at("1969-12-31T23:59:59")) == at("1969-12-31")


MONTH_ENDS = [
    at(f"{year}-{month:02}-01") for year in (2023, 2024, 2025, 2026, 2100) for month in range(1, 13)
]
instants = st.one_of(
    st.integers(at("2025-12-01"), at("2026-04-30")),
    st.builds(int.__add__, st.sampled_from(MONTH_ENDS), st.integers(-4 * DAY, DAY)),
)
lengths = st.one_of(
    st.builds(Duration, seconds=st.integers(0, 60 * DAY)),
    st.builds(Duration, months=st.integers(-14, 14)),
    st.builds(Duration, business_days=st.integers(-8, 8)),
)
TWO_MONTHS = Duration(months=2)
OLD_YEAR = at("2025-12-28T18:00")


@given(instants, st.integers(0, 4 * DAY), lengths, st.data())
@example(OLD_YEAR, at("2025-12-29") - OLD_YEAR, TWO_MONTHS, None)
@example(at("2023-12-29T23:00"), 2 * DAY, TWO_MONTHS, None)
@example(at("2024-02-29T12:00"), DAY, Duration(months=-12), None)
@example(at("2026-12-31T23:59:59"), 1, Duration(months=2), None)
def test_bounds_hold_every_start_between_them_and_are_reached(
    low: int, width: int, length: Duration, data: st.DataObject | None
) -> None:
    high = low + width
    least, most = add_to_bounds(low, high, length, NEW_YEAR)
    if data is not None:
        inside = data.draw(st.integers(low, high))
        assert least <= add(inside, length, NEW_YEAR) <= most
    midnights = range(floor_day(low), high + 1, DAY)
    ends = [low, high, *midnights, *(midnight - 1 for midnight in midnights)]
    reached = [add(end, length, NEW_YEAR) for end in ends if low <= end <= high]
    assert (least, most) == (min(reached), max(reached))


def test_a_later_start_can_end_earlier_where_months_clamp() -> None:
    assert add(OLD_YEAR, TWO_MONTHS) == at("2026-02-28T18:00")
    assert add(at("2025-12-29"), TWO_MONTHS) == at("2026-02-28")
    bounds = add_to_bounds(OLD_YEAR, at("2025-12-29"), TWO_MONTHS)
    assert bounds == (at("2026-02-28"), at("2026-02-28T23:59:59"))


def day_by_day(instant: int, count: int, holidays: set[int]) -> int:
    """The plain definition: one day after the other, of which working days count."""
    day, time = divmod(instant, DAY)
    step = 1 if count > 0 else -1
    while count:
        day += step
        if (day + 3) % 7 < 5 and day not in holidays:
            count -= step
    return day * DAY + time


near = st.integers(-60, 60)


@given(
    st.integers(-40 * DAY, 40 * DAY),
    st.integers(-30, 30),
    st.one_of(st.sets(near), st.builds(set, st.just(range(-20, 25)))),
)
def test_business_days_are_counted_as_if_day_by_day(
    instant: int, count: int, holidays: set[int]
) -> None:
    table = holidays_of(day * DAY for day in holidays)
    length = Duration(business_days=count)
    assert add(instant, length, table) == day_by_day(instant, count, holidays)


def test_a_table_of_holidays_leaves_weekends_out() -> None:
    christmas = ("2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28")
    table = holidays_of(at(day) + 5 for day in christmas)
    assert table.days == (at("2026-12-25") // DAY, at("2026-12-28") // DAY)
    assert holidays_of(()) == NO_HOLIDAYS == Holidays()


def test_instants_lie_in_the_years_that_messages_name() -> None:
    assert at(f"{FIRST_YEAR}-01-01") == FIRST == BEFORE + 1
    assert at(f"{LAST_YEAR}-12-31T23:59:59") == LAST == BEYOND - 1


anywhere = st.one_of(
    st.integers(FIRST, LAST), st.integers(FIRST, FIRST + 400 * DAY), st.integers(LAST - DAY, LAST)
)
any_length = st.one_of(
    st.builds(Duration, seconds=st.integers(-(10**13), 10**13)),
    st.builds(Duration, months=st.integers(-50_000, 50_000)),
    st.builds(Duration, business_days=st.integers(-400_000, 400_000)),
)


@given(anywhere, any_length)
def test_a_sum_outside_the_years_stands_a_second_outside_and_is_not_known(
    instant: int, length: Duration
) -> None:
    end = add(instant, length, NEW_YEAR)
    assert BEFORE <= end <= BEYOND
    low, high = add_to_bounds(instant, instant, length, NEW_YEAR)
    if FIRST <= end <= LAST:
        assert (low, high) == (end, end)
    else:
        assert (low, high) == ((BEYOND, float("inf")) if end == BEYOND else (-float("inf"), BEFORE))
    again = add_to_bounds(low, high, length, NEW_YEAR)
    assert again[0] <= again[1]


def test_what_is_known_of_a_sum_is_the_part_inside_the_years() -> None:
    infinite = float("inf")
    assert known_part(FIRST, LAST) == (FIRST, LAST)
    assert known_part(FIRST - 10, LAST + 10) == (-infinite, infinite)
    assert known_part(LAST + 10, LAST + 20) == (BEYOND, infinite)
    assert known_part(FIRST - 20, FIRST - 10) == (-infinite, BEFORE)
    assert known_part(infinite, -infinite) == (infinite, -infinite)


def test_bounds_without_an_end_and_empty_ones_stay_so() -> None:
    infinite = float("inf")
    week = Duration(seconds=7 * DAY)
    assert add_to_bounds(-infinite, infinite, week) == (-infinite, infinite)
    assert add_to_bounds(infinite, -infinite, week) == (infinite, -infinite)
    assert add_to_bounds(0, infinite, Duration(business_days=1)) == (DAY, infinite)


def test_a_day_without_an_hour_lasts_until_its_last_second_and_every_other_instant_is_itself() -> (
    None
):
    assert end_of_day(at("2026-03-10")) == at("2026-03-10T23:59:59")
    assert end_of_day(at("2026-03-10T00:00:01")) == at("2026-03-10T00:00:01")
    assert end_of_day(BEYOND) == BEYOND
