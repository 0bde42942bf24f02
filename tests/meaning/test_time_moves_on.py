"""What is due stays due until its instant, and is never told as open after it, while time goes on.

A snapshot that does not say when it was exported is read anew at every instant of a year at which a
rule with a date can change, as if each later export said the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from closeout.engine.calendar import add, end_of_day, floor_day, negative, next_weekday
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.meaning.reading import Reader
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.policy.conditions import (
    Compare,
    Leaf,
    Literal,
    Newer,
    Older,
    Operand,
    Ref,
    WithinNext,
)
from closeout.engine.policy.definitions import Moment, NextWeekday
from closeout.engine.policy.pack import Effect, Pack
from closeout.engine.policy.walk import conditions_of, leaves, parts, references
from closeout.engine.python.compute import filled
from closeout.engine.python.match import match
from closeout.engine.python.order import closure, wanted
from closeout.engine.python.rows import platform_of
from closeout.engine.records import record_with
from closeout.engine.report.findings import Subject, Verdict
from closeout.engine.report.subjects import subject_of
from closeout.engine.snapshot.fields import FIELDS, Kind
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.writing import snapshot_text
from closeout.engine.units import Duration, Scope, Unit
from closeout.engine.written import instant_json

from ..sizes import sizes
from ..worlds import AS_OF, DAY
from .portfolios import PortfolioMaker, smallest

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
PACKS = {pack.id: pack for pack in load_packs(["upwork", "fiverr", "freelancer-com"])}
ROLES = ("freelancer", "agency", "client")
YEAR = 365 * DAY
WEEKS = 6
"""How often the end of a week is met."""

SEEDS = sizes().year_portfolios
CONTRACTS = sizes().year_contracts
"""In the portfolio of each seed."""

THRESHOLDS = sizes().year_thresholds
"""Of those of a portfolio, at random; around each of them and each deadline it is read three times."""

RARE = 0.36
"""Share of the rules that no portfolio need meet."""

Key = tuple[str, Subject]
"""A rule and what it speaks of."""


@dataclass(frozen=True, slots=True)
class Due:
    """The dates of a finding; UTC seconds."""

    deadline: int | None
    safe_by: int | None


@dataclass(frozen=True, slots=True)
class Violation:
    """What a reader of two reports would wonder at."""

    what: str
    rule: str
    subject: Subject
    since: int
    """As-of of the report in which the deadline was first told."""
    as_of: int
    deadline: int | None
    detail: str = ""

    def __str__(self) -> str:
        deadline = "none" if self.deadline is None else instant_json(self.deadline)
        return (
            f"{self.what}: rule {self.rule}, {self.subject.scope} {self.subject}, deadline {deadline}, "
            f"first told as of {instant_json(self.since)}, wrong as of {instant_json(self.as_of)}"
            f"{self.detail}"
        )


Findings = dict[Key, Due]


# --- a snapshot at an instant --------------------------------------------------------------------


class Clock:
    """A snapshot under the rules of a pack that give a date, at any instant."""

    def __init__(self, pack: Pack, snapshot: Snapshot) -> None:
        rules = tuple(rule for rule in pack.rules if rule.deadline or rule.safe_by)
        self.pack = record_with(pack, rules=rules, end_reason=None)
        self.snapshot = record_with(
            snapshot,
            as_of=None,
            exported_at=None,
            contracts=[
                contract
                for contract in snapshot.contracts
                if platform_of(contract, snapshot) == pack.platform
            ],
        )
        self.rules = {rule.id for rule in rules}
        self.renewed = {rule.id for rule in rules if _follows_time(pack, rule.deadline)}
        effects = {rule.id: pack.actions[rule.action].effect for rule in rules}
        self.waits = {rule for rule, effect in effects.items() if effect is Effect.WAIT}
        """What is waited for may come to its end at the instant itself; what is to be done may not."""
        self.edges = set(_edges(pack))
        self._applied: dict[int, Applied] = {}

    def applied(self, as_of: int) -> Applied:
        """The pack at an instant; between two edges of dated values it is the same but for the time."""
        segment = sum(edge <= as_of for edge in self.edges)
        if segment not in self._applied:
            self._applied[segment] = apply_pack(self.pack, as_of, as_of, self.snapshot.role)
        return record_with(self._applied[segment], as_of=as_of, exported_at=as_of)

    def at(self, as_of: int) -> Findings:
        """The findings with their dates."""
        applied = self.applied(as_of)
        program, rows = filled(applied, self.snapshot, self.snapshot.contracts, wanted(applied))
        found = {}
        for item in match(applied, program.layout, rows.subjects):
            if item.is_certain:
                rule = applied.rules[item.rule]
                row = rows.subjects[rule.rule.scope][item.row]
                reader = Reader(program.layout, rule.rule.scope, row)
                found[rule.rule.id, subject_of(rule.rule.scope, row)] = Due(
                    reader.moment(rule.deadline), reader.moment(rule.safe_by)
                )
        return found


def _edges(pack: Pack) -> Iterator[int]:
    """When a dated value, definition or rule begins or ends."""
    spans = [(rule.start, rule.until) for rule in pack.rules]
    spans += [
        (value.start, value.until) for param in pack.params.values() for value in param.values
    ]
    spans += [
        (period.start, period.until) for fact in pack.facts.values() for period in fact.periods
    ]
    return (edge for span in spans for edge in span if edge is not None)


def _follows_time(pack: Pack, moment: Moment | None) -> bool:
    """Whether a deadline is made of as-of itself: an end of the week, which comes again every week."""
    todo = list(references(moment)) if moment else []
    for ref in todo:
        fact = pack.facts.get(ref.key)
        for period in fact.periods if fact else ():
            todo += [part for part in parts(period.definition) if isinstance(part, Ref)]
    return any(ref.scope is Scope.EXPORT for ref in todo)


# --- the instants at which something can change --------------------------------------------------

FLOOR, LASTS = "floor", "lasts"
Way = tuple[Duration | NextWeekday | str, ...]
"""From an instant of the snapshot to a threshold: lengths, the end or the start of the day, a weekday."""


def end_of(instant: int, way: Way, applied: Applied) -> int:
    """The end of a way."""
    for step in way:
        if isinstance(step, Duration):
            instant = add(instant, step, applied.holidays)
        elif isinstance(step, NextWeekday):
            instant = next_weekday(instant, step.weekday, step.time)
        elif step == LASTS:
            instant = end_of_day(instant)
        else:
            instant = floor_day(instant)
    return instant


class Ways:
    """Every way from a field to an instant that the rules with a date compare with as-of or tell."""

    def __init__(self, applied: Applied) -> None:
        self.applied = applied
        needed = closure(applied, wanted(applied))
        facts = [applied.facts[key] for key in needed if key in applied.facts]
        conditions = [rule.condition for rule in applied.rules]
        conditions += [each for fact in facts for each in conditions_of(fact)]
        moments = [fact for fact in facts if isinstance(fact, Moment)]
        for rule in applied.rules:
            dates = (rule.deadline, rule.safe_by, *(moment for _, moment in rule.events))
            moments += [moment for moment in dates if moment]
        self.all = {way for each in conditions for leaf in leaves(each) for way in self.leaf(leaf)}
        self.all |= {way for moment in moments for way in self.moment(moment)}
        self.weekly = {moment.next for moment in moments if moment.next}

    def leaf(self, leaf: Leaf) -> Iterator[Way]:
        """Where a comparison turns."""
        if isinstance(leaf, Older | Newer | WithinNext):
            length = _length(leaf.operand)
            length = negative(length) if isinstance(leaf, WithinNext) else length
            yield from ((*way, length) for way in self.operand(leaf.left))
        elif isinstance(leaf, Compare):
            for side in (leaf.left, leaf.operand):
                yield from self.operand(side)
                if isinstance(side, Literal) and isinstance(side.value, Duration):
                    yield (side.value,)

    def moment(self, moment: Moment) -> Iterator[Way]:
        """Where a time expression leads."""
        steps = (
            *(_length(length) for length in moment.plus),
            *(negative(_length(length)) for length in moment.minus),
            *((LASTS,) if moment.lasts_day else ()),
            *((FLOOR,) if moment.floor_day else ()),
            *((moment.next,) if moment.next else ()),
        )
        yield from (way + steps for way in self.operand(moment.at))

    def operand(self, operand: Operand) -> Iterator[Way]:
        """The ways to a fact."""
        if not isinstance(operand, Ref) or operand.scope is Scope.EXPORT:
            return
        definition = self.applied.facts.get(operand.key)
        if isinstance(definition, Moment):
            yield from self.moment(definition)
        elif definition is not None:
            for part in parts(definition):
                if isinstance(part, Ref):
                    yield from self.operand(part)
        elif operand.unit in (Unit.INSTANT, Unit.INSTANTS, Unit.PAYMENTS):
            yield ()


def _length(operand: Operand) -> Duration:
    assert isinstance(operand, Literal) and isinstance(operand.value, Duration)
    return operand.value


def instants_of(snapshot: Snapshot) -> set[int]:
    """Every instant that a snapshot names."""
    found: set[object] = set()
    for contract in snapshot.contracts:
        for scope, record in (
            (Scope.CONTRACT, contract.values),
            *((Scope.MILESTONE, record) for record in contract.milestones or ()),
        ):
            for field, value in zip(FIELDS[scope], record, strict=True):
                if field.kind is Kind.INSTANT:
                    found.add(value)
                elif field.kind is Kind.INSTANTS and isinstance(value, tuple):
                    found.update(value)
                elif field.kind is Kind.PAYMENTS and isinstance(value, tuple):
                    found.update(item[1] for item in value if isinstance(item, tuple))
    return {instant for instant in found if isinstance(instant, int)}


def thresholds(clock: Clock, start: int) -> set[int]:
    """The instants of a year at which a finding with a date can come, change or go."""
    applied = clock.applied(start)
    ways = Ways(applied)
    named = instants_of(clock.snapshot)
    found = {end_of(instant, way, applied) for instant in named for way in ways.all}
    for week in range(WEEKS):
        found |= {end_of(start + week * 7 * DAY, (weekday,), applied) for weekday in ways.weekly}
    return {instant for instant in found | clock.edges if start < instant <= start + YEAR}


def around(centres: Iterable[int]) -> set[int]:
    """Each instant, and a second before and after."""
    return {centre + step for centre in centres for step in (-1, 0, 1)}


# --- what must hold ------------------------------------------------------------------------------


def reported(clock: Clock, instants: Iterable[int]) -> dict[int, Findings]:
    """What is told at these instants, and around every deadline that is told in them."""
    reports = {at: clock.at(at) for at in instants}
    deadlines = {
        due.deadline
        for found in reports.values()
        for (rule, _), due in found.items()
        if due.deadline is not None and rule not in clock.renewed
    }
    first, last = min(reports), max(reports)
    for at in around(deadlines):
        if first < at < last and at not in reports:
            reports[at] = clock.at(at)
    return reports


def violations(clock: Clock, reports: Mapping[int, Findings]) -> Iterator[Violation]:
    """What does not fit together in the reports of some instants."""
    open_: dict[Key, tuple[int, int]] = {}
    """Since when a deadline is told, and the deadline."""
    for at in sorted(reports):
        found = reports[at]
        for key, due in found.items():
            yield from _at_once(key, due, at)
        for key, (since, deadline) in list(open_.items()):
            later = found[key].deadline if key in found else None
            if at <= deadline and later == deadline:
                continue
            del open_[key]
            if at > deadline - (key[0] in clock.waits) or (
                key[0] in clock.renewed and _is_next_week(deadline, later, at)
            ):
                continue
            if key not in found:
                yield Violation("gone before its deadline", *key, since, at, deadline)
            else:
                now = "none" if later is None else instant_json(later)
                yield Violation("another deadline", *key, since, at, deadline, f", now {now}")
        for key, due in found.items():
            if due.deadline is not None and due.deadline >= at:
                open_.setdefault(key, (at, due.deadline))


def _is_next_week(deadline: int, later: int | None, at: int) -> bool:
    """The day of the deadline has begun: "this week" of an export is the next one from there on."""
    return at >= floor_day(deadline) and later == deadline + 7 * DAY


def _at_once(key: Key, due: Due, at: int) -> Iterator[Violation]:
    """What one report alone must not say."""
    last = due.safe_by if due.deadline is None else due.deadline
    if last is not None and last < at:
        yield Violation("told after its deadline", *key, at, at, last)
    if due.safe_by is not None and due.deadline is not None and due.safe_by > due.deadline:
        safe_by = f", safe by {instant_json(due.safe_by)}"
        yield Violation("safe later than its deadline", *key, at, at, due.deadline, safe_by)


def described(clock: Clock, found: Sequence[Violation]) -> str:
    """Every kind of violation of every rule once, each with the smallest snapshot that shows it."""
    firsts: dict[tuple[str, str], list[Violation]] = {}
    for one in found:
        firsts.setdefault((one.rule, one.what), []).append(one)
    lines = [f"{len(found)} violations, pack {clock.pack.id}, role {clock.snapshot.role}"]
    for alike in firsts.values():
        lines += [f"{len(alike)} times, first:", f"  {alike[0]}", _smallest(clock, alike[0])]
    return "\n".join(lines)


def _smallest(clock: Clock, violation: Violation) -> str:
    def fails(snapshot: Snapshot) -> bool:
        again = Clock(clock.pack, snapshot)
        found = violations(again, {at: again.at(at) for at in (violation.since, violation.as_of)})
        return any(
            (one.what, one.rule, one.subject) == (violation.what, violation.rule, violation.subject)
            for one in found
        )

    return snapshot_text(smallest(clock.snapshot, fails))


# --- tests ---------------------------------------------------------------------------------------


def random_clock(pack: Pack, role: str, rng: random.Random, contracts: int = CONTRACTS) -> Clock:
    """A portfolio of some instants before now and one after, at any time of the day."""
    hours = (0, 12 * 3600, DAY - 1, rng.randrange(DAY))

    def day(*days: int) -> int:
        return floor_day(AS_OF) + rng.randrange(*days) * DAY + rng.choice(hours)

    past = [day(-300, -60), day(-60, -14), day(-14, -1), day(-1, 0)]
    portfolio = PortfolioMaker(rng, past, [day(1, 40)]).portfolio(contracts, role, pack.platform)
    return Clock(pack, portfolio)


def some(items: Iterable[int], most: int, rng: random.Random) -> list[int]:
    """All of them, or as many at random."""
    ordered = sorted(items)
    return rng.sample(ordered, min(most, len(ordered)))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("id", PACKS)
def test_a_deadline_stays_until_its_instant_and_not_longer(id: str, role: str) -> None:
    met: set[str] = set()
    for seed in range(SEEDS[role]):
        rng = random.Random(f"{id} {role} {seed}")
        clock = random_clock(PACKS[id], role, rng)
        instants = around(some(thresholds(clock, AS_OF), THRESHOLDS, rng))
        reports = reported(clock, {AS_OF, *instants})
        found = list(violations(clock, reports))
        assert not found, described(clock, found)
        met |= {rule for findings in reports.values() for rule, _ in findings}
    rules = {rule.rule.id for rule in clock.applied(AS_OF).rules}
    assert len(rules - met) <= len(rules) * RARE, f"never met: {sorted(rules - met)}"


@pytest.mark.parametrize("name", ["portfolio.json", "agency.json", "client.json"])
def test_the_examples_keep_their_deadlines_for_a_year(name: str) -> None:
    snapshot = read_snapshot([str(EXAMPLES / name)])
    assert snapshot.as_of is not None
    start = snapshot.as_of
    clock = Clock(PACKS[snapshot.platform], snapshot)
    instants = around(some(thresholds(clock, start), THRESHOLDS, random.Random(name)))
    days = {start + day * DAY for day in range(0, 365, 9)}
    reports = reported(clock, {start, *days, *instants})
    found = list(violations(clock, reports))
    assert not found, described(clock, found)
    assert sum(map(len, reports.values())) > 20


@pytest.mark.parametrize("role", ROLES)
def test_no_verdict_waits_until_an_instant_that_has_passed(role: str) -> None:
    waits = 0
    rng = random.Random(role)
    for pack in PACKS.values():
        clock = random_clock(pack, role, rng, sizes().year_judged)
        deadlines = {due.deadline for due in clock.at(AS_OF).values() if due.deadline is not None}
        for as_of in (AS_OF, *around(some(deadlines, sizes().year_deadlines, rng))):
            report = evaluate(clock.snapshot, [pack], as_of, Options(engine=Engine.PYTHON))
            for contract in report.contracts:
                if contract.verdict is Verdict.WAIT and contract.until is not None:
                    assert contract.until >= as_of, (pack.id, role, as_of, contract)
                    waits += 1
            dated = {
                (one.rule, one.subject): Due(one.deadline, one.safe_by)
                for one in report.findings
                if one.rule in clock.rules
            }
            assert dated == clock.at(as_of)
    assert waits > 2
