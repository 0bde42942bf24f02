"""What rests on a number that a user's pack states otherwise says so in every table and log."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.report.findings import Report
from closeout.engine.snapshot.read import read_snapshot

ROOT = Path(__file__).resolve().parent.parent.parent
SAID = "auto_release: 10 days by my-policies (upwork: 14 days), basis advice"
RESTING = {
    "auto-release-pending",
    "auto-release-due",
    "auto-release-overdue",
    "auto-release-missing",
}


@pytest.fixture(scope="module")
def report() -> Report:
    snapshot = read_snapshot([str(ROOT / "examples" / "portfolio.json")])
    packs = load_packs([str(ROOT / "examples" / "my-policies")])
    assert snapshot.as_of is not None
    return evaluate(snapshot, packs, snapshot.as_of, Options(engine=Engine.PYTHON))


def test_a_row_of_the_table_names_the_numbers_of_its_rule(report: Report) -> None:
    text = render("csv", report, RenderOptions())
    assert isinstance(text, str)
    rows = list(csv.DictReader(io.StringIO(text)))
    named = {row["rule"] for row in rows if row["numbers"]}
    assert named == RESTING & {row["rule"] for row in rows}
    assert {row["numbers"] for row in rows if row["numbers"]} == {SAID}
    assert {row["basis"] for row in rows if row["numbers"]} == {"advice"}


def test_a_rule_of_the_log_names_its_numbers(report: Report) -> None:
    text = render("sarif", report, RenderOptions())
    assert isinstance(text, str)
    rules = json.loads(text)["runs"][0]["tool"]["driver"]["rules"]
    named = {rule["id"]: rule["properties"].get("numbers") for rule in rules}
    assert named["auto-release-overdue"] == [SAID]
    assert named["leave-feedback"] is None
