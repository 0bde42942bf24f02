"""The matcher as a whole: banks, limits, order, hostile texts, and many random checks."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from closeout.engine.durable import plan as plan_module
from closeout.engine.durable.bank import MAX_RULES, availability
from closeout.engine.durable.columns import LIMIT
from closeout.engine.durable.encode import needs_ranks
from closeout.engine.durable.engine import match
from closeout.engine.durable.formula import TooManyTerms
from closeout.engine.durable.plan import banks, engine_rules
from closeout.engine.meaning.layout import CURRENCY
from closeout.engine.meaning.matching import Match
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
    WithinNext,
)
from closeout.engine.problems import EngineFault
from closeout.engine.units import Duration, Money, Scope, Unit

from ..sizes import sizes
from .made import (
    AMOUNT,
    AS_OF,
    DAY,
    DUE,
    ENDED,
    INF,
    MEMBER,
    NONE,
    PAID,
    PLANNED,
    SHARE,
    SHIFT,
    SITUATION,
    STARTED,
    STATUS,
    TASKS,
    TOTAL,
    UNKNOWN,
    Judge,
    Values,
    applied,
    asked,
    chained,
    judged,
    known,
    laid_out,
)

pytestmark = pytest.mark.skipif(availability() is not None, reason=str(availability()))

CHECKS = sizes().formula_checks
"""Rule checks with a fixed seed."""

Rules = list[tuple[Scope, Condition]]

HOSTILE = (
    "",
    "none",
    'quo"te',
    "back\\slash",
    "\x00",
    "\n\r\t",
    "$m",
    "$forward",
    '{"$m":"c0"}',
    "sid-s",
    "\ud800",
    "\u202egnp.exe",
    "=cmd()",
    "::error::",
    "%d%s%n",
    "{0}",
    "x" * 70_000,
    "0",
    "-1",
    "True",
    "codes",
    "'); import os",
)


def status(word: str) -> Compare:
    """The status is this word."""
    return Compare(STATUS, Op.EQ, Literal(word, Unit.TEXT))


def count(op: Op, number: int) -> Compare:
    """The open tasks against a number."""
    return Compare(TASKS, op, Literal(number, Unit.COUNT))


def test_hostile_texts_are_words_like_any_other() -> None:
    rules: Rules = [(Scope.CONTRACT, status(word)) for word in HOSTILE]
    rules += [
        (Scope.CONTRACT, TextMatch(SITUATION, TextOp.CONTAINS, Literal(w, Unit.TEXT)))
        for w in HOSTILE
    ]
    pair = AnyOf((status(HOSTILE[2]), status(HOSTILE[3])))
    rules += [(Scope.CONTRACT, pair), (Scope.CONTRACT, Compare(STATUS, Op.EQ, MEMBER))]
    entities: list[Values] = [
        {STATUS: word, MEMBER: other, SITUATION: (word, other)}
        for word in HOSTILE
        for other in (word, "unheard of")
    ]
    for values, answered in zip(entities, asked(rules, entities), strict=True):
        assert answered == [judged(rule, scope, values) for scope, rule in rules]


def test_matches_come_in_order_of_rule_and_row_and_once_each() -> None:
    rules = [
        (Scope.MILESTONE, AnyOf((status("active"), status("paused"), count(Op.GT, 0)))),
        (Scope.CONTRACT, AnyOf((count(Op.GTE, 0), count(Op.LTE, 5), status("active")))),
    ]
    given = applied(rules)
    layout = laid_out(given)
    entities: list[Values] = [
        {STATUS: "active", TASKS: known(1)},
        {TASKS: UNKNOWN},
        {STATUS: "ended", TASKS: known(-7)},
        {STATUS: "ended", TASKS: NONE},
    ]
    chains = [chained(layout, values) for values in entities]
    rows = {scope: [chain[scope] for chain in chains] for scope in Scope}
    assert match(given, layout, rows) == [
        Match(0, 0, True),
        Match(0, 1, False),
        Match(1, 0, True),
        Match(1, 1, False),
        Match(1, 2, True),
    ]


def test_no_rules_or_no_rows_give_no_match() -> None:
    given = applied([(Scope.CONTRACT, All(()))])
    layout = laid_out(given)
    assert match(given, layout, {}) == []
    assert match(given, layout, {Scope.CONTRACT: []}) == []
    assert match(applied([]), layout, {Scope.CONTRACT: [chained(layout, {})[Scope.CONTRACT]]}) == []


def test_always_and_never() -> None:
    rules: Rules = [
        (Scope.CONTRACT, All(())),
        (Scope.CONTRACT, AnyOf(())),
        (Scope.ACCOUNT, Not(AnyOf(()))),
        (Scope.EXPORT, All(())),
    ]
    assert (
        asked(rules, [{}, {}]) == [[(True, True), (False, False), (True, True), (True, True)]] * 2
    )


def test_rules_spread_over_as_many_banks_as_they_need() -> None:
    rules = [(Scope.CONTRACT, count(Op.EQ, number)) for number in range(200)]
    given = applied(rules)
    planned = list(banks(engine_rules(given, laid_out(given), Scope.CONTRACT)))
    assert [len(bank.rules) for bank in planned] == [60, 60, 60, 60, 60, 60, 40]
    assert max(len(bank.rules) for bank in planned) <= MAX_RULES
    answers = asked(rules, [{TASKS: known(number)} for number in (0, 59, 60, 199, 200)])
    hits = [[place for place, pair in enumerate(row) if pair == (True, True)] for row in answers]
    assert hits == [[0], [59], [60], [199], []]


def test_a_bank_takes_no_more_columns_than_the_library_bears(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plan_module, "MAX_FIELDS", 4)
    facts = (ENDED, STARTED, PAID, TASKS, SHARE)
    rules: Rules = [(Scope.CONTRACT, Not(IsNone(fact))) for fact in facts]
    rules.append((Scope.CONTRACT, All(tuple(IsNone(fact) for fact in facts[:4]))))
    given = applied(rules)
    planned = list(banks(engine_rules(given, laid_out(given), Scope.CONTRACT)))
    assert len(planned) > 1
    assert all(len(bank.columns) <= 4 for bank in planned)
    entities: list[Values] = [{}, dict.fromkeys(facts, NONE), {ENDED: known(1)}]
    for values, answered in zip(entities, asked(rules, entities), strict=True):
        assert answered == [judged(rule, scope, values) for scope, rule in rules]
    rules = [(Scope.CONTRACT, All(tuple(IsNone(fact) for fact in facts)))]
    with pytest.raises(TooManyTerms, match="reads 5 columns"):
        asked(rules, [{}])


def fan(fact: Ref, width: int) -> Condition:
    """One of so many values."""
    return AnyOf(tuple(Compare(fact, Op.EQ, Literal(number, fact.unit)) for number in range(width)))


def test_a_rule_may_expand_to_many_conjunctions() -> None:
    wide = All((fan(TASKS, 12), fan(ENDED, 12), fan(STARTED, 12)))
    entities: list[Values] = [
        {TASKS: known(tasks), ENDED: known(11), STARTED: started}
        for tasks in (0, 11, 12)
        for started in (known(5), known(12), UNKNOWN)
    ]
    for values, (answer,) in zip(entities, asked([(Scope.CONTRACT, wide)], entities), strict=True):
        assert answer == judged(wide, Scope.CONTRACT, values)


def test_a_rule_that_expands_too_far_is_refused_by_name() -> None:
    wide = All((fan(TASKS, 13), fan(ENDED, 13), fan(STARTED, 13)))
    rules: Rules = [(Scope.CONTRACT, status("active")), (Scope.CONTRACT, wide)]
    with pytest.raises(TooManyTerms, match=r'rule "rule-1" is too large .* --engine python'):
        asked(rules, [{}])


def test_inexact_numbers_are_a_fault_of_the_program() -> None:
    with pytest.raises(EngineFault, match="inexact"):
        asked([(Scope.CONTRACT, count(Op.LT, 1))], [{TASKS: (0.5, 0.5, False)}])


def test_ranks_are_taken_only_where_numbers_need_them() -> None:
    assert not needs_ranks({1, -LIMIT, LIMIT, INF, -INF})
    assert not needs_ranks({INF, -INF})
    assert not needs_ranks(set())
    assert needs_ranks({LIMIT + 1})
    assert needs_ranks({-LIMIT - 1})
    assert needs_ranks({1, Fraction(1, 2)})


NUMBERS: dict[Unit, list[Any]] = {
    Unit.INSTANT: [AS_OF + d * DAY + s for d in (-14, -3, -1, 0, 1, 3, 31) for s in (-1, 0, 1)],
    Unit.MONEY: [-100, 0, 1, 99, 100],
    Unit.COUNT: [-1, 0, 1, 2, 3],
    Unit.RATIO: [Fraction(1, 3), Fraction(1, 2), 0, 1],
}
ORDERED = (ENDED, STARTED, PAID, TASKS, SHARE, TOTAL, DUE, AMOUNT)
WORDS = ("active", "paused", "ended", *HOSTILE[:6])
LENGTHS = (Duration(seconds=DAY), Duration(seconds=14 * DAY), Duration(months=1), SHIFT)


def random_values(source: random.Random) -> Values:
    """The facts of one milestone and of all that encloses it, a third of them not known."""

    def bounds(numbers: list[Any]) -> tuple[Any, ...]:
        kind = source.randrange(6)
        if kind < 2:
            return UNKNOWN if kind else NONE
        if kind < 5:
            return known(source.choice(numbers))
        lo, hi = sorted((source.choice([-INF, *numbers]), source.choice([INF, *numbers])))
        return lo, hi, source.random() < 0.5

    values: dict[Any, Any] = {fact: bounds(NUMBERS[fact.unit]) for fact in ORDERED}
    values[TOTAL] = (*values[TOTAL], source.choice([None, "USD", "EUR"]))
    values |= {fact: source.choice([None, *WORDS]) for fact in (STATUS, MEMBER)}
    values[CURRENCY] = source.choice([None, "USD", "EUR"])
    values[PLANNED] = source.choice([None, True, False])
    values[SITUATION] = source.choice([None, (), *((word,) for word in WORDS[:4])])
    return values


def random_leaf(source: random.Random) -> Condition:
    """A leaf that a rule about milestones may have."""
    fact = source.choice(ORDERED)
    length = Literal(source.choice(LENGTHS), Unit.DURATION)
    op = source.choice(list(Op))
    number = source.choice(NUMBERS[fact.unit])
    if fact.unit is Unit.MONEY:
        number = Money(number, source.choice(["USD", "EUR"]))
    words = [Literal(source.choice(WORDS), Unit.TEXT) for _ in range(source.randrange(1, 4))]
    same_unit = [other for other in ORDERED if other.unit is fact.unit]
    choices: list[Condition] = [
        Compare(fact, op, Literal(number, fact.unit)),
        Compare(fact, op, Literal(number, fact.unit)),
        Compare(fact, op, source.choice(same_unit)),
        IsNone(fact),
        Present(fact),
        Compare(PLANNED, Op.EQ, Literal(source.random() < 0.5, Unit.FLAG)),
        AnyOf(tuple(Compare(STATUS, Op.EQ, word) for word in words)),
        Compare(STATUS, Op.EQ, MEMBER),
        TextMatch(SITUATION, TextOp.CONTAINS, words[0]),
        Older(source.choice((ENDED, DUE)), length),
        Newer(source.choice((ENDED, DUE)), length),
        WithinNext(source.choice((ENDED, DUE)), length),
    ]
    return source.choice(choices)


def random_condition(source: random.Random, depth: int = 3) -> Condition:
    """A condition of a few levels."""
    kind = source.randrange(8) if depth else 0
    if kind < 2:
        return random_leaf(source)
    if kind == 2:
        return Not(random_condition(source, depth - 1))
    if kind == 3:
        return Certainly(random_condition(source, depth - 1))
    items = tuple(random_condition(source, depth - 1) for _ in range(source.randrange(1, 4)))
    return All(items) if kind < 6 else AnyOf(items)


def test_many_rule_checks_with_a_fixed_seed() -> None:
    source = random.Random(20_260_310)
    done = 0
    while done < CHECKS:
        rules = [(Scope.MILESTONE, random_condition(source)) for _ in range(40)]
        entities = [random_values(source) for _ in range(250)]
        given = applied(rules)
        layout = laid_out(given)
        rows = [chained(layout, values)[Scope.MILESTONE] for values in entities]
        answers = {
            (found.rule, found.row): found
            for found in match(given, layout, {Scope.MILESTONE: rows})
        }
        for index, row in enumerate(rows):
            judge = Judge(layout, Scope.MILESTONE, row)
            for rule, (_, condition) in enumerate(rules):
                found = answers.get((rule, index))
                assert (found is not None and found.is_certain, found is not None) == judge.pair(
                    condition
                ), (condition, entities[index])
                done += 1
