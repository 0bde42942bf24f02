"""A huge account of contracts that are held is evaluated slice by slice, and told as in one."""

from __future__ import annotations

import pytest

from closeout.engine.evaluation import evaluate as module
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.snapshot.model import Snapshot

from ..masked.sources import read_contracts, snapshot_of

AS_OF = 1_773_144_000
ENDED = {"status": "ended", "ended_at": "2026-03-01", "ended_by": "client", "type": "fixed"}
IDLE = {"status": "active", "last_activity_at": "2025-12-01", "escrow": "100", "type": "fixed"}


def portfolio(account: str | None) -> Snapshot:
    """Contracts of one account, of which each bears on the others; little is told of some."""
    documents: list[dict[str, object]] = []
    for n in range(23):
        told = (ENDED, IDLE, {"status": "active"}, {})[n % 4]
        client = {"client": {"id": f"K{n % 5}"}} if n % 3 else {}
        documents.append(
            {"id": f"C{n}", "account_id": account, "currency": "USD", **client, **told}
        )
    return snapshot_of("freelancer", read_contracts(documents), [])


@pytest.mark.parametrize("account", ["A1", None])
def test_the_report_is_the_same(account: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    packs, of = load_packs(["upwork"]), portfolio(account)
    whole = evaluate(of, packs, AS_OF, Options(Engine.PYTHON, batched_from=0))
    monkeypatch.setattr(module, "HUGE", 7)
    monkeypatch.setattr(module, "SLICE", 5)
    assert evaluate(of, packs, AS_OF, Options(Engine.PYTHON, batched_from=0)) == whole
    assert whole.findings and whole.undetermined and whole.gaps


def test_it_is_not_held_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    found_in = module.found_in

    def noted(snapshot: Snapshot, contracts: list[object], *rest: object) -> object:
        sizes.append(len(contracts))
        return found_in(snapshot, contracts, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("closeout.engine.evaluation.in_slices.found_in", noted)
    monkeypatch.setattr(module, "HUGE", 7)
    monkeypatch.setattr(module, "SLICE", 5)
    evaluate(portfolio("A1"), load_packs(["upwork"]), AS_OF, Options(Engine.PYTHON, batched_from=0))
    assert [size for size in sizes if size] == [5, 5, 5, 5, 3]
