"""No question without a reason, and hardly more questions than the fewest that are possible."""

from __future__ import annotations

import pytest

from closeout.engine.questions.order import MOST_ASKED, following, plan
from closeout.engine.questions.slots import Slot
from closeout.engine.questions.witness import Asking, Scene
from closeout.engine.records import record_with
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.fields import FIELDS
from closeout.engine.snapshot.model import Contract, Value

from ..sizes import sizes
from .masked import asked, complete, differing, filled_by, masked, open_errors, reported, told

COMPLETE = complete()
SEEDS = range(sizes().asked_portfolios)
MOST_SCENES = 250
"""Variants of a contract that are looked at in search of the best order."""


@pytest.mark.parametrize("is_strict", [False, True], ids=["as ever", "strict"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_variant_is_found_to_be_what_a_plain_evaluation_finds(seed: int, is_strict: bool) -> None:
    snapshot = masked(COMPLETE, seed, 0.3)
    _, askings = asked(snapshot, is_strict)
    report = reported(snapshot, is_strict)
    for asking in askings:
        outcome = asking.start.needy
        result = report.by_id[asking.start.contract.id]
        assert (outcome.result.verdict, outcome.result.needs) == (result.verdict, result.needs)


@pytest.mark.parametrize("share", [0.15, 0.4])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_question_has_two_answers_that_lead_to_different_results(
    seed: int, share: float
) -> None:
    snapshot = masked(COMPLETE, seed, share)
    survey, askings = asked(snapshot)
    count = 0
    for asking in askings:
        for each in plan(asking) if count < sizes().asked_checks else ():
            count += 1
            slot, (one, other) = each.fork.slot, each.witness
            assert differing(one.of(slot), other.of(slot)) <= filled_by(slot)
            rules = open_errors(snapshot, each.scene)
            assert told(snapshot, one, rules) != told(snapshot, other, rules)
        survey.ground.settle(asking.start.contract)
    assert count


def test_a_question_about_a_milestone_is_for_contracts_that_have_it() -> None:
    whole = next(one for one in COMPLETE.contracts if one.milestones)
    assert whole.milestones is not None
    last = Slot("milestone.amount", len(whole.milestones) - 1)
    assert last.is_in(whole) and Slot("escrow").is_in(whole)
    for fewer in (whole.milestones[:-1], [], None):
        other = record_with(whole, milestones=fewer)
        assert not last.is_in(other) and Slot("escrow").is_in(other)


def test_the_questions_are_hardly_more_than_the_fewest_possible() -> None:
    mine = best = 0.0
    count = 0
    for seed in SEEDS:
        survey, askings = asked(masked(COMPLETE, seed, 0.25))
        for asking in askings:
            fewest = _fewest(asking, asking.start, frozenset())
            if fewest is not None:
                mine += _expected(asking, asking.start)
                best += fewest
                count += 1
            survey.ground.settle(asking.start.contract)
    assert count > 5 * len(SEEDS)
    assert mine <= 1.15 * best


def _expected(asking: Asking, scene: Scene, depth: int = 0) -> float:
    """The mean number of questions until all is decided, over the possible answers."""
    found = following(asking, scene)
    if found is None or depth > MOST_ASKED:
        return 0.0
    rest = sum(way.weight * _expected(asking, way.state, depth + 1) for way in found.fork.ways)
    return 1 + rest / found.fork.weight


def _fewest(asking: Asking, scene: Scene, passed: frozenset[Slot]) -> float | None:
    """The same with the best order there is; None where too much would have to be looked at."""
    if asking.work > MOST_SCENES:
        return None
    if scene.is_decided or following(asking, scene) is None:
        return 0.0
    least: float | None = None
    for slot in scene.slots() or scene.beyond():
        fork = scene.fork(slot)
        if len(fork.ways) < 2 and scene.witness(fork) is None:
            continue
        total = 1.0
        for way in fork.ways:
            rest = _fewest(asking, way.state, passed | {slot})
            if rest is None:
                return None
            total += rest * way.weight / fork.weight
        least = total if least is None else min(least, total)
    return 0.0 if least is None else least


@pytest.mark.parametrize("seed", SEEDS)
def test_answered_one_at_a_time_the_verdict_is_soon_the_true_one(seed: int) -> None:
    snapshot = masked(COMPLETE, seed, 0.15)
    truth = {one.id: one for one in COMPLETE.contracts}
    survey, askings = asked(snapshot)
    numbers = []
    for asking in askings:
        scene, number = asking.start, 0
        passed: set[Slot] = set()
        while (found := following(asking, scene, passed=frozenset(passed))) is not None:
            slot = found.fork.slot
            value = _true_answer(slot, truth[scene.of(slot).id])
            passed.add(slot)
            number += 1
            if value is not None:
                scene = scene.with_answer(slot, value)
        if scene.outcome.result.verdict is not Verdict.CANNOT_TELL:
            numbers.append(number)
        survey.ground.settle(asking.start.contract)
    numbers.sort()
    assert not numbers or numbers[len(numbers) // 2] <= 2


def _true_answer(slot: Slot, contract: Contract) -> Value:
    field = slot.field
    if field is None:
        return None
    record = contract.values
    if slot.milestone is not None:
        assert contract.milestones is not None
        record = contract.milestones[slot.milestone]
    return record[FIELDS[field.scope].index(field)]
