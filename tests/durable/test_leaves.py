"""Every leaf of the language on every kind of value, against an oracle that tries all completions.

A leaf holds certainly where it holds for every value that a fact may turn out to have, and possibly
where it holds for one of them. What cannot be compared (two currencies) may turn out either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from closeout.engine.durable.bank import availability
from closeout.engine.meaning.layout import CURRENCY
from closeout.engine.policy.conditions import (
    AnyOf,
    Certainly,
    Compare,
    Condition,
    IsNone,
    Literal,
    Newer,
    Not,
    Older,
    Op,
    Part,
    Present,
    TextMatch,
    TextOp,
    Undecided,
    WithinNext,
)
from closeout.engine.units import Duration, Money, Scope, Unit

from .made import (
    AS_OF,
    ENDED,
    INF,
    MEMBER,
    NONE,
    PAID,
    PLANNED,
    REPEAT,
    SHARE,
    SITUATION,
    STARTED,
    STATUS,
    TASKS,
    TOTAL,
    UNKNOWN,
    Values,
    asked,
    known,
)

pytestmark = pytest.mark.skipif(availability() is not None, reason=str(availability()))

Leaf = tuple[Condition, Callable[[Values], tuple[bool, bool]]]
"""A leaf and its oracle."""

HUGE = 2**60
"""Forces the numbers of a unit to be carried by rank."""

COMPARE: dict[Op, Callable[[Any, Any], bool]] = {
    Op.LT: lambda a, b: a < b,
    Op.LTE: lambda a, b: a <= b,
    Op.GT: lambda a, b: a > b,
    Op.GTE: lambda a, b: a >= b,
    Op.EQ: lambda a, b: a == b,
}


def shapes(around: int = 0) -> list[tuple[Any, Any, bool]]:
    """Slots of every kind of knowledge, about numbers near one."""
    lows, highs = (-INF, around - 1, around, around + 1), (around - 1, around, around + 1, INF)
    ranges = [(lo, hi, opt) for lo in lows for hi in highs for opt in (False, True) if lo <= hi]
    return [UNKNOWN, NONE, *ranges]


def completions(slots: tuple[Any, Any, bool], around: int = 0) -> list[int | None]:
    """What an ordered fact may turn out to be; None: it does not exist."""
    lo, hi, opt = slots
    values: list[int | None] = [v for v in range(around - 5, around + 6) if lo <= v <= hi]
    return [*values, None] if opt else values


def verdict(outcomes: Iterable[set[bool]]) -> tuple[bool, bool]:
    """(certainly, possibly) from what every completion may turn out to be."""
    all_of_them = set().union(*outcomes)
    return all_of_them == {True}, True in all_of_them


def check(
    entities: list[Values],
    leaves: list[Leaf],
    scale: str,
) -> None:
    """Ask the engine for each leaf, its negation and its certainty, for all entities at once."""
    rules = [leaf for leaf, _ in leaves]
    rules += [Not(leaf) for leaf in rules] + [Certainly(leaf) for leaf in rules]
    extra = {fact: known(HUGE) for fact in (ENDED, TASKS, PAID)} if scale == "by rank" else {}
    answers = asked([(Scope.CONTRACT, rule) for rule in rules], [*entities, extra])
    for values, answered in zip(entities, answers, strict=False):
        expected = [oracle(values) for _, oracle in leaves]
        expected += [(not p, not c) for c, p in expected] + [(c, c) for c, _ in expected]
        assert answered == expected, values


scales = pytest.mark.parametrize("scale", ["as they are", "by rank"])


@scales
def test_an_ordered_fact_against_a_literal(scale: str) -> None:
    def leaf(op: Op, bound: int) -> tuple[Condition, Any]:
        def oracle(values: Values) -> tuple[bool, bool]:
            return verdict(
                {value is not None and COMPARE[op](value, bound)}
                for value in completions(values[TASKS])
            )

        return Compare(TASKS, op, Literal(bound, Unit.COUNT)), oracle

    entities: list[Values] = [{TASKS: slots} for slots in shapes()]
    check(entities, [leaf(op, bound) for op in Op for bound in (-2, -1, 0, 1, 2)], scale)


@scales
@pytest.mark.parametrize("op", list(Op))
def test_an_ordered_fact_against_another(op: Op, scale: str) -> None:
    def oracle(values: Values) -> tuple[bool, bool]:
        pairs = product(completions(values[ENDED], AS_OF), completions(values[STARTED], AS_OF))
        return verdict({a is not None and b is not None and COMPARE[op](a, b)} for a, b in pairs)

    entities: list[Values] = [
        {ENDED: one, STARTED: two} for one, two in product(shapes(AS_OF), repeat=2)
    ]
    check(entities, [(Compare(ENDED, op, STARTED), oracle)], scale)


def _among(points: Iterable[Any], slots: Any) -> list[Any]:
    """Those of some points that a fact may turn out to be; None: it does not exist."""
    return [*(point for point in points if slots[0] <= point <= slots[1]), *([None] * slots[2])]


@scales
@pytest.mark.parametrize("op", list(Op))
@pytest.mark.parametrize("factor", [Fraction(1, 2), Fraction(3, 10), Fraction(2)], ids=str)
def test_an_ordered_fact_against_a_part_of_another(factor: Fraction, op: Op, scale: str) -> None:
    def oracle(values: Values) -> tuple[bool, bool]:
        ends = {end for end in values[TASKS][:2] if abs(end) != INF}
        ends |= {end * factor for end in values[SHARE][:2] if abs(end) != INF}
        points = {end + step for end in ends | {0} for step in (-1, 0, 1)}
        scaled = tuple(end if abs(end) == INF else end * factor for end in values[SHARE][:2])
        pairs = product(_among(points, values[TASKS]), _among(points, (*scaled, values[SHARE][2])))
        return verdict({a is not None and b is not None and COMPARE[op](a, b)} for a, b in pairs)

    entities: list[Values] = [
        {TASKS: one, SHARE: two} for one, two in product(shapes(), shapes(1)[::2])
    ]
    part = Part(SHARE, Literal(factor, Unit.RATIO))
    check(entities, [(Compare(TASKS, op, part), oracle)], scale)


@scales
def test_the_age_of_an_instant(scale: str) -> None:
    two = Literal(Duration(seconds=2), Unit.DURATION)

    def leaf(condition: Condition, holds: Callable[[int], bool]) -> tuple[Condition, Any]:
        def oracle(values: Values) -> tuple[bool, bool]:
            found = completions(values[ENDED], AS_OF)
            return verdict({value is not None and holds(value)} for value in found)

        return condition, oracle

    leaves = [
        leaf(Older(ENDED, two), lambda t: t + 2 <= AS_OF),
        leaf(Newer(ENDED, two), lambda t: t + 2 > AS_OF),
        leaf(WithinNext(ENDED, two), lambda t: AS_OF < t <= AS_OF + 2),
    ]
    for around in (AS_OF - 2, AS_OF, AS_OF + 2):
        check([{ENDED: slots} for slots in shapes(around) if _near(slots, AS_OF)], leaves, scale)


def _near(slots: tuple[Any, Any, bool], around: int) -> bool:
    return all(value in (-INF, INF) or abs(value - around) <= 3 for value in slots[:2])


@scales
def test_existence_and_presence(scale: str) -> None:
    def none(values: Values) -> tuple[bool, bool]:
        return verdict({value is None} for value in completions(values[TASKS]))

    def present(values: Values) -> tuple[bool, bool]:
        exact = len(completions(values[TASKS])) == 1
        return exact, exact

    leaves: list[Leaf] = [(IsNone(TASKS), none), (Present(TASKS), present)]
    check([{TASKS: slots} for slots in shapes()], leaves, scale)


WORDS = ("active", "paused", "ended")


def _words(value: str | None) -> tuple[str, ...]:
    return WORDS if value is None else (value,)


def test_texts() -> None:
    def literal(word: str) -> tuple[Condition, Any]:
        return Compare(STATUS, Op.EQ, Literal(word, Unit.TEXT)), lambda values: verdict(
            {text == word} for text in _words(values[STATUS])
        )

    def one_of(*chosen: str) -> tuple[Condition, Any]:
        condition = AnyOf(
            tuple(Compare(STATUS, Op.EQ, Literal(word, Unit.TEXT)) for word in chosen)
        )
        return condition, lambda values: verdict(
            {text in chosen} for text in _words(values[STATUS])
        )

    def same(values: Values) -> tuple[bool, bool]:
        pairs = product(_words(values[STATUS]), _words(values[MEMBER]))
        return verdict({one == two} for one, two in pairs)

    def present(values: Values) -> tuple[bool, bool]:
        return (values[STATUS] is not None,) * 2

    entities: list[Values] = [
        {STATUS: one, MEMBER: two} for one, two in product((None, *WORDS), repeat=2)
    ]
    leaves: list[Leaf] = [literal(word) for word in WORDS]
    leaves += [one_of("active", "paused"), one_of("paused", "ended"), one_of("active", "active")]
    leaves += [(Compare(STATUS, Op.EQ, MEMBER), same), (Present(STATUS), present)]
    check(entities, leaves, "as they are")


def test_flags() -> None:
    def either(value: bool | None) -> tuple[bool, ...]:
        return (True, False) if value is None else (value,)

    def literal(wanted: bool) -> tuple[Condition, Any]:
        return Compare(PLANNED, Op.EQ, Literal(wanted, Unit.FLAG)), lambda values: verdict(
            {flag is wanted} for flag in either(values[PLANNED])
        )

    def same(values: Values) -> tuple[bool, bool]:
        pairs = product(either(values[PLANNED]), either(values[REPEAT]))
        return verdict({one is two} for one, two in pairs)

    def present(values: Values) -> tuple[bool, bool]:
        return (values[PLANNED] is not None,) * 2

    entities: list[Values] = [
        {PLANNED: one, REPEAT: two} for one, two in product((None, True, False), repeat=2)
    ]
    leaves = [literal(True), literal(False)]
    leaves += [(Compare(PLANNED, Op.EQ, REPEAT), same), (Present(PLANNED), present)]
    check(entities, leaves, "as they are")


def test_lists_of_texts() -> None:
    def contains(word: str) -> tuple[Condition, Any]:
        def oracle(values: Values) -> tuple[bool, bool]:
            held = values[SITUATION]
            return verdict({word in texts} for texts in ([(), (word,)] if held is None else [held]))

        return TextMatch(SITUATION, TextOp.CONTAINS, Literal(word, Unit.TEXT)), oracle

    def present(values: Values) -> tuple[bool, bool]:
        return (values[SITUATION] is not None,) * 2

    entities: list[Values] = [
        {SITUATION: held} for held in (None, (), ("a",), ("b", "a"), ("b",), ("ab",))
    ]
    check(entities, [contains("a"), contains("b"), (Present(SITUATION), present)], "as they are")


def _currencies(value: str | None) -> tuple[str, ...]:
    return ("USD", "EUR") if value is None else (value,)


@scales
def test_an_amount_against_a_literal_of_a_currency(scale: str) -> None:
    def leaf(op: Op, bound: Money) -> tuple[Condition, Any]:
        def outcomes(value: int | None, currency: str) -> set[bool]:
            if value is None:
                return {False}
            if value and bound.cents and currency != bound.currency:
                return {True, False}
            return {COMPARE[op](value, bound.cents)}

        def oracle(values: Values) -> tuple[bool, bool]:
            pairs = product(completions(values[PAID]), _currencies(values[CURRENCY]))
            return verdict(outcomes(*pair) for pair in pairs)

        return Compare(PAID, op, Literal(bound, Unit.MONEY)), oracle

    entities: list[Values] = [
        {PAID: slots, CURRENCY: currency}
        for slots, currency in product(shapes(), ("USD", "EUR", None))
    ]
    bounds = (Money(1, "USD"), Money(-1, "EUR"), Money(0, None), Money(0, "USD"))
    check(entities, [leaf(op, bound) for op in Op for bound in bounds], scale)


@pytest.mark.parametrize("op", list(Op))
def test_amounts_of_a_contract_and_of_its_account(op: Op) -> None:
    def outcomes(one: int | None, two: int | None, here: str, there: str) -> set[bool]:
        if one is None or two is None:
            return {False}
        return {COMPARE[op](one, two)} if here == there else {True, False}

    def oracle(values: Values) -> tuple[bool, bool]:
        *slots, own = values[TOTAL]
        numbers = product(completions(values[PAID]), completions(tuple(slots)))
        money = list(product(_currencies(values[CURRENCY]), _currencies(own)))
        return verdict(outcomes(*pair, *both) for pair in numbers for both in money)

    few = [UNKNOWN, NONE, known(0), known(1), (0, 1, False), (0, INF, True), (-INF, 0, False)]
    entities: list[Values] = [
        {PAID: one, TOTAL: (*two, there), CURRENCY: here}
        for one, two in product(few, repeat=2)
        for here, there in product(("USD", "EUR", None), repeat=2)
    ]
    check(entities, [(Compare(PAID, op, TOTAL), oracle)], "as they are")


def test_what_has_no_value_at_this_date_is_always_open() -> None:
    check([{}], [(Undecided("no value"), lambda values: (False, True))], "as they are")


@pytest.mark.parametrize("op", list(Op))
def test_counts_and_ratios_are_compared_exactly(op: Op) -> None:
    values: list[int | Fraction] = [
        Fraction(10**20, 3 * 10**20 + 1),
        Fraction(1, 3),
        0,
        1,
        Fraction(10**30 + 1, 10**30),
    ]
    entities: list[Values] = [
        {SHARE: known(one), TASKS: known(two)} for one, two in product(values, (0, 1, 2))
    ]

    def fact(row: Values) -> tuple[bool, bool]:
        return (COMPARE[op](row[SHARE][0], row[TASKS][0]),) * 2

    def third(row: Values) -> tuple[bool, bool]:
        return (COMPARE[op](row[SHARE][0], Fraction(1, 3)),) * 2

    literal = Compare(SHARE, op, Literal(Fraction(1, 3), Unit.RATIO))
    check(entities, [(Compare(SHARE, op, TASKS), fact), (literal, third)], "as they are")


LARGE = (2**31, 2**52 - 1, 2**52, 2**52 + 1, 2**53 - 2, 2**53 - 1, 2**53, 2**63, 2**64 + 1, 10**30)


@pytest.mark.parametrize("bound", [sign * size for sign in (1, -1) for size in LARGE])
def test_large_amounts_on_every_boundary(bound: int) -> None:
    def leaf(op: Op) -> tuple[Condition, Any]:
        def oracle(values: Values) -> tuple[bool, bool]:
            return (COMPARE[op](values[PAID][0], bound),) * 2

        return Compare(PAID, op, Literal(Money(bound, "USD"), Unit.MONEY)), oracle

    entities: list[Values] = [
        {PAID: known(bound + step), CURRENCY: "USD"} for step in (-2, -1, 0, 1, 2)
    ]
    check(entities, [leaf(op) for op in Op], "as they are")
    unknown = asked([(Scope.CONTRACT, leaf(op)[0]) for op in Op], [{}, {PAID: NONE}])
    assert unknown == [[(False, True)] * 5, [(False, False)] * 5]
