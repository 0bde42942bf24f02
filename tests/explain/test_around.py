"""Which other contracts and which packs an explanation of one contract looks at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout.engine.explain import explain
from closeout.engine.language.load import load_packs
from closeout.engine.snapshot.read import read_snapshot

PACK = """
id: {id}
version: "1"
platform: away
title: Away
actions:
  end:
    title: End it
    who: owner
    effect: close
    requires: {{status: [active, paused], escrow: 0, {field}: {value}}}
rules:
  - id: over
    title: Over
    for: contract
    when: {{title: Over}}
    then: {{action: end, severity: info, message: End it.}}
    basis: advice
    why: It is over.
"""
AS_OF = 1_773_144_000


def written(folder: Path, contracts: list[dict[str, object]]) -> str:
    path = folder / "a.json"
    document = {"version": 1, "platform": "away", "as_of": "2026-03-10T12:00:00Z"}
    path.write_text(json.dumps({**document, "contracts": contracts}), encoding="utf-8")
    return str(path)


def pack(folder: Path, id: str, field: str, value: str) -> str:
    (folder / id).mkdir()
    text = PACK.format(id=id, field=field, value=value)
    (folder / id / "pack.yaml").write_text(text, encoding="utf-8")
    return str(folder / id)


def test_contracts_of_another_account_are_not_evaluated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contracts = [
        {"id": "C1", "account_id": "A1"},
        {"id": "C2", "account_id": "A1"},
        {"id": "C3", "account_id": "A2"},
        {"id": "C4"},
        {"id": "C5", "account_id": "A2", "platform": "elsewhere"},
    ]
    seen: list[str] = []
    evaluated = explain.evaluated_for

    def noted(snapshot, *arguments):  # type: ignore[no-untyped-def]
        seen.extend(contract.id for contract in snapshot.contracts)
        return evaluated(snapshot, *arguments)

    monkeypatch.setattr(explain, "evaluated_for", noted)
    packs = load_packs([pack(tmp_path, "only", "open_tasks", "0")])
    explain.explain_verdict(read_snapshot([written(tmp_path, contracts)]), packs, "C1", AS_OF)
    assert seen == ["C1", "C2", "C4", "C5"]


def test_a_planned_closing_is_explained_by_the_pack_that_forbids_it(tmp_path: Path) -> None:
    contract = {
        "id": "C1",
        "status": "active",
        "escrow": "0.00",
        "milestones": [],
        "open_tasks": 0,
        "closing_planned": True,
    }
    allows = pack(tmp_path, "allows", "open_tasks", "0")
    forbids = pack(tmp_path, "forbids", "open_tasks", "{gte: 1}")
    snapshot = read_snapshot([written(tmp_path, [contract])])
    found = explain.explain_verdict(snapshot, load_packs([allows, forbids]), "C1", AS_OF).verdict
    assert found is not None and found.closing is not None
    assert found.result.closing is not None and not found.result.closing.is_allowed
    assert not found.closing.certainly
