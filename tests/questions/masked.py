"""Contracts of the example portfolio of which some fields are not known, and what is asked about them."""

from __future__ import annotations

import random
from pathlib import Path

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Severity
from closeout.engine.questions.asked import Survey, asked_about
from closeout.engine.questions.slots import Slot
from closeout.engine.questions.witness import Asking, Scene
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.fields import FIELDS, OBJECTS_WITH_NONE, POSITION
from closeout.engine.snapshot.model import Contract, Record, Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = 1_773_144_000
PACKS = load_packs(["upwork"])
KEPT = ("id", "account_id", "platform", "closing_planned", "client.id")


def complete() -> Snapshot:
    """The example portfolio, taken to be as of now."""
    snapshot = read_snapshot([str(EXAMPLES / "portfolio.json")])
    return record_with(snapshot, as_of=AS_OF, exported_at=AS_OF)


def masked(snapshot: Snapshot, seed: int, share: float) -> Snapshot:
    """The snapshot with about that share of its fields not known."""
    rng = random.Random(seed)

    def thinned(scope: Scope, record: Record) -> Record:
        return [
            None if field.path not in KEPT and rng.random() < share else value
            for field, value in zip(FIELDS[scope], record, strict=True)
        ]

    contracts = []
    for one in snapshot.contracts:
        milestones = one.milestones
        if milestones is not None:
            milestones = [thinned(Scope.MILESTONE, record) for record in milestones]
        values = thinned(Scope.CONTRACT, one.values)
        values[POSITION[Scope.CONTRACT]["closing_planned"]] = rng.random() < 0.3
        contracts.append(Contract(values, milestones))
    return record_with(snapshot, contracts=contracts)


def reported(snapshot: Snapshot, is_strict: bool = False) -> Report:
    """The report of a snapshot."""
    return evaluate(snapshot, PACKS, AS_OF, Options(engine=Engine.PYTHON, is_strict=is_strict))


def asked(snapshot: Snapshot, is_strict: bool = False) -> tuple[Survey, list[Asking]]:
    """Everything that is asked about in a snapshot."""
    report = reported(snapshot, is_strict)
    survey = Survey(report, snapshot, PACKS, is_strict)
    return survey, [survey.asking(one) for one, _ in asked_about(report, snapshot)]


def with_variants(snapshot: Snapshot, scene: Scene) -> Snapshot:
    """The snapshot with its contracts as they are in a scene: the one that is asked about, and others."""
    variants = {scene.contract.id: scene.contract, **scene.others}
    contracts = [variants.get(one.id, one) for one in snapshot.contracts]
    return record_with(snapshot, contracts=contracts)


def told(snapshot: Snapshot, scene: Scene, rules: set[tuple[str, str | None]]) -> object:
    """The verdict in a scene, and whether the rules hold (None: not decided), by a plain evaluation."""
    variant, report = scene.contract, reported(with_variants(snapshot, scene))
    mine = [item for item in report.findings if item.subject.contract == variant.id]
    unsure = [item for item in report.undetermined if item.subject.contract == variant.id]
    holding = {(item.rule, item.subject.milestone) for item in mine}
    open_ones = {(item.rule, item.subject.milestone) for item in unsure}
    fates = {rule: None if rule in open_ones else rule in holding for rule in rules}
    return report.by_id[variant.id].verdict, sorted(fates.items(), key=str)


def open_errors(snapshot: Snapshot, scene: Scene) -> set[tuple[str, str | None]]:
    """The undetermined rules of severity error of the contract of a scene."""
    contract, report = scene.contract, reported(with_variants(snapshot, scene))
    return {
        (item.rule, item.subject.milestone)
        for item in report.undetermined
        if item.subject.contract == contract.id and item.severity is Severity.ERROR
    }


def differing(one: Contract, other: Contract) -> set[tuple[int | None, int]]:
    """The places in which two variants differ: milestone and index of the field."""
    found = {
        (None, i)
        for i, pair in enumerate(zip(one.values, other.values, strict=True))
        if pair[0] != pair[1]
    }
    if (
        one.milestones is None
        or other.milestones is None
        or len(one.milestones) != len(other.milestones)
    ):
        return found if one.milestones == other.milestones else found | {(None, -1)}
    for number, (mine, others) in enumerate(zip(one.milestones, other.milestones, strict=True)):
        found |= {(number, i) for i, (a, b) in enumerate(zip(mine, others, strict=True)) if a != b}
    return found


def filled_by(slot: Slot) -> set[tuple[int | None, int]]:
    """The places that an answer to a question may fill."""
    field = slot.field
    if field is None:
        return {(None, -1), (0, 0), *((0, i) for i in range(len(FIELDS[Scope.MILESTONE])))}
    group = field.path.partition(".")[0]
    fields = FIELDS[field.scope]
    return {
        (slot.milestone, index)
        for index, each in enumerate(fields)
        if each is field or (group in OBJECTS_WITH_NONE and each.path.startswith(group))
    }
