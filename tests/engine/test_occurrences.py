"""Counting and spacing what happened, against brute force: every way the unknown may turn out is tried."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from closeout.engine.calendar import DAY
from closeout.engine.meaning.bounds import INF, NONE, UNKNOWN, Quantity
from closeout.engine.meaning.occurrences import (
    Occurrences,
    count_periods,
    longest_gap,
    of_instants,
    of_payments,
    payments_end,
)
from closeout.engine.units import Duration

from ..sizes import examples

Payment = tuple[int | None, int | None]

FAR = 1_000
"""Beyond every instant of a test: what may grow to this may grow without end."""
NEAR = range(6)
ANYWHERE = (-FAR, *NEAR, FAR)

amounts = st.sampled_from((None, 7, 7, 0, -7))
instants = st.one_of(st.sampled_from(NEAR), st.none())
payments = st.lists(st.tuples(amounts, instants), max_size=4).filter(
    lambda items: sum(at is None for _, at in items) <= 2
)
points = st.sampled_from(NEAR)
known = points.map(lambda value: (value, value, False))
ranges = st.tuples(points, points, st.booleans()).map(
    lambda item: (min(item[:2]), max(item[:2]), item[2])
)
ends = st.one_of(st.none(), known, ranges, st.just(NONE), st.just(UNKNOWN))


def happened(items: Sequence[Payment]) -> Iterator[list[int]]:
    """Every way in which payments may turn out: the instants of those of more than 0."""
    each = [
        [
            at
            for cents in ((-7, 7) if amount is None else (amount,))
            for at in (ANYWHERE if paid_at is None else (paid_at,))
            if cents > 0
        ]
        + [None] * (amount is None or amount <= 0)
        for amount, paid_at in items
    ]
    for chosen in itertools.product(*each):
        yield [at for at in chosen if at is not None]


def values(end: Quantity | None) -> list[int | None]:
    """Every instant at which an end may lie; None where there is none."""
    if end is None or end == NONE:
        return [None]
    found: list[int | None] = [at for at in ANYWHERE if end[0] <= at <= end[1]]
    return [*found, None] if end[2] else found


def longest(entries: Sequence[int], since: int | None, to: int | None) -> int | None:
    """The longest gap, where all is known."""
    if since is not None and to is not None and to < since:
        return None
    kept = [at for at in entries if (since is None or since <= at) and (to is None or at <= to)]
    kept = sorted([*kept, *(end for end in (since, to) if end is not None)])
    return max((two - one for one, two in itertools.pairwise(kept)), default=None)


def every_gap(
    items: Sequence[Payment], since: Quantity | None, to: Quantity | None
) -> set[int | None]:
    return {
        longest(entries, first, last)
        for entries in happened(items)
        for first in values(since)
        for last in values(to)
    }


def covers(quantity: Quantity, value: int | None) -> bool:
    return quantity[2] if value is None else quantity[0] <= value <= quantity[1]


@settings(max_examples=examples(400))
@given(payments, ends, ends)
@example([(7, None), (7, None), (7, 0)], (0, 0, False), (5, 5, False))
@example([(None, 1), (None, 3), (7, 4)], None, (4, 5, True))
@example([(None, 2), (7, 3)], (0, 4, False), None)
def test_the_longest_gap_is_as_tight_as_can_be(
    items: list[Payment], since: Quantity | None, to: Quantity | None
) -> None:
    found = every_gap(items, since, to)
    numbers = [value for value in found if value is not None]
    low, high, opt = longest_gap(of_payments(tuple(items)), since, to)
    assert opt == (None in found)
    if not numbers:
        assert low > high
        return
    assert low == min(numbers)
    assert high == max(numbers) or (high == INF and max(numbers) >= FAR - max(NEAR))


@given(payments, st.booleans())
def test_the_latest_and_the_earliest_payment_are_as_tight_as_can_be(
    items: list[Payment], latest: bool
) -> None:
    end = max if latest else min
    found = {end(entries, default=None) for entries in happened(items)}
    numbers = [value for value in found if value is not None]
    low, high, opt = payments_end(tuple(items), latest)
    assert opt == (None in found)
    if not numbers:
        assert low > high
        return
    assert low == min(numbers) or (low == -INF and min(numbers) == -FAR)
    assert high == max(numbers) or (high == INF and max(numbers) == FAR)


def test_of_payments_that_are_not_known_neither_end_is() -> None:
    assert payments_end(None, latest=True) == payments_end(None, latest=False) == UNKNOWN


@given(payments, ends, ends)
def test_a_list_that_is_not_known_may_be_any(
    items: list[Payment], since: Quantity | None, to: Quantity | None
) -> None:
    quantity = longest_gap(of_payments(None), since, to)
    assert all(covers(quantity, value) for value in every_gap(items, since, to))
    assert count_periods(of_payments(None), Duration(seconds=2), since) == (0, INF, False)


@given(st.lists(points, max_size=4), ends, ends)
def test_every_entry_of_a_list_of_instants_counts(
    items: list[int], since: Quantity | None, to: Quantity | None
) -> None:
    as_payments = of_payments(tuple((7, at) for at in items))
    assert longest_gap(of_instants(tuple(items)), since, to) == longest_gap(as_payments, since, to)
    assert of_instants(None) == of_payments(None)


@pytest.mark.parametrize(
    ("days", "since", "to", "expected"),
    [
        ((0, 30, 100), None, None, (70, 70, False)),
        ((100, 0, 30), None, None, (70, 70, False)),
        ((30, 30), None, None, (0, 0, False)),
        ((30,), None, None, NONE),
        ((), None, None, NONE),
        ((), 10, None, NONE),
        ((), 10, 40, (30, 30, False)),
        ((0, 30, 100), 20, None, (70, 70, False)),
        ((0, 30, 100), 20, 50, (20, 20, False)),
        ((0, 30, 100), 40, 20, NONE),
        ((None, 30, 100), None, None, (35, INF, False)),
        ((None, 0, 100), 0, 100, (50, 100, False)),
        ((None, None, 0, 50, 200), 0, 200, (50, 150, False)),
        ((None, None, None, 0, 50, 200), 0, 200, (50, 150, False)),
    ],
)
def test_the_longest_gap_of_days(
    days: tuple[int | None, ...], since: int | None, to: int | None, expected: Quantity
) -> None:
    items = of_payments(tuple((100, day) for day in days))
    first, last = (None if at is None else (at, at, False) for at in (since, to))
    assert longest_gap(items, first, last) == expected


@pytest.mark.parametrize(
    ("sure", "perhaps", "since", "to", "expected"),
    [
        ((0, 100), (40,), None, None, (60, 100, False)),
        ((), (40,), 0, 100, (60, 100, False)),
        ((), (10, 40), None, 50, (10, 40, True)),
        ((50,), (10, 12, 40), None, None, (10, 40, True)),
        ((), (10, 12, 40), None, None, (2, 30, True)),
        ((20,), (5,), None, 30, (10, 15, False)),
    ],
)
def test_the_longest_gap_where_something_was_perhaps_paid(
    sure: tuple[int, ...],
    perhaps: tuple[int, ...],
    since: int | None,
    to: int | None,
    expected: Quantity,
) -> None:
    items = of_payments((*((100, day) for day in sure), *((None, day) for day in perhaps)))
    first, last = (None if at is None else (at, at, False) for at in (since, to))
    assert longest_gap(items, first, last) == expected


def test_a_gap_in_a_list_that_is_not_known_is_no_longer_than_from_end_to_end() -> None:
    assert longest_gap(of_payments(None), (0, 5, False), (90, 100, False)) == (0, 100, False)
    assert longest_gap(of_payments(None), (0, 5, False), None) == (0, INF, True)


def test_only_what_was_paid_counts() -> None:
    given_back = ((50, 0), (-50, 40), (0, 60), (50, 100))
    assert longest_gap(of_payments(given_back), None, None) == (100, 100, False)
    assert count_periods(of_payments(given_back), Duration(seconds=30), None) == (2, 2, False)
    perhaps = ((50, 0), (None, 40), (50, 100))
    assert longest_gap(of_payments(perhaps), None, None) == (60, 100, False)
    assert count_periods(of_payments(perhaps), Duration(seconds=30), None) == (2, 3, False)


@given(payments, st.one_of(st.none(), known, ranges.map(lambda item: (*item[:2], False))))
def test_the_number_of_periods_holds_however_the_unknown_turns_out(
    items: list[Payment], since: Quantity | None
) -> None:
    quantity = count_periods(of_payments(tuple(items)), Duration(seconds=2), since)
    found = {
        len({(at - start) // 2 for at in entries})
        for entries in happened(items)
        for end in values(since)
        for start in [min(entries, default=0) if end is None else end]
    }
    assert all(covers(quantity, value) for value in found)
    if since is not None and since[0] == since[1]:
        assert quantity == (min(found), max(found), False)


@pytest.mark.parametrize(
    ("days", "since", "expected"),
    [
        ((), None, (0, 0, False)),
        ((0, 6, 7, 20), None, (3, 3, False)),
        ((0, 6, 7, 20), 1, (3, 3, False)),
        ((0, 6, None), 0, (1, 2, False)),
        ((None, None), 0, (1, 2, False)),
        ((0, 30, None), None, (1, 3, False)),
    ],
)
def test_periods_with_an_entry_are_counted(
    days: tuple[int | None, ...], since: int | None, expected: Quantity
) -> None:
    items = of_payments(tuple((100, None if day is None else day * DAY) for day in days))
    start = None if since is None else (since * DAY, since * DAY, False)
    assert count_periods(items, Duration(seconds=7 * DAY), start) == expected


def test_periods_of_months_do_not_drift_at_the_end_of_a_month() -> None:
    january_31 = 1_769_817_600
    items = of_instants((january_31, january_31 + 28 * DAY, january_31 + 59 * DAY))
    start = (january_31, january_31, False)
    assert count_periods(items, Duration(months=1), start) == (3, 3, False)


def test_a_perhaps_earlier_payment_may_start_the_count() -> None:
    items = Occurrences(sure=[10, 12], maybe=[9], sure_somewhere=0, somewhere=0)
    assert count_periods(items, Duration(seconds=2), None) == (1, 3, False)
    later = items._replace(maybe=[11])
    assert count_periods(later, Duration(seconds=2), None) == (2, 2, False)
