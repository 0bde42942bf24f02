"""How much is looked at for an explanation: counted, so that no clock decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.explain import outcome as outcomes
from closeout.engine.explain.explain import explain_rule
from closeout.engine.explain.timeline import HORIZON
from closeout.engine.language.load import load_packs
from closeout.engine.snapshot.read import read_snapshot

HERE = Path(__file__).parents[2]
UNKNOWN = HERE / "tests/snapshot/cases/positive/one-export/export.yaml"
PORTFOLIO = HERE / "examples/portfolio.json"
MOST_LOOKS = 80


@pytest.mark.parametrize(
    ("file", "contract", "rule"),
    [
        pytest.param(UNKNOWN, "C1", "escrow-at-stake", id="much is unknown in an old export"),
        pytest.param(PORTFOLIO, "C117", "stagger-closures", id="it looks at all contracts"),
        pytest.param(PORTFOLIO, "C106", "end-as-planned", id="it rests on facts over groups"),
    ],
)
def test_the_way_to_the_horizon_takes_few_looks(
    file: Path, contract: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    filled = outcomes.filled

    def counted(*arguments: object) -> object:
        nonlocal looks
        looks += 1
        return filled(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(outcomes, "filled", counted)
    snapshot = read_snapshot([str(file)])
    assert snapshot.as_of is not None
    found = explain_rule(snapshot, load_packs(None), contract, rule, snapshot.as_of).rule
    assert found is not None
    assert found.timeline.looked_until == snapshot.as_of + HORIZON
    assert looks <= MOST_LOOKS
