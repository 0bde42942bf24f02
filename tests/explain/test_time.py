"""When time alone changes a rule: the answer agrees with a plain evaluation at many instants."""

from __future__ import annotations

import itertools
import random

import pytest

from closeout.engine.calendar import add
from closeout.engine.explain.outcome import Outcome, outcome_of
from closeout.engine.explain.surroundings import surroundings_of
from closeout.engine.explain.timeline import Timeline, timeline
from closeout.engine.explain.timely import is_timely
from closeout.engine.meaning.layout import MEMBERS, enclosing
from closeout.engine.meaning.reading import Reader
from closeout.engine.meaning.trace import trace
from closeout.engine.policy.applied import apply_pack
from closeout.engine.policy.definitions import NotKnown, Period
from closeout.engine.policy.pack import Pack
from closeout.engine.policy.walk import leaves
from closeout.engine.python.compute import filled
from closeout.engine.python.order import wanted
from closeout.engine.records import record_with
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import DAY, LENGTHS, World, world

WORLDS = 7
RULES = 12
HORIZON = 150 * DAY

Asked = tuple[int, int, int | None]
"""Index of a rule, of a contract, and of a milestone in it."""


def dated(pack: Pack, as_of: int, rng: random.Random) -> Pack:
    """The pack with some facts that lose their definition at a date, and some rules with a season."""

    def date() -> int:
        return as_of + rng.randrange(-10, 60) * DAY

    facts = {}
    for key, fact in pack.facts.items():
        if rng.random() < 0.15:
            at = date()
            other = Period(at, None, NotKnown("random"))
            fact = record_with(fact, periods=(Period(None, at, fact.periods[0].definition), other))
        facts[key] = fact
    rules = tuple(
        record_with(rule, start=date(), until=date() + 60 * DAY) if rng.random() < 0.1 else rule
        for rule in pack.rules
    )
    return record_with(pack, facts=facts, rules=rules)


def at_once(made: World, at: int, asked: list[Asked]) -> list[Outcome]:
    """The rules at an instant, from the whole pack and the whole snapshot, as `check` would."""
    exported_at = made.as_of if made.snapshot.exported_at is None else made.snapshot.exported_at
    applied = apply_pack(made.pack, at, exported_at + at - made.as_of, made.snapshot.role)
    program, rows = filled(applied, made.snapshot, made.snapshot.contracts, wanted(applied))
    in_force = {rule.rule.id: rule for rule in applied.rules}
    found = []
    for rule, contract, milestone in asked:
        applied_rule = in_force.get(made.pack.rules[rule].id)
        if applied_rule is None:
            found.append(Outcome.FAILS)
            continue
        scope = applied_rule.rule.scope
        row = rows.rows[Scope.CONTRACT][contract]
        inner = scope is Scope.MILESTONE
        row = row[MEMBERS][milestone] if inner else enclosing(row, Scope.CONTRACT, scope)
        outcome = trace(applied_rule.condition, Reader(program.layout, scope, row))
        found.append(outcome_of(outcome.certainly, outcome.possibly))
    return found


def questions(made: World, rng: random.Random) -> list[Asked]:
    """Rules that compare with time themselves are asked for most."""
    asked: list[Asked] = []
    weights = [
        6 if any(is_timely(leaf) for leaf in leaves(rule.when)) else 1 for rule in made.pack.rules
    ]
    for rule in rng.choices(range(len(weights)), weights, k=RULES):
        contract = rng.randrange(len(made.snapshot.contracts))
        milestones = made.snapshot.contracts[contract].milestones
        if made.pack.rules[rule].scope is not Scope.MILESTONE:
            asked.append((rule, contract, None))
        elif milestones:
            asked.append((rule, contract, rng.randrange(len(milestones))))
    return asked


def answer(made: World, asked: Asked) -> Timeline:
    rule, contract, milestone = asked
    contracts = made.snapshot.contracts
    at = surroundings_of(made.snapshot, contracts, contracts[contract], made.as_of)
    at = record_with(at, milestone=milestone)
    return timeline(made.pack, made.pack.rules[rule], at, HORIZON)


def instants(made: World, rng: random.Random) -> list[int]:
    """At random, and a random choice of those a length after something, to the second and beside it."""
    known = [
        value
        for contract in made.snapshot.contracts
        for record in (contract.values, *(contract.milestones or ()))
        for value in record
        if isinstance(value, int) and abs(value - made.as_of) < 100 * DAY
    ]
    after = [
        add(value, length) + step for value in known for length in LENGTHS for step in (-1, 0, 1)
    ]
    after = [at for at in after if made.as_of <= at <= made.as_of + HORIZON]
    at_random = [made.as_of + rng.randrange(HORIZON) for _ in range(4)]
    return [made.as_of, made.as_of + 1, *rng.sample(after, min(8, len(after))), *at_random]


@pytest.mark.parametrize("batch", range(sizes().stretch_batches))
def test_the_stretches_agree_with_an_evaluation_at_once(batch: int) -> None:
    rules = turns = checks = whole = 0
    for seed in range(batch * WORLDS, (batch + 1) * WORLDS):
        made = world(seed)
        rng = random.Random(seed)
        made = World(seed, dated(made.pack, made.as_of, rng), made.snapshot, made.as_of)
        asked = questions(made, rng)
        answers = [answer(made, one) for one in asked]
        times = instants(made, rng)
        for found in answers:
            assert found.looked_until <= made.as_of + HORIZON
            whole += found.looked_until == made.as_of + HORIZON
            for stretch in found.stretches[1:5]:
                times += [stretch.start - 1, stretch.start]
        for at in sorted(set(times)):
            for found, outcome in zip(answers, at_once(made, at, asked), strict=True):
                if at > found.looked_until:
                    continue  # so many instants turn something that it does not look further
                told = [item for item in found.stretches if item.start <= at][-1]
                assert told.outcome is outcome, (seed, at)
                checks += 1
        rules += len(answers)
        turns += sum(len(found.stretches) - 1 for found in answers)
    assert rules > 50
    assert whole > rules * 0.9
    assert turns > 3
    assert checks > 800


def test_stretches_join_without_gap_and_differ_from_their_neighbours() -> None:
    for seed in range(40, 46):
        made = world(seed)
        for asked in questions(made, random.Random(seed)):
            stretches = answer(made, asked).stretches
            assert stretches[0].start == made.as_of
            assert stretches[-1].until is None
            for one, other in itertools.pairwise(stretches):
                assert one.until == other.start
                assert one.start < other.start
                assert one.outcome is not other.outcome
