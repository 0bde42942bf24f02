"""A finding and a verdict name the assumptions that they rest on: not without them, and never in vain."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from closeout.engine.evaluation.collecting import Collected, collect
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate, pack_run
from closeout.engine.evaluation.states import match_states
from closeout.engine.language.load import load_packs
from closeout.engine.policy.applied import apply_pack
from closeout.engine.policy.pack import Effect, Pack
from closeout.engine.python.compute import compile_facts
from closeout.engine.python.order import wanted
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report, Subject, Verdict
from closeout.engine.snapshot.model import Snapshot

from ..masked.sources import complete, read_contracts, snapshot_of, thinned
from ..masked.stories import NOW, PLAIN, TROUBLE, portfolio
from ..sizes import sizes
from ..worlds import Style, world

(UPWORK,) = load_packs(["upwork"])
STYLE = Style(knowledge=False, stale=False, contracts=10, rules=20, readings=30)
SETS = 4
"""Sets of assumptions that are taken away; of each world."""

Found = dict[tuple[str, Subject], tuple[str, ...]]


def collected(pack: Pack, snapshot: Snapshot, as_of: int, is_strict: bool = False) -> Collected:
    """All that is found, closings among it whatever the verdict."""
    applied = apply_pack(pack, as_of, as_of, snapshot.role)
    run = pack_run(compile_facts(applied, wanted(applied)), snapshot, snapshot.contracts, is_strict)
    match_states(Engine.PYTHON, [[run.states]])
    into = Collected()
    collect(run.states, into)
    return into


def found(pack: Pack, snapshot: Snapshot, as_of: int, is_strict: bool = False) -> Found:
    """What is told of whom, and what each finding assumes."""
    return named_by(collected(pack, snapshot, as_of, is_strict))


def named_by(told: Collected) -> Found:
    """The findings, and what each assumes."""
    return {(finding.rule, finding.subject): finding.assumes for finding in told.findings}


def without(pack: Pack, ids: tuple[str, ...]) -> Pack:
    """The pack without some of its readings, and what else is assumed of the same fields."""
    gone = {ref for id in ids for ref in pack.readings[id].refs}
    kept = {
        id: reading
        for id, reading in pack.readings.items()
        if id not in ids and not (reading.is_assumed and gone & set(reading.refs))
    }
    return record_with(pack, readings=kept)


@cache
def exports() -> tuple[Snapshot, ...]:
    """Contracts that make sense, with fields missing."""
    return tuple(_exports())


def _exports() -> Iterator[Snapshot]:
    for number in range(sizes().assumed_portfolios):
        rng = random.Random(f"assumes {number}")
        role = ("freelancer", "agency", "client")[number % 3]
        made = portfolio(rng, role, 5, TROUBLE if number % 2 else PLAIN, 12)
        share = rng.choice((0.05, 0.15, 0.3, 0.5))
        yield snapshot_of(
            role, read_contracts(thinned(made.contracts, share, rng)), complete(made).accounts
        )


def worlds() -> Iterator[tuple[Pack, Snapshot, int]]:
    """Random packs with random readings over random contracts."""
    for seed in range(sizes().assumed_worlds):
        made = world(seed, STYLE)
        yield made.pack, made.snapshot, made.as_of


LESS_THAN_AGREED = {
    "id": "C1",
    "type": "fixed",
    "status": "active",
    "currency": "USD",
    "total_paid": "0.00",
    "escrow": "400.00",
    "work_state": "complete",
    "situation": ["unpaid_extra_work"],
    "milestones": [{"id": "m1", "state": "submitted", "amount": "800.00"}],
}
"""In escrow lies less than what is taken for granted of the milestone comes to."""


def less_than_agreed() -> Snapshot:
    """An export with such a contract alone."""
    return snapshot_of("freelancer", read_contracts([LESS_THAN_AGREED]), [])


@cache
def cases() -> tuple[tuple[Pack, Snapshot, int], ...]:
    """The shipped pack over contracts that make sense, and random packs over anything."""
    sensible = (*exports(), less_than_agreed())
    return (*((UPWORK, snapshot, NOW) for snapshot in sensible), *worlds())


@cache
def plain(place: int) -> Collected:
    """What is told in one of the cases, with all that may be assumed."""
    return collected(*cases()[place])


@cache
def reported(place: int) -> Report:
    """The report on one of the exports."""
    return evaluate(exports()[place], [UPWORK], NOW, Options(engine=Engine.PYTHON))


def test_a_finding_names_assumptions_if_and_only_if_it_is_not_certain_without_any() -> None:
    named = unnamed = 0
    for place, (pack, snapshot, as_of) in enumerate(cases()):
        strict = found(pack, snapshot, as_of, is_strict=True)
        for key, assumes in named_by(plain(place)).items():
            assert bool(assumes) is (key not in strict), (pack.id, key, assumes)
            assert set(assumes) <= set(pack.readings), assumes
            named += bool(assumes)
            unnamed += not assumes
    assert named > 20
    assert unnamed > 100


def test_what_is_taken_for_granted_of_a_milestone_does_not_deny_what_the_contract_states() -> None:
    for is_strict in (True, False):
        told = collected(UPWORK, less_than_agreed(), NOW, is_strict)
        rules = {finding.rule for finding in told.findings}
        open_rules = {item.rule for item in told.undetermined}
        # There is money in escrow for the work, so the rule is not true: neither told nor open.
        assert "settle-unpaid-work" not in rules | open_rules


def takes_their_place(ids: tuple[str, ...], left: tuple[str, ...] | None) -> bool:
    """Whether what is still told rests on assumptions again, and on none of those that are gone.

    One that is taken away can leave room for another: what a sister is not known to be she is taken for.
    """
    return left is None or (bool(left) and not set(ids) & set(left))


def test_without_all_that_it_names_a_finding_is_not_certain_or_names_what_takes_their_place() -> (
    None
):
    seen = 0
    for place, (pack, snapshot, as_of) in enumerate(cases()):
        whole = named_by(plain(place))
        named = sorted({assumes for assumes in whole.values() if assumes})
        for ids in random.Random(as_of).sample(named, min(SETS, len(named))):
            left = found(without(pack, ids), snapshot, as_of)
            told = [key for key, assumes in whole.items() if assumes == ids]
            assert all(takes_their_place(ids, left.get(key)) for key in told), (pack.id, ids)
            seen += len(told)
    assert seen > 10


def test_a_verdict_that_names_nothing_is_the_same_where_nothing_is_assumed() -> None:
    seen = 0
    for place, snapshot in enumerate(exports()):
        report = reported(place)
        options = Options(engine=Engine.PYTHON, is_strict=True)
        strict = evaluate(snapshot, [UPWORK], NOW, options).by_id
        for result in report.contracts:
            if result.verdict is not Verdict.CANNOT_TELL and not result.assumes:
                assert strict[result.id].verdict is result.verdict, result
                seen += 1
    assert seen > 50


def test_without_all_that_it_names_a_contract_is_not_ended_or_by_what_takes_their_place() -> None:
    seen = 0
    for place, snapshot in enumerate(exports()):
        for result in reported(place).contracts:
            if result.verdict is Verdict.CLOSE and result.assumes:
                pack = without(UPWORK, result.assumes)
                left = evaluate(snapshot, [pack], NOW, Options(engine=Engine.PYTHON))
                again = left.by_id[result.id]
                rests = again.assumes if again.verdict is Verdict.CLOSE else None
                assert takes_their_place(result.assumes, rests), result
                seen += 1
    assert seen


def test_no_closing_rests_on_an_assumption_that_is_not_marked_for_it() -> None:
    for place, (pack, _, _) in enumerate(cases()):
        for finding in plain(place).findings:
            if finding.action.effect is Effect.CLOSE:
                assert all(pack.readings[id].may_close for id in finding.assumes), finding
