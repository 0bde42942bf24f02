"""Columns that hold JSON: the same contracts as in a JSON export, whatever the first row says of them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from closeout import check

from ..told import told

CONTRACTS: list[dict[str, object]] = [
    {
        "id": "C1",
        "status": "active",
        "currency": "USD",
        "escrow": "12.50",
        "open_tasks": 3,
        "started_at": "2026-01-01",
        "closing_planned": True,
        "close_requests": [],
        "situation": ["mutual_stop"],
        "dispute": "none",
        "refund_request": {"amount": "12.50"},
        "feedback": {"change": {"state": "none"}, "from_client": {"state": "given", "score": 4.5}},
    },
    {
        "id": "C2",
        "status": "paused",
        "escrow": 80,
        "started_at": "none",
        "closing_planned": False,
        "close_requests": ["2026-01-01", "2026-02-01"],
        "situation": [],
        "dispute": {"filed_at": "2026-03-05", "hours": 2.5},
        "refund_request": "none",
        "feedback": {"change": {"state": "used"}},
    },
    {"id": "C3", "dispute": None},
]
COLUMNS = tuple(CONTRACTS[0])
ASKED = ("--as-of", "2026-03-10", "--policies", "upwork", "-f", "ndjson")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = "".join(json.dumps(each) + "\n" for each in CONTRACTS)
    Path("lines.ndjson").write_text(lines, "utf-8")


def same_json() -> str:
    Path("same.json").write_text(json.dumps({"version": 1, "contracts": CONTRACTS}), "utf-8")
    return told("check", "same.json", *ASKED)


@pytest.mark.parametrize("depth", [-1, 1, 2])
def test_what_duckdb_makes_of_lines_is_judged_as_the_lines_are(depth: int) -> None:
    """As deep as it looks it finds structs and lists, and calls JSON what is not always the same."""
    with duckdb.connect("app.duckdb") as database:
        database.execute(
            f"CREATE TABLE contracts AS SELECT * FROM read_json('lines.ndjson', maximum_depth={depth})"
        )
        database.execute("COPY contracts TO 'contracts.parquet' (FORMAT parquet)")
    expected = same_json()
    assert told("check", "duckdb:///app.duckdb?table=contracts", *ASKED) == expected
    assert told("check", "contracts.parquet", *ASKED) == expected


@pytest.mark.parametrize("nothing", [None, "null"])
@pytest.mark.parametrize("order", [1, -1])
def test_json_in_texts_is_judged_as_the_same_json(order: int, nothing: str | None) -> None:
    def cell(contract: dict[str, object], name: str) -> object:
        value = contract.get(name)
        if name == "dispute" and value is None:
            return nothing
        return json.dumps(value) if isinstance(value, dict | list) else value

    with closing(sqlite3.connect("app.db")) as database, database:
        database.execute(f"CREATE TABLE contracts ({', '.join(COLUMNS)})")
        for each in CONTRACTS[::order]:
            row = [cell(each, name) for name in COLUMNS]
            database.execute(f"INSERT INTO contracts VALUES ({', '.join('?' * len(row))})", row)
    found = told("check", "sqlite:///app.db?table=contracts", *ASKED)
    assert sorted(found.splitlines()) == sorted(same_json().splitlines())


def test_a_table_that_is_flat_stays_one_with_columns_of_json() -> None:
    with duckdb.connect("app.duckdb") as database:
        database.execute(
            'CREATE TABLE contracts (id JSON, "milestone.id" TEXT, "milestone.state" JSON, situation JSON, '
            "close_requests TEXT, open_tasks JSON)"
        )
        database.execute(
            """INSERT INTO contracts VALUES
            ('"C1"', 'm1', '"paid"', '["mutual_stop", "no_details"]', '["2026-01-01"]', '2'),
            ('"C1"', 'm2', 'null', NULL, NULL, 'null')"""
        )
    contract = {
        "id": "C1",
        "milestones": [{"id": "m1", "state": "paid"}, {"id": "m2"}],
        "situation": ["mutual_stop", "no_details"],
        "close_requests": ["2026-01-01"],
        "open_tasks": 2,
    }
    Path("same.json").write_text(json.dumps({"version": 1, "contracts": [contract]}), "utf-8")
    expected = told("check", "same.json", *ASKED)
    assert told("check", "duckdb:///app.duckdb?table=contracts", *ASKED) == expected


def test_json_that_cannot_be_read_is_told_with_its_column() -> None:
    with closing(sqlite3.connect("app.db")) as database, database:
        database.execute("CREATE TABLE contracts (id, milestones, close_requests, dispute)")
        database.execute("INSERT INTO contracts VALUES ('C1', '[]', '[', '\"none')")
    found = told("validate", "sqlite:///app.db?table=contracts")
    why = "the JSON of this cell cannot be read"
    assert f"[0].close_requests: error: close_requests: {why}" in found
    assert f"[0].dispute: error: dispute: {why}" in found


def test_a_relation_of_duckdb_given_from_python_says_what_its_lines_say() -> None:
    relation = duckdb.read_json("lines.ndjson")
    as_lines = check("lines.ndjson", as_of="2026-03-10T00:00:00Z")
    as_relation = check(relation, as_of="2026-03-10T00:00:00Z")
    assert not as_relation.has_errors
    assert as_relation.verdicts == as_lines.verdicts
    assert [each.message for each in as_relation.findings] == [
        each.message for each in as_lines.findings
    ]
