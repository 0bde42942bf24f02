"""Contracts as people and exports tell them come out right, whole: verdicts, reasons, and the rules that hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.snapshot.read import read_snapshot

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SITUATIONS = yaml.load((Path(__file__).parent / "situations.yaml").read_text("utf-8"), LOADER)
AS_OF = "2026-03-10T12:00:00Z"
HEADER = ("exported_at", "platform", "role")


@pytest.mark.parametrize("told", SITUATIONS, ids=lambda told: told["name"])
def test_what_people_tell_comes_out_right(told: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    header = {"version": 1, "as_of": told.get("as_of", AS_OF)}
    header |= {key: told[key] for key in HEADER if key in told}
    file.write_text(json.dumps({**header, "contracts": told["contracts"]}), "utf-8")
    snapshot = read_snapshot([str(file)])
    assert snapshot.as_of is not None
    closing = frozenset(told.get("close", ()))
    options = Options(engine=Engine.PYTHON, closing=closing, with_facts="facts" in told)
    report = evaluate(snapshot, load_packs(None), snapshot.as_of, options)
    assert {each.id: str(each.verdict) for each in report.contracts} == told["verdicts"]
    reasons = {each.id: each.end_reason for each in report.contracts if each.end_reason}
    assert reasons == told.get("end_reasons", {})
    for id, needs in told.get("needs", {}).items():
        assert list(report.by_id[id].needs) == needs
    for id, facts in told.get("facts", {}).items():
        shown = {name: report.by_id[id].facts[name] for name in facts}
        assert {name: value and value.text for name, value in shown.items()} == facts
    holds: dict[str, set[str]] = {}
    for finding in report.findings:
        holds.setdefault(finding.rule, set()).add(finding.subject.contract or "account")
    assert {rule: sorted(found) for rule, found in sorted(holds.items())} == told["holds"]
