"""A table of a PostgreSQL server as an export, read from a real one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..told import told
from .server import PASSWORD, USER, Server

CONTRACTS = [
    {
        "id": "6f1c2a9e-0000-4000-8000-000000000001",
        "type": "fixed",
        "status": "active",
        "currency": "USD",
        "title": "Größe",
        "started_at": "2026-01-02T03:04:05Z",
        "total_paid": "20.50",
        "closing_planned": True,
        "client": {"id": "k", "name": "Blum"},
        "milestones": [
            {"id": "m1", "state": "funded", "amount": "12.50", "funded_amount": "12.50"},
            {"id": "m2", "state": "paid", "amount": "20", "paid_amount": "20"},
        ],
        "close_requests": ["2026-02-01", "2026-02-03"],
    },
    {"id": "6f1c2a9e-0000-4000-8000-000000000002", "type": "hourly", "status": "paused"},
]
NESTED = """
CREATE TABLE contracts (
    id uuid, type text, status text, currency char(3), title varchar, started_at timestamptz,
    total_paid numeric(10, 2), closing_planned boolean, client jsonb, milestones json, close_requests date[]
);
SET TIME ZONE 'Asia/Tokyo';
INSERT INTO contracts VALUES (
    '6f1c2a9e-0000-4000-8000-000000000001', 'fixed', 'active', 'USD', 'Größe',
    '2026-01-02 12:04:05+09', 20.5, true, '{"id": "k", "name": "Blum"}',
    '[{"id": "m1", "state": "funded", "amount": 12.5, "funded_amount": 12.5},
      {"id": "m2", "state": "paid", "amount": 20, "paid_amount": 20}]',
    '{2026-02-01,2026-02-03}'
);
INSERT INTO contracts (id, type, status) VALUES
    ('6f1c2a9e-0000-4000-8000-000000000002', 'hourly', 'paused');
"""
FLAT = """
CREATE SCHEMA old;
CREATE TABLE old."all contracts" (
    id bigint, type text, status text, "milestone.id" text, "milestone.amount" numeric, "milestone.due_at" date
);
INSERT INTO old."all contracts" VALUES
    (17, 'fixed', 'active', 'm1', 5, '2026-03-01'), (17, 'fixed', 'active', 'm2', 6, NULL);
CREATE TABLE bad (id int, type text, status text, ended_at date, total_paid numeric);
INSERT INTO bad VALUES (1, 'fixed', 'ended', '2026-03-01', 5), (2, 'fixed', 'endet', '2026-03-01', 'NaN');
CREATE TABLE late (id int, ended_at date, started_at timestamp, due_at timestamptz, seen_at date);
INSERT INTO late VALUES (1, 'infinity', '-infinity', 'infinity', 'infinity');
CREATE ROLE reader LOGIN PASSWORD 's3cret/word';
"""
ASKED = ("--as-of", "2026-03-10", "--policies", "upwork", "-f", "ndjson")


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    """The server with some tables."""
    import psycopg

    where: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "dbname": "postgres"}
    with psycopg.connect(user=USER, password=PASSWORD, **where) as connection:
        for statements in (NESTED, FLAT):
            connection.execute(statements.encode())
    return server


def test_contracts_with_json_and_arrays_are_judged_as_the_same_json(
    filled: Server, tmp_path: Any
) -> None:
    same = tmp_path / "same.json"
    same.write_text(json.dumps({"version": 1, "contracts": CONTRACTS}), encoding="utf-8")
    expected = told("check", same, *ASKED)
    assert '"id": "6f1c2a9e-0000-4000-8000-000000000002"' in expected
    assert told("check", filled.address("contracts"), *ASKED) == expected


def test_a_flat_table_in_a_schema_is_read_as_a_spreadsheet_a_row_a_milestone(
    filled: Server,
) -> None:
    assert told("validate", filled.address("old.all%20contracts")) == (
        "Note: judged for the freelancer, as no role is stated; for another side: `--role agency` or "
        "`--role client`, or `role` in the file\n"
        "1 file, 1 contract: 0 errors, 0 contradictions, 0 warnings\ncode 0\n"
    )


def test_bad_values_are_told_with_their_row(filled: Server) -> None:
    output = told("validate", filled.address("bad"))
    at = f"postgresql://127.0.0.1:{filled.port}/postgres?table=bad[1]: error: column "
    assert (
        at + '`status`: expected active, paused, ended, suspended or disputed, found "endet"'
        in output
    )
    assert at + "`total_paid`: NaN is no number that can be meant" in output


def test_an_instant_that_never_comes_is_a_bad_value_of_its_cell(filled: Server) -> None:
    output = told("validate", filled.address("late"))
    for column in ("due_at", "started_at", "ended_at"):
        assert f"?table=late[0]: error: column `{column}`: contract 1, {column}: " in output
    assert output.count('found "infinity"') == 2
    assert output.count('found "-infinity"') == 1
    assert output.endswith("code 3\n")


def test_a_table_with_a_slip_in_its_name_is_told_with_the_nearest_one(filled: Server) -> None:
    output = told("validate", filled.address("contrats"))
    assert 'the database has no table "contrats"\n  did you mean "contracts"?\n' in output


@pytest.mark.parametrize(
    ("who", "table", "reason"),
    [
        ("keeper:wr0ngword@", "contracts", 'password authentication failed for user "..."'),
        ("stranger:wr0ngword@", "contracts", 'password authentication failed for user "..."'),
        ("reader:s3cret%2Fword@", "contracts", "permission denied for table contracts"),
    ],
    ids=["a wrong password", "nobody known", "somebody who may not read"],
)
def test_who_is_not_let_in_is_told_so_without_credentials(
    who: str, table: str, reason: str, filled: Server
) -> None:
    output = told("check", filled.address(table, who))
    assert reason in output
    assert output.endswith("code 3\n")
    for secret in ("keeper", "stranger", "reader", "wr0ngword", "s3cret"):
        assert secret not in output
