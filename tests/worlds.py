"""Random policies and snapshots, small in their values so that boundaries and ties are met often.

A world is a pack (built as IR, so that every shape is reached), a snapshot and the instant it is asked
for: often one where months and days end. Everything follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import TypeVar

from closeout.engine.calendar import FIRST, LAST, add, negative
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
    Operand,
    Part,
    Present,
    Ref,
    TextMatch,
    TextOp,
    WithinNext,
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
    FactDefinition,
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
    Own,
    Period,
    Rank,
    Share,
    Stated,
    Step,
    Streak,
    Table,
)
from closeout.engine.policy.pack import Action, Basis, Effect, Pack, Rule, Severity
from closeout.engine.policy.readings import Reading
from closeout.engine.snapshot.fields import (
    FIELDS,
    NOT_UNDERSTOOD,
    OBJECTS_WITH_NONE,
    POSITION,
    Field,
    Kind,
)
from closeout.engine.snapshot.model import NONE, Contract, Custom, Record, Snapshot, Value
from closeout.engine.units import Duration, Money, Scope, Unit

T = TypeVar("T")

DAY = 86_400
AS_OF = 1_772_971_200
"""2026-03-08T12:00:00Z, a Sunday: weekends and the clock change lie around it."""
MONTHS = tuple(
    int(datetime(year, month, 1, tzinfo=UTC).timestamp())
    for year in (2023, 2024, 2025, 2026, 2028)
    for month in (1, 2, 3, 3, 3, 3, 5, 7, 12)
)
"""Beginnings of months: after leap days and other Februaries, after short months, of years."""
TIMES = (0, 0, 1, DAY - 1, DAY // 2, DAY // 2, 18 * 3600)
"""Times of day, in seconds: midnights, the first second after and the last one before among them."""

UNREAD = ("id", "account_id", "platform", "closing_planned", "currency", "client.id", "escrow")
"""Fields of which random packs take nothing for granted: what identifies, and what others are read in."""

HOSTILE = (
    "none",
    "",
    "a'b\"c",
    "x\ny",
    "null",
    "=cmd|' /C calc'!A0",
    "\u202eevil",
    "\u0000",
    "🐈" * 3,
    "$forward",
    "sid-0",
    "a" * 300,
)
WORDS = ("a", "b", "c")
TEXTS = (*WORDS, *WORDS, *HOSTILE)
NUMBERS = (0, 1, Fraction(9, 2), 5)
HOURS = (0, 3600, 19_800)
DAYS = (-45, -31, -28, -17, -16, -15, -14, -13, -8, -7, -6, -5, -3, -2, -1, 0, 1, 2, 5, 7, 14, 31)
LENGTHS = (
    Duration(seconds=14 * DAY),
    Duration(seconds=16 * DAY),
    Duration(seconds=0),
    Duration(seconds=7 * DAY),
    Duration(seconds=1),
    Duration(months=1),
    Duration(months=2),
    Duration(months=3),
    Duration(months=12),
    Duration(business_days=1),
    Duration(business_days=5),
)  # fmt: skip
SPANS = (0, 1, 3600, 19_800, 3 * DAY, 7 * DAY, 16 * DAY, 31 * DAY)
CENTS = (0, 1, 25_000, 25_001, 100_000, 999_999_999_999_999)
PAID = (*CENTS, -1, -25_000)
"""Amounts of payments; what is below 0 went back."""
RATIOS = (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(5, 4), Fraction(90))
COUNTS = (0, 1, 2, 3, 5)
CURRENCIES = ("USD", "EUR")


@dataclass(frozen=True, slots=True)
class World:
    """One pack and one snapshot."""

    seed: int
    pack: Pack
    snapshot: Snapshot
    as_of: int


@dataclass(frozen=True, slots=True)
class Style:
    """Which parts of the language and of not knowing a world uses."""

    knowledge: bool = True
    """`present`, `certainly`, `first_known`: they ask what is known, not what is."""
    stale: bool = True
    contracts: int = 18
    rules: int = 14
    facts: int = 16
    ages: float = 0.15
    """How many comparisons, of all, ask instants first of all."""
    readings: int = 0
    """Fields about which something is taken for granted."""


def world(seed: int, style: Style = Style(), as_of: int | None = None) -> World:
    """The world of a seed, at an instant of its own or a given one."""
    rng = random.Random(seed)
    as_of = as_of_in(rng) if as_of is None else as_of
    policy = PolicyMaker(rng, style, as_of)
    return World(seed, policy.pack(), SnapshotMaker(rng, style, as_of).snapshot(), as_of)


def as_of_in(rng: random.Random) -> int:
    """An instant to ask for, most often at the end or the beginning of a month."""
    if rng.random() < 0.2:
        return AS_OF
    return (
        rng.choice(MONTHS)
        + rng.choice((-3, -2, -1, -1, -1, -1, 0, 0, 14)) * DAY
        + rng.choice(TIMES)
    )


def raw_refs() -> list[Ref]:
    """Every field of the snapshot as a fact, and the facts of clients and of the export."""
    refs = [
        Ref(field.scope, field.path, field.unit, f"{field.scope}.{field.path}")
        for fields in FIELDS.values()
        for field in fields
        if field.kind is not Kind.CUSTOM and field.path != NOT_UNDERSTOOD
    ]
    refs.append(Ref(Scope.CLIENT, "id", Unit.TEXT, "client.id"))
    refs.append(Ref(Scope.EXPORT, "as_of", Unit.INSTANT, "as_of"))
    refs.append(Ref(Scope.EXPORT, "exported_at", Unit.INSTANT, "exported_at"))
    refs.append(Ref(Scope.EXPORT, "role", Unit.TEXT, "role"))
    return refs


def favourite(as_of: int) -> Duration:
    """The length that is not fixed which a world uses most, so that its rules and its instants meet."""
    lengths = [length for length in LENGTHS if not length.is_fixed]
    return lengths[as_of // DAY % len(lengths)]


def within(instant: int) -> int:
    """The instant, or the end of time that it lies beyond."""
    return min(max(instant, FIRST), LAST)


class PolicyMaker:
    """Makes packs. Derived facts are made only of earlier ones, so there is never a circle."""

    def __init__(self, rng: random.Random, style: Style, as_of: int) -> None:
        self.rng = rng
        self.style = style
        self.as_of = as_of
        self.refs = raw_refs()
        self.facts: dict[tuple[Scope, str], FactDefinition] = {}

    def pack(self) -> Pack:
        for number in range(self.style.facts):
            self._fact(number)
        effects = list(Effect)
        actions = {
            f"do-{effect}": Action(f"do-{effect}", f"Do {effect}", effect) for effect in effects
        }
        rules = tuple(self._rule(number, list(actions)) for number in range(self.style.rules))
        settled = self._settled()
        return Pack(
            id="random",
            version="1",
            platform="upwork",
            title="Random",
            lineage=(("random", "1"),),
            params={},
            facts=self.facts,
            actions=actions,
            sources={},
            rules=rules,
            end_reason=None,
            settled=settled,
            readings={reading.id: reading for reading in self._readings()},
        )

    def _readings(self) -> Iterator[Reading]:
        """One for a field. What they ask has none of its own, so there is never a circle."""
        if not self.style.readings:
            return
        fields = [
            ref
            for ref in raw_refs()
            if ref.scope in (Scope.MILESTONE, Scope.CONTRACT)
            and ref.name not in UNREAD
            and not ref.unit.is_list
            and (ref.unit is not Unit.TEXT or _choices(ref))
        ]
        self.rng.shuffle(fields)
        read, asked = fields[: self.style.readings], fields[self.style.readings :]
        safe = [ref for ref in asked if not ref.name.startswith(("feedback.", "escrow"))]
        for number, ref in enumerate(read):
            yield self._reading(f"reading-{number}", ref, safe)

    def _reading(self, id: str, ref: Ref, asked: Sequence[Ref]) -> Reading:
        rng = self.rng
        visible = [other for other in asked if ref.scope.sees(other.scope)]
        mine = [other for other in visible if other.unit in (Unit.FLAG, Unit.TEXT, ref.unit)]
        other = rng.choice(mine)
        when: Condition = All(())
        if rng.random() < 0.7:
            when = (
                self._text_leaf(other, ref.scope, mine)
                if other.unit is Unit.TEXT
                else Compare(other, self._op(other), self.literal_of(other))
            )
        is_assumed = rng.random() < 0.75
        bounds: dict[str, Operand | None] = {"value": None, "at_least": None, "at_most": None}
        is_bound = ref.unit.is_ordered and rng.random() < 0.5
        bounds[rng.choice(("at_least", "at_most")) if is_bound else "value"] = self.literal_of(ref)
        return Reading(
            id=id,
            pack="random",
            scope=ref.scope,
            refs=(ref,),
            when=when,
            lower_bound=None,
            mentioned="",
            is_assumed=is_assumed,
            may_close=is_assumed and rng.random() < 0.5,
            overrules=False,
            roles=frozenset({"freelancer", "agency", "client"}),
            says="Random.",
            because="Random.",
            short="",
            basis=Basis.ADVICE,
            **bounds,
        )

    def _op(self, ref: Ref) -> Op:
        return self.rng.choice(list(Op)) if ref.unit.is_ordered else Op.EQ

    def literal_of(self, ref: Ref) -> Literal:
        """A value that a fact may have."""
        if ref.unit is Unit.FLAG:
            return Literal(self.rng.random() < 0.5, Unit.FLAG)
        if ref.unit is Unit.TEXT:
            return Literal(self.rng.choice(_choices(ref)), Unit.TEXT)
        return self.literal(ref.unit)

    def _settled(self) -> dict[str, Ref]:
        ends = Ref(Scope.CONTRACT, "ended_at", Unit.INSTANT)
        told = ("feedback.from_client.state", "dispute", "refund_request")
        return {name: ends for name in told if self.rng.random() < 0.5}

    def _rule(self, number: int, actions: Sequence[str]) -> Rule:
        scope = self.rng.choices(
            (Scope.MILESTONE, Scope.CONTRACT, Scope.CLIENT, Scope.ACCOUNT), (4, 6, 1, 2)
        )[0]
        if not scope.sees(Scope.CONTRACT):  # what closes a contract is recommended for a contract
            actions = [action for action in actions if action != f"do-{Effect.CLOSE}"]
        return Rule(
            id=f"rule-{number}",
            pack="random",
            title="Random",
            scope=scope,
            roles=frozenset({"freelancer", "agency", "client"}),
            start=None,
            until=None,
            when=self.condition(scope, self.rng.choice((1, 2, 2, 3))),
            action=self.rng.choice(actions),
            severity=self.rng.choice(list(Severity)),
            message=("random",),
            basis=Basis.ADVICE,
        )

    def _visible(self, scope: Scope, *units: Unit) -> list[Ref]:
        return [
            ref for ref in self.refs if scope.sees(ref.scope) and (not units or ref.unit in units)
        ]

    def _pick(self, scope: Scope, *units: Unit) -> Ref:
        """A fact; the nearer the scope the likelier."""
        candidates = self._visible(scope, *units)
        near = [ref for ref in candidates if ref.scope is scope]
        return self.rng.choice(near if near and self.rng.random() < 0.6 else candidates)

    def condition(self, scope: Scope, depth: int) -> Condition:
        if depth == 0 or self.rng.random() < 0.35:
            return self._leaf(scope)
        kind = self.rng.choices(("all", "any", "not", "certainly"), (4, 4, 2, 1))[0]
        if kind == "not" or (kind == "certainly" and not self.style.knowledge):
            return Not(self.condition(scope, depth - 1))
        if kind == "certainly":
            return Certainly(self.condition(scope, depth - 1))
        items = tuple(
            self.condition(scope, depth - 1) for _ in range(self.rng.choice((1, 2, 2, 3)))
        )
        return All(items) if kind == "all" else AnyOf(items)

    def _leaf(self, scope: Scope) -> Condition:
        ref = self._pick(scope, *((Unit.INSTANT,) if self.rng.random() < self.style.ages else ()))
        if self.style.knowledge and self.rng.random() < 0.07:
            return Present(ref)
        if ref.unit is Unit.FLAG:
            return Compare(ref, Op.EQ, Literal(self.rng.random() < 0.5, Unit.FLAG))
        if ref.unit is Unit.TEXTS:
            word = self.rng.choice(("time_misjudged", "no_details", "mutual_stop"))
            return TextMatch(ref, TextOp.CONTAINS, Literal(word, Unit.TEXT))
        if ref.unit is Unit.TEXT:
            return self._text_leaf(ref, scope)
        if ref.unit.is_list:
            return self._leaf(scope)
        return self._ordered_leaf(ref, scope)

    def _text_leaf(self, ref: Ref, scope: Scope, others: Sequence[Ref] | None = None) -> Condition:
        """`others`: the facts that it may be compared with; None: all that are seen."""
        if self.rng.random() < 0.15:
            texts = [other for other in others or () if other.unit is Unit.TEXT]
            other = self._pick(scope, Unit.TEXT) if others is None else self.rng.choice(texts)
            return Compare(ref, Op.EQ, other)
        words = _choices(ref) or (*WORDS, *HOSTILE)
        if self.rng.random() < 0.2:
            op = self.rng.choice((TextOp.STARTS_WITH, TextOp.ENDS_WITH))
            word = self.rng.choice([word for word in words if word])
            part = word[:2] if op is TextOp.STARTS_WITH else word[-2:]
            return TextMatch(ref, op, Literal(part, Unit.TEXT))
        literals = [
            Literal(self.rng.choice(words), Unit.TEXT) for _ in range(self.rng.choice((1, 1, 2)))
        ]
        leaves = tuple(Compare(ref, Op.EQ, literal) for literal in literals)
        return leaves[0] if len(leaves) == 1 else AnyOf(leaves)

    def _ordered_leaf(self, ref: Ref, scope: Scope) -> Condition:
        if self.rng.random() < 0.1:
            return IsNone(ref)
        if ref.unit is Unit.INSTANT and self.rng.random() < 0.5:
            chosen = favourite(self.as_of) if self.rng.random() < 0.5 else self.rng.choice(LENGTHS)
            length = Literal(chosen, Unit.DURATION)
            return self.rng.choice((Older, Newer, WithinNext))(ref, length)
        op = self.rng.choice(list(Op))
        if self.rng.random() < 0.2:
            units = (
                (Unit.COUNT, Unit.RATIO) if ref.unit in (Unit.COUNT, Unit.RATIO) else (ref.unit,)
            )
            other = self._pick(scope, *units)
            is_part = ref.unit is not Unit.INSTANT and self.rng.random() < 0.4
            return Compare(ref, op, Part(other, self._factor()) if is_part else other)
        return Compare(ref, op, self.literal(ref.unit))

    def _factor(self) -> Literal:
        """By what a fact is multiplied for a part of it."""
        factor = self.rng.choice((Fraction(1, 2), Fraction(3, 10), Fraction(1, 100), 1, 2))
        return Literal(factor, Unit.RATIO)

    def literal(self, unit: Unit) -> Literal:
        rng = self.rng
        match unit:
            case Unit.MONEY:
                cents = rng.choice(CENTS)
                return Literal(Money(cents, rng.choice(CURRENCIES) if cents else None), unit)
            case Unit.INSTANT:
                instant = self.as_of + rng.choice(DAYS) * DAY + rng.choice((0, 0, 1, -1))
                return Literal(within(instant), unit)
            case Unit.DURATION:
                return Literal(Duration(seconds=rng.choice(SPANS)), unit)
            case Unit.RATIO:
                return Literal(rng.choice(RATIOS), unit)
            case _:
                return Literal(rng.choice(COUNTS), Unit.COUNT)

    def _fact(self, number: int) -> None:
        scope = self.rng.choices(
            (Scope.MILESTONE, Scope.CONTRACT, Scope.CLIENT, Scope.ACCOUNT), (3, 6, 2, 3)
        )[0]
        unit, definition = self._definition(scope)
        ref = Ref(scope, f"fact_{number}", unit, f"{scope}.fact_{number}")
        self.refs += [ref] * 4
        self.facts[scope, ref.name] = FactDefinition(
            ref, (Period(None, None, definition),), "random"
        )

    def _definition(self, scope: Scope) -> tuple[Unit, Definition]:
        makers = [self._named, self._moment, self._end_of, self._case, self._table]
        makers += [self._lists, self._lists, self._longest_gap]
        makers.append(self._constant)
        if scope is not Scope.MILESTONE:
            makers += [self._count, self._sum, self._group_end, self._streak, self._share] * 2
            makers += [self._distinct]
        if scope is Scope.CONTRACT:
            makers += [self._rank] * 2
        if self.style.knowledge:
            makers.append(self._first_known)
        return self.rng.choice(makers)(scope)

    def _member(self, scope: Scope) -> Scope:
        if scope is Scope.CONTRACT:
            return self.rng.choice((Scope.MILESTONE, Scope.MILESTONE, Scope.CONTRACT))
        if scope is Scope.ACCOUNT:
            return self.rng.choice((Scope.CONTRACT, Scope.CONTRACT, Scope.CLIENT, Scope.MILESTONE))
        return self.rng.choice((Scope.CONTRACT, Scope.CONTRACT, Scope.MILESTONE))

    def _where(self, member: Scope) -> Condition:
        return All(()) if self.rng.random() < 0.2 else self.condition(member, 1)

    def _named(self, scope: Scope) -> tuple[Unit, Definition]:
        return Unit.FLAG, Named(self.condition(scope, 2))

    def _moment(self, scope: Scope) -> tuple[Unit, Definition]:
        lengths = [Literal(length, Unit.DURATION) for length in self.rng.sample(LENGTHS, 2)]
        next_ = NextWeekday(self.rng.randrange(7), self.rng.choice((0, 43_200)))
        return Unit.INSTANT, Moment(
            at=self._pick(scope, Unit.INSTANT),
            plus=tuple(lengths[: self.rng.randrange(3)]),
            minus=tuple(lengths[: self.rng.randrange(2)]),
            floor_day=self.rng.random() < 0.3,
            next=next_ if self.rng.random() < 0.3 else None,
            lasts_day=len(self.facts) % 3 == 0,  # no draw of its own, so that the other worlds stay
        )

    def _end_of(self, scope: Scope) -> tuple[Unit, Definition]:
        unit = self.rng.choice((Unit.INSTANT, Unit.INSTANT, Unit.COUNT))
        refs = (
            tuple(self._pick(scope, unit) for _ in range(2)) if self._visible(scope, unit) else ()
        )
        if not refs:
            return self._moment(scope)
        if self.rng.random() < 0.6 and unit is Unit.COUNT:
            return unit, Difference(refs[0], refs[1])
        return unit, EndOf(refs, self.rng.random() < 0.5)

    def _first_known(self, scope: Scope) -> tuple[Unit, Definition]:
        return Unit.INSTANT, FirstKnown(tuple(self._pick(scope, Unit.INSTANT) for _ in range(2)))

    def _constant(self, scope: Scope) -> tuple[Unit, Definition]:
        unit = self.rng.choice((Unit.COUNT, Unit.INSTANT, Unit.TEXT))
        if self.rng.random() < 0.5 and self._visible(scope, unit):
            return unit, Constant(self._pick(scope, unit))
        return Unit.COUNT, Constant(self.literal(Unit.COUNT))

    def _case(self, scope: Scope) -> tuple[Unit, Definition]:
        branches = range(self.rng.choice((1, 2, 3)))
        if self.rng.random() < 0.5:
            values = [Literal(self.rng.choice(WORDS), Unit.TEXT) for _ in range(4)]
            unit = Unit.TEXT
        else:
            values = [self.literal(Unit.COUNT) for _ in range(4)]
            unit = Unit.COUNT
        otherwise = values[3] if self.rng.random() < 0.8 else None
        return unit, Case(
            tuple(Branch(self.condition(scope, 1), values[index]) for index in branches), otherwise
        )

    def _table(self, scope: Scope) -> tuple[Unit, Definition]:
        results = [Literal(ratio, Unit.RATIO) for ratio in self.rng.sample(RATIOS, 3)]
        if scope in (Scope.MILESTONE, Scope.CONTRACT) and self.rng.random() < 0.7:
            currency = self.rng.choice(CURRENCIES)
            limits = [Literal(Money(cents, currency), Unit.MONEY) for cents in (25_000, 100_000)]
            of = self._pick(scope, Unit.MONEY)
        else:
            limits = [Literal(count, Unit.COUNT) for count in (1, 3)]
            of = self._pick(scope, Unit.COUNT, Unit.RATIO)
        steps = tuple(Step(limit, result) for limit, result in zip(limits, results, strict=False))
        return Unit.RATIO, Table(of, steps, results[2])

    def _lists(self, scope: Scope) -> tuple[Unit, Definition]:
        lists = self._visible(scope, Unit.INSTANTS)
        if not lists:
            return self._named(scope)
        of = self.rng.choice(lists)
        payments = Ref(Scope.CONTRACT, "payments", Unit.PAYMENTS, "payments")
        kind = self.rng.randrange(5)
        if kind == 0:
            return Unit.COUNT, ListCount(of)
        if kind == 1:
            return Unit.MONEY, ListSum(payments)
        if kind == 2:
            since = self._pick(scope, Unit.INSTANT) if self.rng.random() < 0.5 else None
            every = Literal(
                self.rng.choice((Duration(months=3), Duration(seconds=7 * DAY))), Unit.DURATION
            )
            return Unit.COUNT, CountPeriods(self.rng.choice((of, payments)), every, since)
        if kind == 3:
            return self._of_the_record(scope)
        return Unit.INSTANT, ListEnd(self.rng.choice((of, payments)), self.rng.random() < 0.6)

    def _of_the_record(self, scope: Scope) -> tuple[Unit, Definition]:
        """What the record itself says, or nobody."""
        fields = [
            ref
            for ref in raw_refs()
            if ref.scope is scope
            and ref.unit in (Unit.COUNT, Unit.MONEY)
            and ref.name.split(".")[0] not in (*OBJECTS_WITH_NONE, "escrow", "escrow_amount")
        ]
        if fields and self.rng.random() < 0.4:
            of = self.rng.choice(fields)
            return of.unit, Stated(of)
        if scope in (Scope.CONTRACT, Scope.MILESTONE) and self.rng.random() < 0.6:
            return Unit.COUNT, Own("A number.", "Which number?")
        if scope is Scope.ACCOUNT and len(self.facts) % 2:  # no draw, so that the other worlds stay
            return Unit.COUNT, Own("A number.", "Which number?")
        return Unit.COUNT, NotKnown("random")

    def _longest_gap(self, scope: Scope) -> tuple[Unit, Definition]:
        lists = self._visible(scope, Unit.INSTANTS, Unit.PAYMENTS)
        if not lists:
            return self._named(scope)
        ends = [
            self._pick(scope, Unit.INSTANT) if self.rng.random() < 0.6 else None for _ in range(2)
        ]
        return Unit.DURATION, LongestGap(self.rng.choice(lists), *ends)

    def _count(self, scope: Scope) -> tuple[Unit, Definition]:
        member = self._member(scope)
        return Unit.COUNT, GroupCount(member, self._where(member))

    def _sum(self, scope: Scope) -> tuple[Unit, Definition]:
        member = self._member(scope)
        unit = self.rng.choice((Unit.MONEY, Unit.COUNT, Unit.DURATION))
        own = [ref for ref in self._visible(member, unit) if ref.scope is member]
        if not own:
            return self._count(scope)
        return unit, GroupSum(member, self.rng.choice(own), self._where(member))

    def _group_end(self, scope: Scope) -> tuple[Unit, Definition]:
        member = self._member(scope)
        of = self._pick(member, Unit.INSTANT)
        return Unit.INSTANT, GroupEnd(member, of, self._where(member), self.rng.random() < 0.6)

    def _streak(self, scope: Scope) -> tuple[Unit, Definition]:
        by = None
        if scope is Scope.CONTRACT and self.rng.random() < 0.6:
            by = Ref(Scope.CONTRACT, "member_id", Unit.TEXT, "member_id")
        return Unit.COUNT, Streak(
            member=Scope.CONTRACT,
            by=by,
            where=self._where(Scope.CONTRACT),
            newest=Ref(Scope.CONTRACT, "ended_at", Unit.INSTANT, "ended_at"),
            skip=AnyOf(()) if self.rng.random() < 0.4 else self.condition(Scope.CONTRACT, 1),
            while_=self.condition(Scope.CONTRACT, 1),
        )

    def _share(self, scope: Scope) -> tuple[Unit, Definition]:
        member = self._member(scope)
        return Unit.RATIO, Share(member, self._where(member), self._where(member))

    def _distinct(self, scope: Scope) -> tuple[Unit, Definition]:
        of = Ref(Scope.CONTRACT, "client.id", Unit.TEXT, "client.id")
        return Unit.COUNT, CountDistinct(Scope.CONTRACT, of, self._where(Scope.CONTRACT))

    def _rank(self, scope: Scope) -> tuple[Unit, Definition]:
        order = (self._pick_own(Unit.INSTANT), self._pick_own(Unit.MONEY))
        return Unit.COUNT, Rank(
            self.rng.choice((Scope.ACCOUNT, Scope.CLIENT)),
            self._where(Scope.CONTRACT),
            order[: self.rng.randrange(3)],
        )

    def _pick_own(self, unit: Unit) -> Ref:
        return self.rng.choice(
            [ref for ref in self.refs if ref.scope is Scope.CONTRACT and ref.unit is unit]
        )


def _choices(ref: Ref) -> tuple[str, ...]:
    for field in FIELDS.get(ref.scope, ()):
        if field.path == ref.name:
            return field.choices
    return ()


def chooser(rng: random.Random) -> Callable[[Sequence[T]], T]:
    """What `rng.choice` would choose, at half its price: large portfolios are hardly anything else."""
    bits = rng.getrandbits

    def choice(values: Sequence[T]) -> T:
        count = len(values)
        width = count.bit_length()
        place = bits(width)
        while place >= count:
            place = bits(width)
        return values[place]

    return choice


class SnapshotMaker:
    """Makes snapshots in which much is not known."""

    def __init__(self, rng: random.Random, style: Style, as_of: int = AS_OF) -> None:
        self.rng = rng
        self.style = style
        self.as_of = as_of
        self.unknown = rng.choice((0.0, 0.1, 0.3, 0.6))
        self.choice = choice = chooser(rng)
        self._of_kind: dict[Kind, Callable[[Field], Value]] = {
            **dict.fromkeys(Kind, self._text),
            Kind.INSTANT: self._instant_or_none,
            Kind.INSTANTS: self._instants,
            Kind.ENUM: lambda field: choice(field.choices),
            Kind.CHOICES: self._choices,
            Kind.FLAG: lambda _: rng.random() < 0.5,
            Kind.COUNT: lambda _: choice(COUNTS),
            Kind.NUMBER: lambda _: choice(NUMBERS),
            Kind.HOURS: lambda _: choice(HOURS),
            Kind.PAYMENTS: lambda _: self._payments(),
            Kind.CUSTOM: self._customs,
            Kind.MONEY: lambda _: choice(CENTS),
        }

    def snapshot(self) -> Snapshot:
        rng = self.rng
        accounts = [self._account(f"A{number}") for number in range(rng.choice((0, 1, 2)))]
        contracts = [
            self._contract(number, [str(account[0]) for account in accounts])
            for number in range(rng.randrange(self.style.contracts) + 1)
        ]
        exported_at = None
        if self.style.stale and rng.random() < 0.3:
            exported_at = within(self.as_of - rng.choice((0, 1, DAY, 15 * DAY)))
        return Snapshot(
            contracts=contracts,
            accounts=accounts,
            exported_at=exported_at,
            role=rng.choice(("freelancer", "agency", "client")),
        )

    def _account(self, id: str) -> Record:
        return [id, *self.values(Scope.ACCOUNT, 1)]

    def _contract(self, number: int, accounts: Sequence[str]) -> Contract:
        values = self.values(Scope.CONTRACT)
        place = POSITION[Scope.CONTRACT]
        rng = self.rng
        values[place["id"]] = f"C{number}"
        values[place["platform"]] = "upwork"
        values[place["account_id"]] = (
            rng.choice(accounts) if accounts and rng.random() < 0.9 else None
        )
        values[place["escrow"]] = None
        if rng.random() < 0.1 * (not self.unknown):
            values[place["closing_planned"]] = None
        milestones: list[Record] | None = None
        if rng.random() >= self.unknown / 2:
            milestones = [self.milestone(index) for index in range(rng.choice((0, 0, 1, 1, 2, 3)))]
        elif rng.random() < 0.5:
            values[place["escrow"]] = rng.choice(CENTS)
        return Contract(values, milestones)

    def milestone(self, number: int) -> Record:
        return [f"m{number}", *self.values(Scope.MILESTONE, 1)]

    def values(self, scope: Scope, first: int = 0) -> Record:
        """Of the fields of a scope from that one on: a value, or not known. Every word is understood."""
        chance, unknown, of_kind = self.rng.random, self.unknown, self._of_kind
        return [
            None
            if field.path == NOT_UNDERSTOOD or chance() < unknown
            else of_kind[field.kind](field)
            for field in FIELDS[scope][first:]
        ]

    def value(self, field: Field) -> Value:
        """A known value of a field: a value or `none`."""
        return self._of_kind[field.kind](field)

    def _instant_or_none(self, _: Field) -> Value:
        return NONE if self.rng.random() < 0.2 else self.instant()

    def _instants(self, _: Field) -> Value:
        return tuple(self.instant() for _ in range(self.rng.randrange(3)))

    def _choices(self, field: Field) -> Value:
        return tuple(self.rng.sample(field.choices, self.rng.randrange(3)))

    def _customs(self, _: Field) -> Value:
        names = self.rng.sample(range(20), 10)
        return tuple(Custom(f"fact_{n}", self.choice((0, 1, "2", "many"))) for n in names)

    def _text(self, field: Field) -> Value:
        return self.choice(CURRENCIES if field.path == "currency" else TEXTS)

    def _payments(self) -> tuple[tuple[int | None, int | None], ...]:
        """Some of them given back, but not more than was paid."""
        amounts = [self.choice(PAID) for _ in range(self.rng.randrange(5))]
        if sum(amounts) < 0:
            amounts = [-amount for amount in amounts]
        return tuple(
            (self._rarely_none(amount), self._rarely_none(self.instant())) for amount in amounts
        )

    def _rarely_none(self, value: int) -> int | None:
        return None if self.unknown and self.rng.random() < 0.1 else value

    def instant(self) -> int:
        rng = self.rng
        if rng.random() < 0.4:
            return within(self._turning())
        beside = rng.choice((0, 0, 0, 1, -1, 3600, 11 * 3600))
        return within(self.as_of + rng.choice(DAYS) * DAY + beside)

    def _turning(self) -> int:
        """About where a length that is not fixed ends at as-of: some days around, at any time of day."""
        rng = self.rng
        lengths = [length for length in LENGTHS if not length.is_fixed]
        length = favourite(self.as_of) if rng.random() < 0.7 else rng.choice(lengths)
        day = add(self.as_of, negative(length)) // DAY + rng.choice((-1, 0, 0, 1, 2, 3))
        return day * DAY + rng.choice((*TIMES, self.as_of % DAY, 6 * 3600))
