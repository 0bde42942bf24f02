"""A pack whose rules always find something, three contracts, and the evaluation of the two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Pack
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.read import read_snapshot

HERE = Path(__file__).parent
SNAPSHOT = HERE / "snapshot.json"
HOUSE = HERE / "house"
AS_OF = 1_773_144_000
"""2026-03-10 12:00 UTC."""


@pytest.fixture
def packs() -> tuple[Pack, ...]:
    return load_packs([str(HOUSE)])


@pytest.fixture
def evaluated(packs: tuple[Pack, ...]) -> Callable[..., Report]:
    """The report of the snapshot by an engine, or with other options."""

    def run(engine: str = "python", path: Path = SNAPSHOT, **options: object) -> Report:
        wanted = record_with(Options(), engine=Engine(engine), **options)  # type: ignore[arg-type]
        return evaluate(read_snapshot([str(path)]), packs, AS_OF, wanted)

    return run
