"""The fewest fields that decide the most."""

from __future__ import annotations

from typing import Any

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.records import record_with
from closeout.engine.report.decidability import decidability
from closeout.engine.report.findings import Undetermined
from closeout.engine.snapshot.model import Contract, Snapshot, blank
from closeout.engine.units import Scope

AS_OF = 1_770_000_000
PACKS = load_packs(["upwork"])


def report_of(*needs: str) -> Any:
    """A report in which a rule waits for each of some sets of fields, written `a+b`."""
    values = blank(Scope.CONTRACT)
    values[0] = "C1"
    report = evaluate(
        Snapshot([Contract(values, None)]), PACKS, AS_OF, Options(engine=Engine.PYTHON)
    )
    sample = report.undetermined[0]
    waiting: list[Undetermined] = [
        record_with(sample, rule=f"rule-{index}", needs=tuple(each.split("+") if each else ()))
        for index, each in enumerate(needs)
    ]
    return record_with(report, undetermined=tuple(waiting))


@pytest.mark.parametrize(
    ("needs", "steps"),
    [
        (("escrow",), [("escrow",)]),
        (("escrow", "status", "status"), [("status",), ("escrow",)]),
        (("escrow+status", "status+escrow", "due_at"), [("due_at",), ("escrow", "status")]),
        (("escrow+status+due_at", "status"), [("status",), ("due_at", "escrow")]),
        (("escrow+status",) * 3 + ("due_at",), [("escrow", "status"), ("due_at",)]),
        (("situation",) * 3 + ("status",), [("status",), ("situation",)]),
        (("", "status"), [("status",)]),
    ],
)
def test_fields_that_decide_most_come_first(
    needs: tuple[str, ...], steps: list[tuple[str, ...]]
) -> None:
    found = decidability(report_of(*needs), PACKS)
    assert [step.needs for step in found.steps] == steps
    decided = sum(len(step.decided) for step in found.steps)
    assert decided == len([each for each in needs if each])


def test_annotations_are_optional_and_rules_without_needs_are_told() -> None:
    found = decidability(report_of("situation+status", "", "status"), PACKS)
    assert [(step.needs, step.is_optional) for step in found.steps] == [
        (("status",), False),
        (("situation",), True),
    ]
    assert [rule.rule for rule in found.beyond] == ["rule-1"]
    assert found.needs == ("status", "situation")
    assert found.decided == len(found.rules) - 3
