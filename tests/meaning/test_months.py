"""Ages in months where months clamp: a later start can end earlier, and every part of the program knows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

PACK = """
id: ages
version: "1"
platform: ages
title: Ages
actions: {look: {title: Look, who: owner, effect: none}}
facts:
  contract.over_at: {at: due_at, plus: 2 months}
  contract.is_over: {due_at: {older_than: 2 months}}
rules:
  - &id001
"""

RULE = """  - id: %(id)s
    title: Asked
    for: contract
    when: %(when)s
    then: {action: look, severity: info, message: Look.%(deadline)s}
    basis: advice
    why: To see.
"""

RULES = {
    "older": "{due_at: {older_than: 2 months}}",
    "newer": "{due_at: {newer_than: 2 months}}",
    "within": "{due_at: {within_next: 2 months}}",
    "moment": "{over_at: {before: {fact: as_of}}}",
    "fact": "{is_over: true}",
    "many": "{due_at: {older_than: 1 year}}",
}

AT_ONCE = {"older", "moment", "fact"}

CASES: dict[str, tuple[str, str, set[str]]] = {
    "the evening before a month clamps": (
        "2026-02-28T12:00:00Z",
        "2025-12-28T18:00:00Z",
        {"newer"},
    ),
    "the midnight after it, which ends sooner": (
        "2026-02-28T12:00:00Z",
        "2025-12-29T00:00:00Z",
        AT_ONCE,
    ),
    "two months to the second": (
        "2026-02-28T12:00:00Z",
        "2025-12-31T12:00:00Z",
        {"older", "fact"},
    ),
    "a second less": ("2026-02-28T12:00:00Z", "2025-12-31T12:00:01Z", {"newer"}),
    "a leap day": ("2024-02-29T12:00:00Z", "2023-12-29T12:00:01Z", {"newer"}),
    "a year after a leap day": (
        "2025-02-28T12:00:00Z",
        "2024-02-29T12:00:00Z",
        {*AT_ONCE, "many"},
    ),
    "the end of a year": ("2025-12-31T23:59:59Z", "2025-10-31T23:59:59Z", {"older", "fact"}),
    "soon, where the month clamps": (
        "2025-12-31T12:00:00Z",
        "2026-02-28T12:00:00Z",
        {"newer", "within"},
    ),
    "a second too late for soon": (
        "2025-12-31T12:00:00Z",
        "2026-02-28T12:00:01Z",
        {"newer"},
    ),
}


@pytest.fixture
def ages(tmp_path: Path) -> Path:
    """The pack, with its deadline in months."""
    rules = "".join(
        RULE
        % {
            "id": id,
            "when": when,
            "deadline": ", deadline: {at: due_at, plus: 2 months}" if id == "older" else "",
        }
        for id, when in RULES.items()
    )
    folder = tmp_path / "ages"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK.replace("  - &id001\n", rules), encoding="utf-8")
    return folder


def run(*arguments: str) -> Any:
    found = CliRunner().invoke(app, list(arguments))
    assert found.exit_code in (0, 1), found.output
    return json.loads(found.stdout)


@pytest.mark.parametrize("engine", ["python", "auto"])
@pytest.mark.parametrize("name", CASES)
def test_check_decides_by_the_sum_of_each_start(
    name: str, engine: str, ages: Path, tmp_path: Path
) -> None:
    as_of, due_at, expected = CASES[name]
    path = snapshot(tmp_path, as_of, due_at)
    found = run("check", path, "--policies", str(ages), "--engine", engine, "-f", "json")
    assert {finding["rule"] for finding in found["findings"]} == expected
    assert found["undetermined"] == []


@pytest.mark.parametrize("name", CASES)
def test_explain_says_the_same(name: str, ages: Path, tmp_path: Path) -> None:
    as_of, due_at, expected = CASES[name]
    path = snapshot(tmp_path, as_of, due_at)
    for rule in RULES:
        found = run("explain", path, "C1", rule, "--policies", str(ages), "-f", "json")
        assert (found["rule"]["outcome"] == "holds") is (rule in expected), rule


def snapshot(folder: Path, as_of: str, due_at: str) -> str:
    contract = {"id": "C1", "status": "active", "due_at": due_at}
    document = {"version": 1, "platform": "ages", "as_of": as_of, "contracts": [contract]}
    path = folder / "snapshot.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_a_deadline_in_months_clamps_to_the_end_of_the_month(ages: Path, tmp_path: Path) -> None:
    path = snapshot(tmp_path, "2026-03-10T12:00:00Z", "2025-12-31T12:00:00Z")
    found = run("check", path, "--policies", str(ages), "-f", "json")
    deadlines = {finding["rule"]: finding["deadline"] for finding in found["findings"]}
    assert deadlines["older"] == "2026-02-28T12:00:00Z"
