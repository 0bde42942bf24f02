"""What is written reads to the same again."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings

from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.writing import snapshot_document, snapshot_text

from ..sizes import sizes
from ..snapshot.samples import documents
from ..snapshot.written import as_data

SCHEMA = Path(__file__).parents[2] / "schemas" / "snapshot.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read(text: str) -> Any:
    snapshot = read_snapshot(["-"], stdin=io.BytesIO(text.encode()))
    return snapshot, {**as_data(snapshot), "problems": []}


@settings(
    max_examples=sizes().written_snapshots,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(documents())
def test_a_snapshot_survives_being_written(document: dict[str, Any]) -> None:
    first, known = read(json.dumps(document))
    text = snapshot_text(first)
    again, known_again = read(text)
    assert known_again == known
    assert snapshot_text(again) == text
    VALIDATOR.validate(snapshot_document(first))


def test_what_is_none_as_a_whole_is_written_as_a_word() -> None:
    contract = {
        "id": "C1",
        "refund_request": "none",
        "dispute": {"hours": "1.3333", "response": "none"},
        "feedback": {"from_client": {"score": 4.85, "given_at": "none"}},
        "payments": [{"amount": "-5.00"}, {"paid_at": "2026-01-01"}],
        "closing_planned": False,
    }
    snapshot, _ = read(json.dumps({"version": 1, "contracts": [contract]}))
    assert snapshot_document(snapshot)["contracts"] == [
        {
            "id": "C1",
            "refund_request": "none",
            "dispute": {"hours": "1.333333", "response": "none"},
            "feedback": {"from_client": {"score": 4.85, "given_at": "none"}},
            "payments": [{"amount": "-5.00"}, {"paid_at": "2026-01-01T00:00:00Z"}],
        }
    ]
