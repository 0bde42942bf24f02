"""Lengths of time: calendar months, business days, bounds, and the largest start of an age."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.calendar import (
    DAY,
    add,
    add_to_bounds,
    floor_day,
    holidays_of,
    latest_start,
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
    ("9999-12-31T00:00", Duration(months=1), "9999-12-31T23:59:59"),
    ("0001-01-01T00:00", Duration(seconds=-1), "0001-01-01T00:00"),
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


instants = st.integers(at("2025-12-01"), at("2026-04-30"))
monotone = st.one_of(
    st.builds(Duration, seconds=st.integers(0, 60 * DAY)),
    st.builds(Duration, months=st.integers(0, 14)),
)
lengths = st.one_of(monotone, st.builds(Duration, business_days=st.integers(-8, 8)))


@given(instants, monotone)
def test_the_latest_start_is_the_last_that_has_reached_its_age(
    as_of: int, length: Duration
) -> None:
    start = latest_start(as_of, length)
    assert add(start, length) <= as_of < add(start + 1, length)


def test_a_length_with_business_days_has_no_latest_start() -> None:
    with pytest.raises(ValueError, match="monotone"):
        latest_start(0, Duration(business_days=1))


@given(instants, st.integers(0, 4 * DAY), lengths, st.data())
def test_bounds_hold_every_start_between_them_and_are_reached(
    low: int, width: int, length: Duration, data: st.DataObject
) -> None:
    high = low + width
    least, most = add_to_bounds(low, high, length, NEW_YEAR)
    inside = data.draw(st.integers(low, high))
    assert least <= add(inside, length, NEW_YEAR) <= most
    midnights = range(floor_day(low), high + 1, DAY)
    ends = [low, high, *midnights, *(midnight - 1 for midnight in midnights)]
    reached = [add(end, length, NEW_YEAR) for end in ends if low <= end <= high]
    assert (least, most) == (min(reached), max(reached))


def test_bounds_without_an_end_and_empty_ones_stay_so() -> None:
    infinite = float("inf")
    week = Duration(seconds=7 * DAY)
    assert add_to_bounds(-infinite, infinite, week) == (-infinite, infinite)
    assert add_to_bounds(infinite, -infinite, week) == (infinite, -infinite)
    assert add_to_bounds(0, infinite, Duration(business_days=1)) == (DAY, infinite)
