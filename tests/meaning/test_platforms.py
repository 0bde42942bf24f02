"""An export may mix platforms, and no pack touches the contracts of another platform."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.units import Scope

from ..sizes import sizes
from ..worlds import AS_OF, SnapshotMaker, Style

PACKS = {pack.platform: pack for pack in load_packs(None)}
PLATFORMS = (*PACKS, "guru")
PLATFORM = POSITION[Scope.CONTRACT]["platform"]
EXPORTS = sizes().mixed_exports
OPTIONS = Options(engine=Engine.PYTHON)


def mixed(seed: int) -> Snapshot:
    rng = random.Random(seed)
    snapshot = SnapshotMaker(rng, Style(contracts=30)).snapshot()
    for contract in snapshot.contracts:
        contract.values[PLATFORM] = rng.choice(PLATFORMS)
    return snapshot


def of_platform(snapshot: Snapshot, platform: str) -> Snapshot:
    part = deepcopy(snapshot)
    part.contracts = [item for item in part.contracts if item.get("platform") == platform]
    return part


def told(report: Report, pack: str) -> list[object]:
    """Everything that a pack says, findings as well as what it cannot decide."""
    found = [
        (item.rule, item.subject, item.message, item.deadline)
        for item in report.findings
        if item.pack == pack
    ]
    open_ends = [
        (item.rule, item.subject, item.needs) for item in report.undetermined if item.pack == pack
    ]
    return [found, open_ends]


@pytest.mark.parametrize("seed", range(EXPORTS))
def test_a_pack_says_the_same_with_and_without_contracts_of_other_platforms(seed: int) -> None:
    snapshot = mixed(seed)
    together = evaluate(deepcopy(snapshot), list(PACKS.values()), AS_OF, OPTIONS)
    platform_of = {item.id: item.get("platform") for item in snapshot.contracts}
    assert {entry.id for entry in together.contracts} == set(platform_of)
    for finding in together.findings:
        if finding.subject.contract is not None:
            assert platform_of[finding.subject.contract] == finding.pack
    for platform, pack in PACKS.items():
        part = of_platform(snapshot, platform)
        if part.contracts:
            alone = evaluate(part, [pack], AS_OF, OPTIONS)
            assert told(alone, pack.id) == told(together, pack.id)


def test_the_random_exports_do_mix_platforms_and_each_pack_has_something_to_say() -> None:
    reports = [
        evaluate(mixed(seed), list(PACKS.values()), AS_OF, OPTIONS) for seed in range(EXPORTS)
    ]
    speaking = {finding.pack for report in reports for finding in report.findings}
    assert speaking == {pack.id for pack in PACKS.values()}
