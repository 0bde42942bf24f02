"""The engine against the pair evaluator, on random conditions and random rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeout.engine.durable.bank import availability
from closeout.engine.meaning.layout import CURRENCY
from closeout.engine.policy.conditions import (
    All,
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
    Present,
    Ref,
    TextMatch,
    TextOp,
    Undecided,
    WithinNext,
)
from closeout.engine.units import Duration, Money, Scope, Unit

from ..sizes import sizes
from .made import (
    AMOUNT,
    AS_OF,
    CONTRACTS,
    DAY,
    DUE,
    ENDED,
    GAP,
    INF,
    MEMBER,
    NONE,
    PAID,
    PLANNED,
    REPEAT,
    SHARE,
    SHIFT,
    SITUATION,
    STARTED,
    STATE,
    STATUS,
    TASKS,
    TOTAL,
    UNKNOWN,
    Judge,
    applied,
    asked,
    chained,
    known,
    laid_out,
)

pytestmark = pytest.mark.skipif(availability() is not None, reason=str(availability()))

EXAMPLES = sizes().shrinking_rules
"""Each is up to 8 rules on 12 rows; test_engine.py asks for far more, without shrinking."""

INSTANTS = [
    AS_OF + days * DAY + seconds for days in (-14, -3, -1, 0, 1, 3, 14) for seconds in (-1, 0, 1)
]
CENTS = [-100, 0, 1, 99, 100, 2**53, 2**53 + 1, -(2**60)]
SMALL = [-1, 0, 1, 2, 3]
RATIOS = [Fraction(1, 3), Fraction(1, 2), Fraction(2, 1), 0, 1, Fraction(-1, 3)]
WORDS = ["active", "paused", "ended", "none", "", 'qu"ote\\', "\x00", "é\u202e", "a" * 300]
CURRENCIES = ["USD", "EUR"]

DOMAINS: dict[Unit, list[Any]] = {
    Unit.INSTANT: INSTANTS,
    Unit.MONEY: CENTS,
    Unit.COUNT: SMALL,
    Unit.RATIO: RATIOS,
    Unit.DURATION: [0, 1, DAY, 2 * DAY, 10**9],
}
ORDERED = (ENDED, STARTED, PAID, TASKS, SHARE, GAP, TOTAL, CONTRACTS)
INNER = (DUE, AMOUNT)
TEXTS = (STATUS, MEMBER, CURRENCY)
FLAGS = (PLANNED, REPEAT)


def bounds(domain: list[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Known, not known, known not to exist, or a range."""
    value = st.sampled_from(domain)
    ranges = st.tuples(
        st.one_of(st.just(-INF), value), st.one_of(st.just(INF), value), st.booleans()
    ).map(lambda slots: slots if slots[0] <= slots[1] else (slots[1], slots[0], slots[2]))
    return st.one_of(st.sampled_from([UNKNOWN, NONE]), value.map(known), ranges)


def entities() -> st.SearchStrategy[dict[Ref, Any]]:
    """The values of one milestone and of all that encloses it."""
    facts: dict[Ref, st.SearchStrategy[Any]] = {
        fact: bounds(DOMAINS[fact.unit]) for fact in (*ORDERED, *INNER)
    }
    facts |= {fact: st.sampled_from([None, *WORDS]) for fact in (STATUS, MEMBER, STATE)}
    facts |= {fact: st.sampled_from([None, True, False]) for fact in FLAGS}
    facts[CURRENCY] = st.sampled_from([None, *CURRENCIES])
    facts[SITUATION] = st.one_of(st.none(), st.lists(st.sampled_from(WORDS), max_size=3).map(tuple))
    facts[TOTAL] = st.tuples(bounds(CENTS), st.sampled_from([None, *CURRENCIES])).map(
        lambda pair: (*pair[0], pair[1])
    )
    return st.fixed_dictionaries(facts)


def literals(unit: Unit) -> st.SearchStrategy[Literal]:
    """Literals of a unit, on the boundaries of the values."""
    if unit is Unit.MONEY:
        money = st.builds(Money, st.sampled_from(CENTS), st.sampled_from(CURRENCIES))
        return money.map(lambda value: Literal(value, unit))
    if unit is Unit.DURATION:
        return st.sampled_from(DOMAINS[unit]).map(lambda s: Literal(Duration(seconds=s), unit))
    return st.sampled_from(DOMAINS[unit]).map(lambda value: Literal(value, unit))


LENGTHS = [Duration(seconds=DAY), Duration(seconds=14 * DAY), Duration(months=1), SHIFT]


def leaves(scope: Scope) -> st.SearchStrategy[Condition]:
    """Leaves that a rule of the scope may have."""
    ordered = (*ORDERED, *INNER) if scope is Scope.MILESTONE else ORDERED
    texts = (*TEXTS, STATE) if scope is Scope.MILESTONE else TEXTS
    instants = [fact for fact in ordered if fact.unit is Unit.INSTANT]
    ageing = [fact for fact in instants if fact is not STARTED]
    ops, pick = st.sampled_from(list(Op)), st.sampled_from
    length = pick(LENGTHS).map(lambda value: Literal(value, Unit.DURATION))
    comparable = [
        (one, two)
        for one in ordered
        for two in ordered
        if one.unit is two.unit or {one.unit, two.unit} == {Unit.COUNT, Unit.RATIO}
    ]
    word = pick(WORDS).map(lambda text: Literal(text, Unit.TEXT))
    return st.one_of(
        pick(ordered).flatmap(
            lambda fact: st.builds(Compare, st.just(fact), ops, literals(fact.unit))
        ),
        st.tuples(pick(comparable), ops).map(lambda two: Compare(two[0][0], two[1], two[0][1])),
        st.builds(IsNone, pick(ordered)),
        st.builds(Present, pick([*ordered, *texts, *FLAGS, SITUATION])),
        st.builds(Compare, pick(texts), st.just(Op.EQ), word),
        st.builds(Compare, pick(texts), st.just(Op.EQ), pick(texts)),
        st.lists(word, min_size=2, max_size=4).flatmap(
            lambda words: pick(texts).map(
                lambda text: AnyOf(tuple(Compare(text, Op.EQ, item) for item in words))
            )
        ),
        st.builds(
            Compare,
            pick(FLAGS),
            st.just(Op.EQ),
            st.booleans().map(lambda value: Literal(value, Unit.FLAG)),
        ),
        st.builds(Compare, pick(FLAGS), st.just(Op.EQ), pick(FLAGS)),
        st.builds(TextMatch, st.just(SITUATION), st.just(TextOp.CONTAINS), word),
        st.builds(
            TextMatch,
            pick(texts),
            st.sampled_from((TextOp.STARTS_WITH, TextOp.ENDS_WITH)),
            word.filter(lambda literal: literal.value != ""),
        ),
        st.one_of(*(st.builds(kind, pick(ageing), length) for kind in (Older, Newer, WithinNext))),
        st.just(Undecided("no value")),
    )


def conditions(scope: Scope) -> st.SearchStrategy[Condition]:
    """Conditions of a few levels."""

    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(several.map(All), several.map(AnyOf), inner.map(Not), inner.map(Certainly))

    return st.recursive(leaves(scope), grown, max_leaves=8)


RULES = st.lists(
    st.sampled_from([Scope.MILESTONE, Scope.CONTRACT]).flatmap(
        lambda scope: conditions(scope).map(lambda condition: (scope, condition))
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=RULES, rows=st.lists(entities(), min_size=1, max_size=12))
def test_random_rules_on_random_rows_mean_what_the_pair_evaluator_says(
    rules: list[tuple[Scope, Condition]], rows: list[dict[Ref, Any]]
) -> None:
    answers = asked(rules, rows)
    layout = laid_out(applied([]))
    for values, answered in zip(rows, answers, strict=True):
        chain = chained(layout, values)
        expected = [
            Judge(layout, scope, chain[scope]).pair(condition) for scope, condition in rules
        ]
        assert answered == expected
