"""What each way to define a fact means."""

from __future__ import annotations

from fractions import Fraction

import pytest

from closeout.engine.language.limits import LONGEST_CHAIN
from closeout.engine.policy.conditions import (
    All,
    AnyOf,
    Certainly,
    Compare,
    IsNone,
    Literal,
    Not,
    Op,
    Param,
    Ref,
)
from closeout.engine.policy.definitions import (
    Branch,
    Case,
    Constant,
    CountDistinct,
    CountPeriods,
    Definition,
    Difference,
    EndOf,
    FirstKnown,
    GroupCount,
    GroupEnd,
    GroupSum,
    ListCount,
    ListEnd,
    ListSum,
    LongestGap,
    Moment,
    Named,
    NextWeekday,
    NotKnown,
    Period,
    Rank,
    Share,
    Step,
    Streak,
    Table,
)
from closeout.engine.problems import PolicyError
from closeout.engine.units import Duration, Money, Scope, Unit

from .conftest import Load
from .test_conditions import ACTIVE, DUE, ENDED, MARCH, PAID, contract, count, days, text, usd

ALWAYS, NEVER = All(()), AnyOf(())
CONTRACT, MILESTONE = Scope.CONTRACT, Scope.MILESTONE
IN_STATE = Compare(Ref(MILESTONE, "state", Unit.TEXT), Op.EQ, text("paid"))
SUBMISSIONS = Ref(MILESTONE, "submissions", Unit.INSTANTS)
REQUESTS = contract("close_requests", Unit.INSTANTS)
PAYMENTS = contract("payments", Unit.PAYMENTS)
ACTIVITY = contract("last_activity_at", Unit.INSTANT)
OVER = Compare(contract("status", Unit.TEXT), Op.EQ, text("ended"))
NO_FEEDBACK = Compare(contract("feedback.from_client.state", Unit.TEXT), Op.EQ, text("none"))
AS_OF = Ref(Scope.EXPORT, "as_of", Unit.INSTANT)

DEFINITIONS: dict[str, tuple[Unit, Definition]] = {
    # named conditions
    "contract.x: {status: active}": (Unit.FLAG, Named(ACTIVE)),
    "contract.x: {not: {status: active}}": (Unit.FLAG, Named(Not(ACTIVE))),
    "milestone.x: {state: paid, about: Paid in full.}": (Unit.FLAG, Named(IN_STATE)),
    # lists
    "milestone.x: {latest: submissions}": (Unit.INSTANT, ListEnd(SUBMISSIONS, True)),
    "contract.x: {earliest: close_requests}": (Unit.INSTANT, ListEnd(REQUESTS, False)),
    "milestone.x: {latest: close_requests}": (Unit.INSTANT, ListEnd(REQUESTS, True)),
    "contract.x: {latest: payments.paid_at}": (Unit.INSTANT, ListEnd(PAYMENTS, True)),
    "milestone.x: {count: submissions}": (Unit.COUNT, ListCount(SUBMISSIONS)),
    "contract.x: {count: payments}": (Unit.COUNT, ListCount(PAYMENTS)),
    "contract.x: {sum: payments}": (Unit.MONEY, ListSum(PAYMENTS)),
    "contract.x: {sum: payments.amount}": (Unit.MONEY, ListSum(PAYMENTS)),
    "contract.x: {count_periods: {of: payments.paid_at, every: 3 months}}": (
        Unit.COUNT,
        CountPeriods(PAYMENTS, Literal(Duration(months=3), Unit.DURATION), None),
    ),
    "contract.x: {count_periods: {of: close_requests, every: $review, since: started_at}}": (
        Unit.COUNT,
        CountPeriods(
            REQUESTS, Param("review", Unit.DURATION), contract("started_at", Unit.INSTANT)
        ),
    ),
    "contract.x: {longest_gap: {of: payments.paid_at, since: started_at, to: ended_at}}": (
        Unit.DURATION,
        LongestGap(PAYMENTS, contract("started_at", Unit.INSTANT), ENDED),
    ),
    "milestone.x: {longest_gap: {of: submissions, to: as_of}}": (
        Unit.DURATION,
        LongestGap(SUBMISSIONS, None, AS_OF),
    ),
    "contract.x: {longest_gap: {of: payments}}": (
        Unit.DURATION,
        LongestGap(PAYMENTS, None, None),
    ),
    # groups
    "contract.x: {count: milestone}": (Unit.COUNT, GroupCount(MILESTONE, ALWAYS)),
    "contract.x: {count: milestone, where: {state: paid}}": (
        Unit.COUNT,
        GroupCount(MILESTONE, IN_STATE),
    ),
    "client.x: {count: contract, where: {status: ended}}": (
        Unit.COUNT,
        GroupCount(CONTRACT, OVER),
    ),
    "contract.x: {count: contract, where: {status: ended}}": (
        Unit.COUNT,
        GroupCount(CONTRACT, OVER),
    ),
    "contract.x: {sum: milestone.escrow_amount}": (
        Unit.MONEY,
        GroupSum(MILESTONE, Ref(MILESTONE, "escrow_amount", Unit.MONEY), ALWAYS),
    ),
    "account.x: {sum: contract.open_tasks, where: {status: active}}": (
        Unit.COUNT,
        GroupSum(CONTRACT, contract("open_tasks", Unit.COUNT), ACTIVE),
    ),
    "contract.x: {latest: milestone.due_at, where: {state: paid}}": (
        Unit.INSTANT,
        GroupEnd(MILESTONE, Ref(MILESTONE, "due_at", Unit.INSTANT), IN_STATE, True),
    ),
    "client.x: {earliest: contract.ended_at}": (
        Unit.INSTANT,
        GroupEnd(CONTRACT, ENDED, ALWAYS, False),
    ),
    "account.x: {count_distinct: contract.client.id}": (
        Unit.COUNT,
        CountDistinct(CONTRACT, contract("client.id", Unit.TEXT), ALWAYS),
    ),
    "account.x: {share: contract, where: {status: active}, of: {total_paid: 250 USD}}": (
        Unit.RATIO,
        Share(CONTRACT, ACTIVE, Compare(PAID, Op.EQ, usd(25_000))),
    ),
    "account.x: {share: contract, where: {status: active}}": (
        Unit.RATIO,
        Share(CONTRACT, ACTIVE, ALWAYS),
    ),
    """account.x: {streak: contract, where: {status: ended}, newest: ended_at,
        skip: {closing_planned: true}, while: {feedback.from_client.state: none}}""": (
        Unit.COUNT,
        Streak(
            member=CONTRACT,
            by=None,
            where=OVER,
            newest=ENDED,
            skip=Compare(contract("closing_planned", Unit.FLAG), Op.EQ, Literal(True, Unit.FLAG)),
            while_=NO_FEEDBACK,
        ),
    ),
    """contract.x: {streak: contract, by: member_id, newest: ended_at,
        while: {feedback.from_client.state: none}}""": (
        Unit.COUNT,
        Streak(CONTRACT, contract("member_id", Unit.TEXT), ALWAYS, ENDED, NEVER, NO_FEEDBACK),
    ),
    """contract.x: {rank: account, where: {certainly: {status: active}},
        order: [last_activity_at, id]}""": (
        Unit.COUNT,
        Rank(Scope.ACCOUNT, Certainly(ACTIVE), (ACTIVITY,)),
    ),
    "contract.x: {rank: client, order: [total_paid, last_activity_at]}": (
        Unit.COUNT,
        Rank(Scope.CLIENT, ALWAYS, (PAID, ACTIVITY)),
    ),
    # several facts of one entity
    "contract.x: {later_of: [due_at, last_activity_at]}": (
        Unit.INSTANT,
        EndOf((DUE, ACTIVITY), True),
    ),
    "contract.x: {earlier_of: [due_at, {fact: ended_at}, 2026-03-01]}": (
        Unit.INSTANT,
        EndOf((DUE, ENDED, MARCH), False),
    ),
    "contract.x: {later_of: [total_paid, $floor]}": (
        Unit.MONEY,
        EndOf((PAID, Param("floor", Unit.MONEY)), True),
    ),
    "contract.x: {first_known: [refund_request.requested_at, ended_at]}": (
        Unit.INSTANT,
        FirstKnown((contract("refund_request.requested_at", Unit.INSTANT), ENDED)),
    ),
    "contract.x: {difference: [budget, total_paid]}": (
        Unit.MONEY,
        Difference(contract("budget", Unit.MONEY), PAID),
    ),
    "contract.x: {difference: [as_of, ended_at]}": (Unit.DURATION, Difference(AS_OF, ENDED)),
    # time expressions
    "contract.x: {at: ended_at, plus: $review}": (
        Unit.INSTANT,
        Moment(ENDED, plus=(Param("review", Unit.DURATION),)),
    ),
    "contract.x: {at: ended_at, plus: [14 days, $review], minus: 1 month, floor: day}": (
        Unit.INSTANT,
        Moment(
            ENDED,
            plus=(days(14), Param("review", Unit.DURATION)),
            minus=(Literal(Duration(months=1), Unit.DURATION),),
            floor_day=True,
        ),
    ),
    'export.x: {at: as_of, next: {weekday: monday, time: "12:00"}}': (
        Unit.INSTANT,
        Moment(AS_OF, next=NextWeekday(0, 12 * 3600)),
    ),
    "export.x: {at: as_of, next: {weekday: sunday, time: 23:59:59}}": (
        Unit.INSTANT,
        Moment(AS_OF, next=NextWeekday(6, 86_399)),
    ),
    "contract.x: {at: 2026-03-01, plus: 1.5 hours}": (
        Unit.INSTANT,
        Moment(MARCH, plus=(Literal(Duration(seconds=5400), Unit.DURATION),)),
    ),
    # choices
    "contract.x: {case: [{when: {status: active}, value: good}, {else: bad}]}": (
        Unit.TEXT,
        Case((Branch(ACTIVE, text("good")),), text("bad")),
    ),
    "contract.x: {case: [{when: {status: active}, value: {fact: due_at}}, {else: none}]}": (
        Unit.INSTANT,
        Case((Branch(ACTIVE, DUE),), Literal("none", Unit.INSTANT)),
    ),
    "contract.x: {case: [{when: {status: active}, value: 0}, {else: $floor}]}": (
        Unit.MONEY,
        Case((Branch(ACTIVE, Literal(Money(0, None), Unit.MONEY)),), Param("floor", Unit.MONEY)),
    ),
    "contract.x: {case: [{when: {status: active}, value: 3}]}": (
        Unit.COUNT,
        Case((Branch(ACTIVE, count(3)),), None),
    ),
    "contract.x: {table: {of: total_paid, steps: [{upto: 250 USD, value: 1}, {else: 1.25}]}}": (
        Unit.RATIO,
        Table(
            PAID,
            (Step(usd(25_000), Literal(1, Unit.RATIO)),),
            Literal(Fraction(5, 4), Unit.RATIO),
        ),
    ),
    # constants
    "contract.x: 30%": (Unit.RATIO, Constant(Literal(Fraction(3, 10), Unit.RATIO))),
    "contract.x: $review": (Unit.DURATION, Constant(Param("review", Unit.DURATION))),
    "contract.x: {value: soon}": (Unit.TEXT, Constant(text("soon"))),
    "milestone.x: {fact: contract.ended_at}": (Unit.INSTANT, Constant(ENDED)),
}


@pytest.mark.parametrize("written", DEFINITIONS)
def test_a_definition_means(written: str, load: Load) -> None:
    unit, definition = DEFINITIONS[written]
    pack = load(rules=f"rules: {RULES}\nfacts:\n  {written}")
    (fact,) = pack.facts.values()
    assert fact.ref.unit is unit
    assert fact.periods == (Period(None, None, definition),)


RULES = (
    "[{id: a, title: A, for: contract, when: {status: active},"
    " then: {action: look, severity: info, message: Look.}}]"
)


def test_a_dated_fact_has_a_period_for_each_entry(load: Load) -> None:
    facts = f"""
rules: {RULES}
facts:
  contract.weight:
    - {{until: 2020-03-01, value: 1}}
    - {{from: 2020-03-01, until: 2024-01-01, unknown: no table was published}}
    - from: 2024-01-01
      table: {{of: total_paid, steps: [{{upto: 250 USD, value: 1}}, {{else: 1.5}}]}}
      about: Weight of the contract.
      sources: [NOTE]
"""
    fact = load(rules=facts).facts[CONTRACT, "weight"]
    assert fact.ref.unit is Unit.RATIO
    assert (fact.about, fact.sources, fact.pack) == ("Weight of the contract.", ("NOTE",), "house")
    assert [(period.start, period.until, type(period.definition)) for period in fact.periods] == [
        (None, 1_583_020_800, Constant),
        (1_583_020_800, 1_704_067_200, NotKnown),
        (1_704_067_200, None, Table),
    ]


def test_facts_stand_after_those_that_they_are_made_of(load: Load) -> None:
    facts = f"""
rules: {RULES}
facts:
  account.last: {{count: contract, where: {{second: {{older_than: 3 days}}}}}}
  contract.second: {{at: first, plus: 1 day}}
  contract.first: {{latest: milestone.zeroth}}
  milestone.zeroth: {{latest: submissions}}
"""
    names = [str(fact.ref.full) for fact in load(rules=facts).facts.values()]
    assert names == ["milestone.zeroth", "contract.first", "contract.second", "account.last"]


def chained(length: int) -> str:
    """A rule file with as many facts, each made of the next."""
    last = length - 1
    chain = "\n".join(f"  contract.f{i}: {{at: f{i + 1}, plus: 1 day}}" for i in range(last))
    return f"rules: {RULES}\nfacts:\n{chain}\n  contract.f{last}: {{fact: ended_at}}"


def test_the_longest_chain_of_facts_is_read_from_its_end(load: Load) -> None:
    pack = load(rules=chained(LONGEST_CHAIN))
    assert next(iter(pack.facts.values())).ref.name == f"f{LONGEST_CHAIN - 1}"
    assert len(pack.facts) == LONGEST_CHAIN


def test_a_longer_chain_of_facts_is_refused_where_it_gets_too_long(load: Load) -> None:
    with pytest.raises(PolicyError, match=r"rules.yaml:3:3: error: a chain of facts has at most"):
        load(rules=chained(LONGEST_CHAIN + 1))


def test_members_of_a_group_see_what_encloses_them(load: Load) -> None:
    facts = f"""
rules: {RULES}
facts:
  contract.late: {{count: milestone, where: {{due_at: {{before: {{fact: contract.due_at}}}}}}}}
"""
    definition = load(rules=facts).facts[CONTRACT, "late"].periods[0].definition
    own = Ref(MILESTONE, "due_at", Unit.INSTANT)
    assert definition == GroupCount(MILESTONE, Compare(own, Op.LT, DUE))


def test_a_named_condition_is_used_as_a_flag(load: Load) -> None:
    facts = f"""
rules: {RULES}
facts:
  contract.running: {{status: active, ended_at: none}}
  contract.over: {{running: false}}
"""
    pack = load(rules=facts)
    assert pack.facts[CONTRACT, "running"].periods[0].definition == Named(
        All((ACTIVE, IsNone(ENDED)))
    )
    running = contract("running", Unit.FLAG)
    assert pack.facts[CONTRACT, "over"].periods[0].definition == Named(
        Compare(running, Op.EQ, Literal(False, Unit.FLAG))
    )
