"""What each way to write a condition means."""

from __future__ import annotations

from fractions import Fraction

import pytest

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
    Param,
    Present,
    Ref,
    TextMatch,
    TextOp,
    WithinNext,
)
from closeout.engine.units import Duration, Money, Scope, Unit

from .conftest import Load

DAY = 86_400


def contract(name: str, unit: Unit) -> Ref:
    return Ref(Scope.CONTRACT, name, unit)


STATUS = contract("status", Unit.TEXT)
PAID = contract("total_paid", Unit.MONEY)
ENDED = contract("ended_at", Unit.INSTANT)
DUE = contract("due_at", Unit.INSTANT)
PLANNED = contract("closing_planned", Unit.FLAG)
TASKS = contract("open_tasks", Unit.COUNT)
UNLOGGED = contract("hours.unlogged", Unit.DURATION)
SITUATION = contract("situation", Unit.TEXTS)
RATE = Ref(Scope.ACCOUNT, "recommend_rate", Unit.RATIO)
SCORE = contract("feedback.from_client.score", Unit.RATIO)


def text(word: str) -> Literal:
    return Literal(word, Unit.TEXT)


def usd(cents: int) -> Literal:
    return Literal(Money(cents, "USD"), Unit.MONEY)


def days(number: int) -> Literal:
    return Literal(Duration(seconds=number * DAY), Unit.DURATION)


def count(number: int) -> Literal:
    return Literal(number, Unit.COUNT)


MARCH = Literal(1_772_323_200, Unit.INSTANT)
ZERO = Literal(Money(0, None), Unit.MONEY)
ACTIVE = Compare(STATUS, Op.EQ, text("active"))
PAUSED = Compare(STATUS, Op.EQ, text("paused"))

CONDITIONS: dict[str, Condition] = {
    # names
    "{status: active}": ACTIVE,
    "{contract.status: active}": ACTIVE,
    "{recommend_rate: {lt: 80}}": Compare(RATE, Op.LT, Literal(80, Unit.RATIO)),
    "{account.recommend_rate: {lt: 80}}": Compare(RATE, Op.LT, Literal(80, Unit.RATIO)),
    "{client.id: K1}": Compare(contract("client.id", Unit.TEXT), Op.EQ, text("K1")),
    "{contract.client.id: K1}": Compare(contract("client.id", Unit.TEXT), Op.EQ, text("K1")),
    "{role: client}": Compare(Ref(Scope.EXPORT, "role", Unit.TEXT), Op.EQ, text("client")),
    # equal, one of
    "{status: [active, paused]}": AnyOf((ACTIVE, PAUSED)),
    "{status: [active]}": ACTIVE,
    "{status: {eq: active}}": ACTIVE,
    "{status: {ne: active}}": Not(ACTIVE),
    "{status: {in: [active, paused]}}": AnyOf((ACTIVE, PAUSED)),
    "{status: {not_in: [active, paused]}}": Not(AnyOf((ACTIVE, PAUSED))),
    "{title: '12:00'}": Compare(contract("title", Unit.TEXT), Op.EQ, text("12:00")),
    "{title: off}": Compare(contract("title", Unit.TEXT), Op.EQ, text("off")),
    "{id: 0123}": Compare(contract("id", Unit.TEXT), Op.EQ, text("0123")),
    "{closing_planned: true}": Compare(PLANNED, Op.EQ, Literal(True, Unit.FLAG)),
    "{closing_planned: {ne: false}}": Not(Compare(PLANNED, Op.EQ, Literal(False, Unit.FLAG))),
    # quantities
    "{total_paid: 12.5 USD}": Compare(PAID, Op.EQ, usd(1250)),
    "{total_paid: 0}": Compare(PAID, Op.EQ, ZERO),
    "{total_paid: {gt: 0, lte: 250 USD}}": All(
        (
            Compare(PAID, Op.GT, ZERO),
            Compare(PAID, Op.LTE, usd(25_000)),
        )
    ),
    "{open_tasks: {gte: 3}}": Compare(TASKS, Op.GTE, count(3)),
    "{open_tasks: {lt: 2.5}}": Compare(TASKS, Op.LT, Literal(Fraction(5, 2), Unit.RATIO)),
    "{open_tasks: {between: [1, 3]}}": All(
        (Compare(TASKS, Op.GTE, count(1)), Compare(TASKS, Op.LTE, count(3)))
    ),
    "{feedback.from_client.score: {lt: 4.2}}": Compare(
        SCORE, Op.LT, Literal(Fraction(21, 5), Unit.RATIO)
    ),
    "{feedback.from_client.score: {gt: 0}}": Compare(SCORE, Op.GT, Literal(0, Unit.RATIO)),
    "{hours.unlogged: {gt: 90 minutes}}": Compare(
        UNLOGGED, Op.GT, Literal(Duration(seconds=5400), Unit.DURATION)
    ),
    "{hours.unlogged: {gt: 0}}": Compare(UNLOGGED, Op.GT, Literal(Duration(), Unit.DURATION)),
    # operands
    "{total_paid: {lt: $floor}}": Compare(PAID, Op.LT, Param("floor", Unit.MONEY)),
    "{status: $favourite}": Compare(STATUS, Op.EQ, Param("favourite", Unit.TEXT)),
    "{total_paid: {lt: {fact: budget}}}": Compare(PAID, Op.LT, contract("budget", Unit.MONEY)),
    "{total_paid: {fact: budget}}": Compare(PAID, Op.EQ, contract("budget", Unit.MONEY)),
    "{open_tasks: {lt: {fact: account.recommend_rate}}}": Compare(TASKS, Op.LT, RATE),
    # instants
    "{ended_at: {before: 2026-03-01}}": Compare(ENDED, Op.LT, MARCH),
    "{ended_at: {after: 2026-03-01T01:00:00+01:00}}": Compare(ENDED, Op.GT, MARCH),
    "{ended_at: {after: {fact: due_at}}}": Compare(ENDED, Op.GT, DUE),
    "{ended_at: {gte: {fact: due_at}}}": Compare(ENDED, Op.GTE, DUE),
    "{ended_at: {between: [2026-03-01, {fact: due_at}]}}": All(
        (Compare(ENDED, Op.GTE, MARCH), Compare(ENDED, Op.LTE, DUE))
    ),
    "{ended_at: {older_than: 14 days}}": Older(ENDED, days(14)),
    "{ended_at: {newer_than: $patience}}": Newer(ENDED, Param("patience", Unit.DURATION)),
    "{ended_at: {newer_than: 3 months}}": Newer(ENDED, Literal(Duration(months=3), Unit.DURATION)),
    "{due_at: {within_next: 2 business days}}": WithinNext(
        DUE, Literal(Duration(business_days=2), Unit.DURATION)
    ),
    # none and not known
    "{ended_at: none}": IsNone(ENDED),
    "{ended_at: {ne: none}}": Not(IsNone(ENDED)),
    "{total_paid: [none, 250 USD]}": AnyOf((IsNone(PAID), Compare(PAID, Op.EQ, usd(25_000)))),
    "{feedback.from_client.state: none}": Compare(
        contract("feedback.from_client.state", Unit.TEXT), Op.EQ, text("none")
    ),
    "{refund_request.requested_by: none}": Compare(
        contract("refund_request.requested_by", Unit.TEXT), Op.EQ, text("none")
    ),
    "{ended_at: {present: true}}": Present(ENDED),
    "{ended_at: {present: false}}": Not(Present(ENDED)),
    "{situation: {present: true}}": Present(SITUATION),
    # lists
    "{title: {starts_with: Logo}}": TextMatch(
        contract("title", Unit.TEXT), TextOp.STARTS_WITH, text("Logo")
    ),
    "{title: {ends_with: 2026}}": TextMatch(
        contract("title", Unit.TEXT), TextOp.ENDS_WITH, text("2026")
    ),
    "{status: {starts_with: $favourite}}": TextMatch(
        STATUS, TextOp.STARTS_WITH, Param("favourite", Unit.TEXT)
    ),
    "{situation: {contains: mutual_stop}}": TextMatch(
        SITUATION, TextOp.CONTAINS, text("mutual_stop")
    ),
    # nesting
    "{status: active, ended_at: none}": All((ACTIVE, IsNone(ENDED))),
    "{all: [{status: active}, {ended_at: none}]}": All((ACTIVE, IsNone(ENDED))),
    "{any: [{status: active}, {ended_at: none}]}": AnyOf((ACTIVE, IsNone(ENDED))),
    "{any: {status: active, ended_at: none}}": AnyOf((ACTIVE, IsNone(ENDED))),
    "{any: [{status: active, total_paid: 0}]}": AnyOf((All((ACTIVE, Compare(PAID, Op.EQ, ZERO))),)),
    "{not: {status: active, ended_at: none}}": Not(All((ACTIVE, IsNone(ENDED)))),
    "{certainly: {status: active}}": Certainly(ACTIVE),
    "{status: active, not: {any: [{certainly: {ended_at: none}}, {status: paused}]}}": All(
        (ACTIVE, Not(AnyOf((Certainly(IsNone(ENDED)), PAUSED))))
    ),
}


@pytest.mark.parametrize("written", CONDITIONS)
def test_a_condition_means(written: str, load: Load) -> None:
    rules = f"""
- id: a-rule
  title: A rule
  for: contract
  when: {written}
  then: {{action: look, severity: info, message: Look.}}
"""
    assert load(rules=rules).rules[0].when == CONDITIONS[written]


def test_a_name_is_remembered_as_it_was_written(load: Load) -> None:
    rules = """
- id: a-rule
  title: A rule
  for: milestone
  when: {contract.status: active, account_id: A1, due_at: none, contract.due_at: none}
  then: {action: look, severity: info, message: Look.}
"""
    when = load(rules=rules).rules[0].when
    assert isinstance(when, All)
    refs = [item.left for item in when.items if isinstance(item, Compare | IsNone)]
    assert [(ref.full, ref.written) for ref in refs] == [
        ("contract.status", "contract.status"),
        ("contract.account_id", "account_id"),
        ("milestone.due_at", "due_at"),
        ("contract.due_at", "contract.due_at"),
    ]
