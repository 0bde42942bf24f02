"""Contracts that are told otherwise for a while: nothing of it stays, and no group is gone through for nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from closeout.engine.meaning.layout import Row
from closeout.engine.python import among
from closeout.engine.questions.asked import Survey
from closeout.engine.questions.probe import Ground
from closeout.engine.report.findings import Verdict
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Contract, Snapshot, Value
from closeout.engine.units import Scope

from ..masked.sources import read_contracts, snapshot_of
from ..sizes import sizes
from .masked import AS_OF, PACKS, complete, reported
from .test_neighbours import JUST_ENDED, READY

COMPLETE = complete()
TIMES = 20
TITLE = POSITION[Scope.CONTRACT]["title"]
ENDED_AT = POSITION[Scope.CONTRACT]["ended_at"]


QUEUE = read_contracts(
    [
        *(
            READY | {"id": f"A{number}", "last_activity_at": f"2026-03-0{number}"}
            for number in (1, 2)
        ),
        *(JUST_ENDED | {"id": f"B{number}", "ended_at": f"2026-03-0{number}"} for number in (4, 5)),
    ]
)
"""Each of them bears on the others: by its turn, or by a row of endings without feedback."""
OTHERWISE: Mapping[str, Sequence[Value]] = {
    "closing_planned": (True, False, None),
    "ended_by": ("freelancer", "client", None),
    "feedback.from_client.state": ("given", "none", None),
    "open_tasks": (0, 2, None),
}


def variant(contract: Contract, rng: random.Random) -> Contract:
    """The contract with a few other values."""
    for name in rng.sample(sorted(OTHERWISE), 2):
        place = POSITION[Scope.CONTRACT][name]
        contract = with_value(contract, place, rng.choice(OTHERWISE[name]))
    return contract


@pytest.mark.parametrize("seed", range(sizes().asked_portfolios))
def test_what_is_found_does_not_hang_on_what_was_told_before(seed: int) -> None:
    rng, snapshot = random.Random(seed), snapshot_of("freelancer", QUEUE, [])
    known, verdicts = ground(snapshot), set[Verdict]()
    for _ in range(TIMES):
        mine, *others = (variant(each, rng) for each in rng.sample(QUEUE, rng.randint(1, 3)))
        beside = {each.id: each for each in others}
        found = known.outcome(mine, beside, with_needs=False)
        assert found == ground(snapshot).outcome(mine, beside, with_needs=False)
        verdicts.add(found.result.verdict)
    assert len(verdicts) > 1


def test_nothing_of_what_was_told_of_another_contract_stays() -> None:
    mine, other, ended, _ = QUEUE
    snapshot = snapshot_of("freelancer", QUEUE, [])
    known = ground(snapshot)
    ended_by_me = with_value(ended, POSITION[Scope.CONTRACT]["ended_by"], "freelancer")
    known.outcome(mine, {ended.id: ended_by_me})
    assert known.outcome(other) == ground(snapshot).outcome(other)
    assert known.outcome(other, {ended.id: ended_by_me}) != known.outcome(other)


def ground(snapshot: Snapshot) -> Ground:
    """The contracts as nobody has asked about them yet."""
    report = reported(snapshot)
    return Survey(report, snapshot, PACKS, False).ground


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    """The groups that were gone through so far."""
    found: list[Row] = []
    over = among._over

    def counted(work: among.Aggregated, may: among.Aggregated, group: Row) -> Any:
        found.append(group)
        return over(work, may, group)

    monkeypatch.setattr(among, "_over", counted)
    return found


def test_no_group_is_gone_through_for_what_is_not_read_of_its_members(passes: list[Row]) -> None:
    mine, *_ = COMPLETE.contracts
    survey = ground(COMPLETE)
    survey.outcome(mine)
    assert passes
    passes.clear()
    for number in range(TIMES):
        survey.outcome(with_value(mine, TITLE, f"Title {number}"))
    assert passes == []


def test_a_group_is_gone_through_anew_for_what_is_read_of_its_members_and_once(
    passes: list[Row],
) -> None:
    ended = next(one for one in COMPLETE.contracts if isinstance(one.values[ENDED_AT], int))
    survey = ground(COMPLETE)
    survey.outcome(ended)
    passes.clear()
    other = with_value(ended, ENDED_AT, AS_OF - 86_400)
    survey.outcome(other)
    assert passes
    passes.clear()
    for each in (ended, other) * TIMES:
        survey.outcome(each)
    assert passes == []


def with_value(contract: Contract, place: int, value: Value) -> Contract:
    """The contract with another value of a field."""
    values = [*contract.values]
    values[place] = value
    return Contract(values, contract.milestones)
