"""One export, written as JSON, NDJSON, YAML and CSV, is one snapshot."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot

from ..sizes import examples, sizes
from .samples import documents
from .written import as_csv, as_data, as_json, as_ndjson, as_yaml

WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "json": as_json,
    "ndjson": as_ndjson,
    "yaml": as_yaml,
    "csv": as_csv,
}


def read(text: str) -> Snapshot:
    return read_snapshot(["-"], stdin=io.BytesIO(text.encode()))


def records(snapshot: Snapshot) -> dict[str, Any]:
    data = as_data(snapshot)
    del data["problems"]
    return data


@settings(max_examples=sizes().every_format, deadline=None)
@given(documents())
def test_all_formats_read_to_the_same_records(document: dict[str, Any]) -> None:
    expected = records(read(as_json(document)))
    for name, write in WRITERS.items():
        snapshot = records(read(write(document)))
        if name == "csv":
            # A column `platform` is the contracts'; the export's follows only if all agree.
            snapshot["platform"] = expected["platform"]
        assert snapshot == expected, name


@settings(max_examples=examples(50), deadline=None)
@given(documents())
def test_the_same_contradictions_are_found_in_all_formats(document: dict[str, Any]) -> None:
    found = {
        name: sorted(problem.message for problem in read(write(document)).problems)
        for name, write in WRITERS.items()
    }
    assert found["ndjson"] == found["json"]
    assert found["yaml"] == found["json"]
    assert found["csv"] == found["json"]


@pytest.mark.parametrize("name", WRITERS)
def test_a_field_that_is_null_or_missing_is_not_known(name: str) -> None:
    stated = {"version": 1, "contracts": [{"id": "C1", "title": None, "client": None}]}
    snapshot = read(WRITERS[name](stated))
    assert as_data(snapshot)["contracts"] == [
        {"id": "C1", "platform": "upwork", "closing_planned": False}
    ]
