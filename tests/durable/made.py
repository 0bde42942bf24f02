"""A small made-up catalogue of facts, rows of it, and a pair evaluator that follows the meaning.

The evaluator is the judge of the engine here: it interprets conditions one by one and shares no
code with either engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from closeout.engine.calendar import NO_HOLIDAYS, add, add_to_bounds
from closeout.engine.durable.engine import match
from closeout.engine.meaning.layout import CURRENCY, FIRST, UP, Layout, Row, enclosing
from closeout.engine.policy.applied import Applied, AppliedRule
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
    Part,
    Present,
    Ref,
    TextMatch,
    TextOp,
    Undecided,
    WithinNext,
)
from closeout.engine.policy.pack import Action, Basis, Effect, Pack, Rule, Severity
from closeout.engine.units import Duration, Money, Scope, Unit

AS_OF = 1_772_000_000
INF = float("inf")
UNKNOWN = (-INF, INF, True)
NONE = (INF, -INF, True)
DAY = 86_400


def known(value: int | Fraction) -> tuple[int | Fraction, int | Fraction, bool]:
    """The slots of a known value."""
    return value, value, False


def ref(scope: Scope, name: str, unit: Unit) -> Ref:
    """A fact of the made-up catalogue."""
    return Ref(scope, name, unit, name)


ENDED = ref(Scope.CONTRACT, "ended_at", Unit.INSTANT)
STARTED = ref(Scope.CONTRACT, "started_at", Unit.INSTANT)
PAID = ref(Scope.CONTRACT, "total_paid", Unit.MONEY)
TASKS = ref(Scope.CONTRACT, "open_tasks", Unit.COUNT)
SHARE = ref(Scope.CONTRACT, "share", Unit.RATIO)
GAP = ref(Scope.CONTRACT, "gap", Unit.DURATION)
STATUS = ref(Scope.CONTRACT, "status", Unit.TEXT)
MEMBER = ref(Scope.CONTRACT, "member_id", Unit.TEXT)
PLANNED = ref(Scope.CONTRACT, "closing_planned", Unit.FLAG)
REPEAT = ref(Scope.CONTRACT, "repeat_client", Unit.FLAG)
SITUATION = ref(Scope.CONTRACT, "situation", Unit.TEXTS)
DUE = ref(Scope.MILESTONE, "due_at", Unit.INSTANT)
AMOUNT = ref(Scope.MILESTONE, "amount", Unit.MONEY)
STATE = ref(Scope.MILESTONE, "state", Unit.TEXT)
TOTAL = ref(Scope.ACCOUNT, "total", Unit.MONEY)
CONTRACTS = ref(Scope.ACCOUNT, "contracts", Unit.COUNT)

REFS = (
    *(
        CURRENCY,
        ENDED,
        STARTED,
        PAID,
        TASKS,
        SHARE,
        GAP,
        STATUS,
        MEMBER,
        PLANNED,
        REPEAT,
        SITUATION,
    ),
    *(DUE, AMOUNT, STATE, TOTAL, CONTRACTS),
)

SHIFT = Duration(business_days=3)
MONTH = Duration(months=1)
SHIFTED = (ENDED, DUE)

Values = Mapping[Ref, Any]


def applied(conditions: Sequence[tuple[Scope, Condition]]) -> Applied:
    """A pack in force with one rule for each condition."""
    action = Action("note", "Note it", Effect.NONE)
    rules = tuple(
        AppliedRule(_rule(index, scope, condition), condition, action, None, None, (), Basis.ADVICE)
        for index, (scope, condition) in enumerate(conditions)
    )
    pack = Pack("made", "1", "upwork", "Made up", (("made", "1"),), {}, {}, {}, {}, ())
    return Applied(pack, AS_OF, AS_OF, "freelancer", {}, {}, rules, None, NO_HOLIDAYS)


def _rule(index: int, scope: Scope, condition: Condition) -> Rule:
    return Rule(
        id=f"rule-{index}",
        pack="made",
        title="Made up",
        scope=scope,
        roles=frozenset({"freelancer"}),
        start=None,
        until=None,
        when=condition,
        action="note",
        severity=Severity.INFO,
        message=(),
        basis=Basis.ADVICE,
    )


def laid_out(given: Applied) -> Layout:
    """A layout that holds every fact of the catalogue."""
    layout = Layout(given, REFS)
    for shifted in SHIFTED:
        for length in (SHIFT, MONTH):
            layout.add_shift(shifted, length)
    return layout


def row(layout: Layout, scope: Scope, values: Values, up: Row | None = None) -> Row:
    """A row of a scope; facts that are not given are not known."""
    made: Row = [None] * layout.width[scope]
    made[UP] = up
    for (owner, name), fact in layout.refs.items():
        if owner is not scope:
            continue
        value = values.get(Ref(owner, name, fact.unit))
        at = layout.column(fact)
        if fact.unit.is_ordered:
            slots = UNKNOWN if value is None else value
            made[at : at + len(slots)] = slots
        else:
            made[at] = value
    for (owner, name, length), at in layout.shifts.items():
        if owner is scope:
            start = layout.column(ref(owner, name, Unit.INSTANT))
            made[at : at + 2] = add_to_bounds(made[start], made[start + 1], length)
    return made


def chained(layout: Layout, values: Values) -> dict[Scope, Row]:
    """A milestone's row, with those of its contract, client, account and export."""
    rows: dict[Scope, Row] = {}
    outer: Row | None = None
    for scope in reversed(Scope):
        outer = rows[scope] = row(layout, scope, values, outer)
    return rows


def asked(
    conditions: Sequence[tuple[Scope, Condition]], entities: Sequence[Values]
) -> list[list[tuple[bool, bool]]]:
    """What the engine answers: by entity and condition, (certainly, possibly)."""
    given = applied(conditions)
    layout = laid_out(given)
    chains = [chained(layout, values) for values in entities]
    rows = {scope: [chain[scope] for chain in chains] for scope in Scope}
    answers = [[(False, False)] * len(conditions) for _ in entities]
    for found in match(given, layout, rows):
        answers[found.row][found.rule] = (found.is_certain, True)
    return answers


def judged(condition: Condition, scope: Scope, values: Values) -> tuple[bool, bool]:
    """(certainly, possibly) of a condition for an entity, by the meaning."""
    layout = laid_out(applied([]))
    return Judge(layout, scope, chained(layout, values)[scope]).pair(condition)


class Judge:
    """Interprets conditions on one row."""

    def __init__(self, layout: Layout, scope: Scope, row: Row) -> None:
        self.layout, self.scope, self.row = layout, scope, row

    def slots(self, fact: Ref, count: int) -> list[Any]:
        """The slots of a fact."""
        owner = enclosing(self.row, self.scope, fact.scope)
        at = self.layout.column(fact)
        assert at >= FIRST
        return owner[at : at + count]

    def currency(self, fact: Ref) -> Any:
        """The currency of a money fact."""
        return self.slots(fact, 4)[3] if fact.scope is Scope.ACCOUNT else self.slots(CURRENCY, 1)[0]

    def pair(self, condition: Condition) -> tuple[bool, bool]:
        """(certainly, possibly)."""
        match condition:
            case All(items):
                pairs = [self.pair(item) for item in items]
                return all(p[0] for p in pairs), all(p[1] for p in pairs)
            case AnyOf(items):
                pairs = [self.pair(item) for item in items]
                return any(p[0] for p in pairs), any(p[1] for p in pairs)
            case Not(item):
                sure, maybe = self.pair(item)
                return not maybe, not sure
            case Certainly(item):
                sure, _ = self.pair(item)
                return sure, sure
            case Undecided():
                return False, True
            case IsNone(left):
                lo, hi, opt = self.slots(left, 3)
                return lo > hi, opt
            case Present(left):
                if not left.unit.is_ordered:
                    held = self.slots(left, 1)[0] is not None
                    return held, held
                lo, hi, opt = self.slots(left, 3)
                exact = (not opt and lo == hi) or lo > hi
                return exact, exact
            case TextMatch(left, TextOp.CONTAINS, Literal(word)):
                held = self.slots(left, 1)[0]
                return held is not None and word in held, held is None or word in held
            case TextMatch(left, op, Literal(str(word))):
                held = self.slots(left, 1)[0]
                if held is None:
                    return False, True
                size = len(word)
                part = held[:size] if op is TextOp.STARTS_WITH else held[-size:]
                return part == word, part == word
            case Older(left, Literal(Duration() as length)):
                return self.age(left, length, Op.LTE)
            case Newer(left, Literal(Duration() as length)):
                return self.age(left, length, Op.GT)
            case WithinNext(left, Literal(Duration() as length)):
                lo, hi, opt = self.slots(left, 3)
                until = add(AS_OF, length)
                return not opt and lo > AS_OF and hi <= until, hi > AS_OF and lo <= until
            case Compare(left, op, Ref() as right):
                return self.facts(left, op, right)
            case Compare(left, op, Part(right, Literal(int() | Fraction() as factor))):
                return self.facts(left, op, right, factor)
            case Compare(left, op, Literal(value)):
                return self.literal(left, op, value)
        raise AssertionError(condition)

    def age(self, left: Ref, length: Duration, op: Op) -> tuple[bool, bool]:
        """t + length against as-of."""
        lo, hi, opt = self.slots(left, 3)
        lo, hi = add_to_bounds(lo, hi, length)
        return against((lo, hi, opt), op, AS_OF)

    def literal(self, left: Ref, op: Op, value: Any) -> tuple[bool, bool]:
        """A fact against a literal."""
        if not left.unit.is_ordered:
            held = self.slots(left, 1)[0]
            return held is not None and held == value, held is None or held == value
        lo, hi, opt = self.slots(left, 3)
        if isinstance(value, Money):
            foreign = value.cents and self.currency(left) != value.currency
            if foreign and not lo == 0 == hi:
                return False, lo <= hi
            value = value.cents
        if isinstance(value, Duration):
            value = value.seconds
        return against((lo, hi, opt), op, value)

    def facts(self, left: Ref, op: Op, right: Ref, factor: int | Fraction = 1) -> tuple[bool, bool]:
        """A fact against another, or so much of it."""
        if not left.unit.is_ordered:
            one, two = self.slots(left, 1)[0], self.slots(right, 1)[0]
            return one is not None and one == two, one is None or two is None or one == two
        (a, b, opt), (c, d, other) = self.slots(left, 3), self.slots(right, 3)
        c, d = (end if abs(end) == INF else end * factor for end in (c, d))
        exist = a <= b and c <= d
        if left.unit is Unit.MONEY and Scope.ACCOUNT in (left.scope, right.scope):
            one, two = self.currency(left), self.currency(right)
            if one is None or one != two:
                return False, exist
        sure = not opt and not other
        match op:
            case Op.LT:
                return sure and b < c, exist and a < d
            case Op.LTE:
                return sure and b <= c, exist and a <= d
            case Op.GT:
                return sure and a > d, exist and b > c
            case Op.GTE:
                return sure and a >= d, exist and b >= c
            case Op.EQ:
                return sure and a == b == c == d, exist and a <= d and c <= b


def against(slots: tuple[Any, Any, Any], op: Op, value: Any) -> tuple[bool, bool]:
    """Bounds against a number."""
    lo, hi, opt = slots
    match op:
        case Op.LT:
            return not opt and hi < value, lo < value
        case Op.LTE:
            return not opt and hi <= value, lo <= value
        case Op.GT:
            return not opt and lo > value, hi > value
        case Op.GTE:
            return not opt and lo >= value, hi >= value
        case Op.EQ:
            return not opt and lo == value == hi, lo <= value <= hi
