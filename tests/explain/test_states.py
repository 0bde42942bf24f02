"""A rule is explained in the state of knowledge in which `check` reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

PACK = """
id: house
version: 1.0.0
platform: upwork
actions:
  stop: {title: Do not end it, who: owner, effect: %s}
rules:
  - id: tasks-open
    title: Tasks may be open
    for: contract
    when: {status: active, not: {certainly: {open_tasks: 0}}}
    then: {action: stop, severity: warning, message: Look for open tasks.}
    basis: advice
    why: Nobody said that none is open.
assumptions:
  nothing-open:
    for: contract
    field: open_tasks
    value: 0
    says: No task is open, where nobody noted one.
    because: Only a person can note it.
    basis: advice
"""


@pytest.mark.parametrize(("effect", "is_found"), [("block", True), ("prepare", False)])
def test_what_forbids_the_end_holds_also_where_an_assumption_would_do_away_with_it(
    effect: str, is_found: bool, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "pack.yaml").write_text(PACK % effect, "utf-8")
    contract = {"id": "C1", "status": "active"}
    document = {"version": 1, "platform": "upwork", "as_of": "2026-03-10", "contracts": [contract]}
    (tmp_path / "s.json").write_text(json.dumps(document), "utf-8")
    packs = ("--policies", str(tmp_path / "house"), "-f", "json")
    found = json.loads(run("check", str(tmp_path / "s.json"), *packs)[1])["findings"]
    assert [item["rule"] for item in found] == ["tasks-open"] * is_found
    told = json.loads(run("explain", str(tmp_path / "s.json"), "C1", "tasks-open", *packs)[1])
    outcome = "holds" if is_found else "does not hold"
    assert told["rule"]["outcome"] == outcome
    assert [item["outcome"] for item in told["rule"]["time"]["stretches"]] == [outcome]


OPEN = "open_tasks: {gt: 0}"
MAY_BE_OPEN = "not: {certainly: {open_tasks: 0}}"


@pytest.mark.parametrize(
    ("asked_for", "planned", "said", "words"),
    [
        (MAY_BE_OPEN, True, {"outcome": "holds", "needs": []}, "it holds: "),
        (OPEN, True, {"outcome": "not known", "needs": ["open_tasks"]}, "it may hold: "),
        (OPEN, False, None, ""),
    ],
    ids=["holds", "may hold", "not to be ended"],
)
def test_what_hinders_an_end_by_less_that_nobody_said_is_told_beside_the_outcome(
    asked_for: str, planned: bool, said: object, words: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "house").mkdir()
    pack = (PACK % "prepare").replace(MAY_BE_OPEN, asked_for)
    (tmp_path / "house" / "pack.yaml").write_text(pack, "utf-8")
    contract = {"id": "C1", "status": "active", "closing_planned": planned}
    document = {"version": 1, "platform": "upwork", "as_of": "2026-03-10", "contracts": [contract]}
    (tmp_path / "s.json").write_text(json.dumps(document), "utf-8")
    asked = ("explain", str(tmp_path / "s.json"), "C1", "tasks-open")
    packs = ("--policies", str(tmp_path / "house"))
    told = json.loads(run(*asked, *packs, "-f", "json")[1])
    assert (told["rule"]["outcome"], told["rule"]["for_closing"]) == ("does not hold", said)
    text = run(*asked, *packs)[1].replace("\n    ", " ")
    assert ("For the end that is planned" in text) is planned
    assert words in text
