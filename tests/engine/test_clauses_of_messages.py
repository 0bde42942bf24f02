"""A part of a message in brackets is told where all that it names is known, and a safe instant lies ahead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from closeout.engine.evaluation.engines import Engine
from closeout.engine.evaluation.evaluate import Options, evaluate
from closeout.engine.language.load import load_packs
from closeout.engine.snapshot.read import read_snapshot

PACK = """
id: tiny
title: Tiny
platform: upwork
params: {window: {value: 7 days, basis: advice}}
actions: {go: {title: Go, effect: prepare}}
rules:
  - {id: x, title: X, for: contract, when: {status: ended}, why: w,
     then: {action: go, severity: info, deadline: {at: ended_at, plus: $window},
            safe_by: {at: ended_at, plus: $window, floor: day}, message: "%s"}}
"""
DAY_BEFORE = "2026-03-09T23:59:59Z"
ENDED = {"ended_at": "2026-03-03T12:00:00Z"}
SAFE = "By {deadline}[, safe before {safe_by}]."
PAID = "[Paid: {total_paid}. ]See [note], [[{total_paid}]] and [{{x}}]."

CASES: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a safe instant ahead is told": (
        *(SAFE, DAY_BEFORE, ENDED),
        "By 2026-03-10 12:00 UTC, safe before 2026-03-10 00:00 UTC.",
    ),
    "a safe instant that has come is no plan": (
        *(SAFE, "2026-03-10T00:00:00Z", ENDED),
        "By 2026-03-10 12:00 UTC.",
    ),
    "a safe instant that is not known is left out": (SAFE, DAY_BEFORE, {}, "By not known."),
    "what is known is told": (
        *(PAID, DAY_BEFORE, {"total_paid": 80}),
        "Paid: 80.00 USD. See [note], [80.00 USD] and [{x}].",
    ),
    "what is nothing is known": (
        *(PAID, DAY_BEFORE, {"total_paid": 0}),
        "Paid: 0.00 USD. See [note], [0.00 USD] and [{x}].",
    ),
    "what is not known is left out": (PAID, DAY_BEFORE, {}, "See [note], [] and [{x}]."),
    "a hole that is not known takes the others along": (
        *("a[ {status} {total_paid}]b", DAY_BEFORE, {}),
        "ab",
    ),
    "none is told": (
        "It is over[: {ended_at:date}].",
        DAY_BEFORE,
        {"ended_at": "none"},
        "It is over: none.",
    ),
}


@pytest.mark.parametrize(("message", "as_of", "fields", "told"), CASES.values(), ids=list(CASES))
def test_a_clause_is_told_or_left_out(
    message: str, as_of: str, fields: dict[str, Any], told: str, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK % message, "utf-8")
    contract = {"id": "C1", "status": "ended", "type": "hourly", "currency": "USD", **fields}
    header = {"version": 1, "as_of": as_of, "platform": "upwork", "role": "freelancer"}
    export = tmp_path / "export.json"
    export.write_text(json.dumps({**header, "contracts": [contract]}), "utf-8")
    snapshot = read_snapshot([str(export)])
    assert snapshot.as_of is not None
    packs = load_packs([str(tmp_path)])
    report = evaluate(snapshot, packs, snapshot.as_of, Options(engine=Engine.PYTHON))
    assert [finding.message for finding in report.findings] == [told]
