"""Exports in which one kind of value has another form: it is told, and nothing else is lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from closeout.engine.problems import Level
from closeout.engine.snapshot.read import Check, read_snapshot

EXPORTS = Path(__file__).parents[2] / "examples" / "exports"
NAMES = (
    "upwork-details-page-1",
    "upwork-older-contracts",
    "upwork-engagements",
    "upwork-work-history",
    "freelancer-milestones",
)
IDS = frozenset(
    ("id", "contractId", "reference", "project_id", "transaction_id", "exported_at", "as_of")
)
"""What names a contract or a milestone, and how far all is true: without it nothing can be told."""
AMOUNTS = frozenset(("amount", "deposit_amount", "fixed_charge_amount_agreed", "score"))
"""Numbers that readers take over as they stand."""

Keys = tuple[str | int, ...]


def leaves(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, object]]:
    """Every value that is no object and no list, with the keys that lead to it."""
    items: Iterator[tuple[str | int, object]]
    if isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    else:
        yield keys, value
        return
    for key, inner in items:
        yield from leaves(inner, (*keys, key))


def changed(name: str, change: Callable[[str, object], object]) -> dict[str, str]:
    """Errors of the example with one kind of value changed, by the names of the keys to it."""
    document = json.loads((EXPORTS / f"{name}.json").read_text("utf-8"))
    told: dict[str, str] = {}
    for keys, value in leaves(document):
        kind = ".".join(key for key in keys if isinstance(key, str) and not key.isdecimal())
        new = change(str(keys[-1]), value)
        if kind in told or new is value:
            continue
        damaged = copy.deepcopy(document)
        inner = damaged
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = new
        Path("export.json").write_text(json.dumps(damaged), "utf-8")
        problems = Check(["export.json"])
        told[kind] = "; ".join(each.message for each in problems if each.level is Level.ERROR)
    return told


@pytest.mark.parametrize("name", NAMES)
def test_an_object_or_a_list_for_any_other_value_than_an_id_refuses_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for wrap in (lambda value: {"value": value}, lambda value: [value]):
        told = changed(name, lambda key, value, wrap=wrap: value if key in IDS else wrap(value))
        assert {kind: message for kind, message in told.items() if message} == {}
        assert len(told) > 5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("written", ["much", -7.5, "-1.00", "NaN", "1e999"])
def test_an_amount_or_score_that_cannot_be_read_refuses_nothing(
    name: str, written: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = changed(name, lambda key, value: written if key in AMOUNTS else value)
    assert {kind: message for kind, message in told.items() if message} == {}


ONE_CONTRACT: dict[str, Keys] = {
    "upwork-details-page-1": ("data", "vendorContracts", "edges", 0, "node"),
    "upwork-older-contracts": ("data", "contractList", 0),
    "upwork-engagements": ("engagements", "engagement"),
    "upwork-work-history": ("pageItems", 0),
    "freelancer-milestones": ("result", "projects", "3301"),
}


@pytest.mark.parametrize("name", ONE_CONTRACT)
def test_what_a_person_adds_to_a_contract_of_an_answer_is_read(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    document = json.loads((EXPORTS / f"{name}.json").read_text(encoding="utf-8"))
    contract = document
    for key in ONE_CONTRACT[name]:
        contract = contract[key]
    if isinstance(contract, list):
        contract = contract[0]
    contract |= {"closing_planned": True, "open_tasks": 2, "close_requests": ["2026-02-01"]}
    document["role"] = "employer"
    Path("a.json").write_text(json.dumps(document), encoding="utf-8")
    snapshot = read_snapshot(["a.json"])
    assert snapshot.role == "client"
    (planned,) = [each for each in snapshot.contracts if each.get("closing_planned")]
    assert planned.get("open_tasks") == 2
    assert planned.get("close_requests") == (1_769_904_000,)
