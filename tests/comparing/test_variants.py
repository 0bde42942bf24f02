"""What a bench computes anew for a variant is what an evaluation of the whole gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from closeout.engine.cases.mutants.mutants import dependents, mutants_of
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Pack
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope
from closeout.engine.variants.bench import Bench, Outcome
from closeout.engine.variants.edits import edits_between, with_edits

from .mixed import OPTIONS, a_world, edited, report_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def told(side: Outcome | Report) -> tuple[object, ...]:
    """All that comparisons and sweeps look at."""
    return (
        [(one.id, one.verdict, one.until, one.end_reason) for one in side.contracts],
        sorted(
            (one.rule, str(one.subject), str(one.severity), one.deadline or 0, one.message)
            for one in side.findings
        ),
        sorted((one.rule, str(one.subject), str(one.severity)) for one in side.undetermined),
    )


def agree(snapshot: Snapshot, pack: Pack, variants: list[Pack], as_of: int) -> None:
    bench = Bench(snapshot, [pack], as_of, OPTIONS)
    assert told(bench.before) == told(report_of(snapshot, pack, as_of))
    for variant in variants:
        found = bench.outcome([variant])
        assert told(found) == told(report_of(snapshot, variant, as_of))
        whole = with_edits(pack, variant, edits_between(pack, variant))
        assert whole is not None and told(bench.outcome([whole])) == told(found)


@pytest.mark.parametrize("seed", range(10))
def test_random_packs_with_random_edits_are_evaluated_as_a_whole_would_be(seed: int) -> None:
    world, rng = a_world(seed), random.Random(seed)
    variants = [edited(world.pack, rng, many) for many in (1, 1, 1, 2, 4)]
    agree(world.snapshot, world.pack, variants, world.as_of)


def test_the_shipped_rules_with_one_change_are_evaluated_as_a_whole_would_be() -> None:
    (pack,) = load_packs(["upwork"])
    snapshot = read_snapshot([str(EXAMPLES / "portfolio.json")])
    assert snapshot.as_of is not None
    variants = [mutant.pack for mutant in random.Random(3).sample(list(mutants_of(pack)), 2)]
    agree(snapshot, pack, variants, snapshot.as_of)


def test_a_currency_taken_for_granted_bears_on_all_that_speaks_of_amounts() -> None:
    (pack,) = load_packs(["upwork"])
    snapshot = read_snapshot([str(EXAMPLES / "portfolio.json")])
    assert snapshot.as_of is not None
    for contract in snapshot.contracts:
        contract.values[POSITION[Scope.CONTRACT]["currency"]] = None
    readings = {id: one for id, one in pack.readings.items() if id != "paid-in-usd"}
    variant = record_with(pack, readings=readings)
    bench = Bench(snapshot, [pack], snapshot.as_of, OPTIONS)
    found = bench.outcome([variant])
    assert told(found) == told(report_of(snapshot, variant, snapshot.as_of)) != told(bench.before)


def test_the_mutant_without_a_currency_is_judged_by_all_that_speaks_of_amounts() -> None:
    (pack,) = load_packs(["upwork"])
    reached = dependents(pack)["reading", "paid-in-usd"]
    assert {("rule", "escrow-at-stake"), ("fact", "contract.at_rest")} <= reached
    assert ("rule", "mid-contract-feedback-asked") not in reached


def test_planned_closings_and_strictness_are_kept_for_variants() -> None:
    world = a_world(7)
    closing = frozenset(contract.id for contract in world.snapshot.contracts[:4])
    options = Options(engine=OPTIONS.engine, closing=closing, is_strict=True)
    bench = Bench(world.snapshot, [world.pack], world.as_of, options)
    variant = edited(world.pack, random.Random(1), 3)
    whole = evaluate(world.snapshot, [variant], world.as_of, options)
    assert told(bench.outcome([variant])) == told(whole)


def test_the_same_packs_lead_to_the_same_outcome_without_an_evaluation() -> None:
    world = a_world(2)
    bench = Bench(world.snapshot, [world.pack], world.as_of, OPTIONS)
    assert bench.outcome([world.pack]) is bench.before


def test_an_empty_slot_takes_away_everything_that_its_pack_says() -> None:
    world = a_world(2)
    bench = Bench(world.snapshot, [world.pack], world.as_of, OPTIONS)
    found = bench.outcome([None])
    assert (found.findings, found.undetermined) == ((), ())
    assert len(found.contracts) == len(world.snapshot.contracts)
