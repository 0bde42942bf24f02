"""Bounds against brute force: every way the unknown may turn out is tried, and the result compared."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.meaning import bounds, streaks
from closeout.engine.meaning.bounds import INF, NONE, UNKNOWN, Place, Quantity
from closeout.engine.meaning.streaks import Link

Value = int | None
"""None: known not to exist."""

points = st.integers(0, 4)
known = points.map(lambda value: (value, value, False))
ranges = st.tuples(points, points, st.booleans()).map(
    lambda item: (min(item[:2]), max(item[:2]), item[2])
)
quantities = st.one_of(known, ranges, st.just(NONE))


def values(quantity: Quantity) -> list[Value]:
    """Every value that a quantity of small whole numbers may have."""
    low, high, opt = quantity
    found: list[Value] = list(range(int(low), int(high) + 1)) if low <= high else []
    return [*found, None] if opt else found


def hull(found: Iterable[Value | Fraction]) -> Quantity:
    """The tightest quantity that covers some values."""
    results = list(found)
    numbers = [value for value in results if value is not None]
    if not numbers:
        return NONE
    return (min(numbers), max(numbers), None in results)


def every(items: Iterable[Quantity], result: Callable[[list[Value]], Value]) -> Quantity:
    return hull(result(list(chosen)) for chosen in itertools.product(*map(values, items)))


def best(pick: Callable[[list[int]], int]) -> Callable[[list[Value]], Value]:
    def result(chosen: list[Value]) -> Value:
        numbers = [value for value in chosen if value is not None]
        return pick(numbers) if numbers else None

    return result


@given(st.lists(quantities, min_size=1, max_size=3))
def test_the_latest_and_the_earliest_are_as_tight_as_can_be(items: list[Quantity]) -> None:
    assert bounds.later_of(items) == every(items, best(max))
    assert bounds.earlier_of(items) == every(items, best(min))


@given(st.lists(quantities, min_size=1, max_size=3))
def test_either_covers_each(items: list[Quantity]) -> None:
    assert bounds.either(items) == hull(value for item in items for value in values(item))


@given(quantities, quantities)
def test_a_difference_is_never_below_zero(left: Quantity, right: Quantity) -> None:
    def less(chosen: list[Value]) -> Value:
        one, two = chosen
        return None if one is None or two is None else max(0, one - two)

    assert bounds.difference(left, right) == every([left, right], less)


@given(quantities, st.lists(points, min_size=3, max_size=3))
def test_a_table_gives_the_results_of_every_step_that_may_apply(
    of: Quantity, results: list[int]
) -> None:
    def step(chosen: list[Value]) -> Value:
        value = chosen[0]
        if value is None:
            return None
        return results[0] if value <= 1 else results[1] if value <= 3 else results[2]

    known_results = [(result, result, False) for result in results]
    assert bounds.table(of, [1, 3], known_results) == every([of], step)


def test_the_first_known_value_is_taken_and_none_passed_over() -> None:
    assert bounds.first_known([NONE, (2, 2, False), (3, 3, False)]) == (2, 2, False)
    assert bounds.first_known([(1, 2, False), (3, 3, False)]) == (3, 3, False)
    assert bounds.first_known([NONE, NONE]) == NONE
    assert bounds.first_known([NONE, (1, 2, False)]) == UNKNOWN


kinds = st.sampled_from(["in both", "in the whole", "outside"])
members = st.lists(st.sets(kinds, min_size=1), max_size=5)


def _ratio(chosen: Iterable[str]) -> Fraction | None:
    count = dict.fromkeys(("in both", "in the whole", "outside"), 0)
    for kind in chosen:
        count[kind] += 1
    whole = count["in both"] + count["in the whole"]
    return Fraction(count["in both"], whole) if whole else None


@given(members)
def test_a_share_is_as_tight_as_can_be(group: list[set[str]]) -> None:
    certain = whole = lifting = lowering = part = 0
    for kind in group:
        where = "in both" in kind
        only_where = kind <= {"in both", "outside"} and where
        if "outside" not in kind:
            whole += 1
            part += where
            certain += kind == {"in both"}
        elif kind != {"outside"}:
            lifting += where
            lowering += not only_where
    expected = hull(_ratio(chosen) for chosen in itertools.product(*group))
    assert bounds.share(certain, whole, lifting, lowering, part) == expected


outcomes = st.sets(st.sampled_from(["counts", "breaks", "skipped"]), min_size=1)
links = st.lists(st.tuples(outcomes, points, points), max_size=4)


def _streak(chosen: Iterable[tuple[str, int, str]]) -> int:
    count = 0
    for outcome, _, _ in sorted(chosen, key=lambda item: (-item[1], item[2])):
        if outcome == "breaks":
            break
        count += outcome == "counts"
    return count


@given(links)
def test_a_streak_holds_for_every_order_and_outcome(group: list[tuple[set[str], int, int]]) -> None:
    named = [
        Link(
            kinds == {"counts"},
            "counts" in kinds,
            kinds == {"breaks"},
            "breaks" in kinds,
            min(one, two),
            max(one, two),
            str(index),
        )
        for index, (kinds, one, two) in enumerate(group)
    ]
    ways = [
        [
            (kind, instant, link.id)
            for kind in kinds
            for instant in range(int(link.lo), int(link.hi) + 1)
        ]
        for link, (kinds, _, _) in zip(named, group, strict=True)
    ]
    lengths = [_streak(chosen) for chosen in itertools.product(*ways)]
    low, high, opt = streaks.streak(named, True)
    assert low <= min(lengths)
    assert max(lengths) <= high
    assert not opt
    if all(len(kinds) == 1 and one == two for kinds, one, two in group):
        assert low == high == lengths[0]


@given(st.lists(st.tuples(st.booleans(), points, points), min_size=1, max_size=4))
def test_a_rank_holds_for_every_order_and_membership(group: list[tuple[bool, int, int]]) -> None:
    places = [
        Place(sure, (min(one, two), str(index)), (max(one, two), str(index)), index)
        for index, (sure, one, two) in enumerate(group)
    ]
    found: dict[int, list[Value]] = {place.row: [] for place in places}
    ways = [
        [(key, place.row) for key in range(place.lo[0], place.hi[0] + 1)]
        + ([] if place.is_sure else [None])
        for place in places
    ]
    for chosen in itertools.product(*ways):
        ranked = sorted(item for item in chosen if item is not None)
        for row in found:
            position = [index for index, item in enumerate(ranked, 1) if item[1] == row]
            found[row].append(position[0] if position else None)
    for row, quantity in bounds.ranks(places, True).items():
        assert quantity == hull(found[row])


def test_a_list_that_is_not_known_counts_from_zero() -> None:
    assert bounds.list_count(None) == (0, INF, False)
    assert bounds.list_end(None, True) == UNKNOWN
    assert bounds.list_end((), True) == NONE


def test_amounts_of_two_currencies_do_not_add_up() -> None:
    assert bounds.one_currency(300, 300, {"USD"}) == (300, 300, False, "USD")
    assert bounds.one_currency(300, 300, {"USD", "EUR"}) == (1, INF, False, None)
    assert bounds.one_currency(0, 300, {None}) == (0, INF, False, None)
    assert bounds.one_currency(0, 0, set()) == (0, 0, False, None)


def test_a_payment_of_an_unknown_amount_may_be_a_refund() -> None:
    assert bounds.payments_sum(((100, 0), (50, 0), (-30, 0))) == (120, 120, False)
    assert bounds.payments_sum(((100, 0), (None, 0))) == (0, INF, False)
    assert bounds.payments_sum(None) == (0, INF, False)
