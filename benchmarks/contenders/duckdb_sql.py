"""The 19 rules in SQL for DuckDB: `{"rule", "entity"}` of what certainly holds.

python -m benchmarks.contenders.duckdb_sql portfolio.ndjson hits.ndjson
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

COLUMNS = {
    "id": "VARCHAR",
    "account_id": "VARCHAR",
    "type": "VARCHAR",
    "status": "VARCHAR",
    "client": "STRUCT(id VARCHAR)",
    "ended_at": "VARCHAR",
    "total_paid": "DECIMAL(12,2)",
    "last_activity_at": "VARCHAR",
    "last_freelancer_message_at": "VARCHAR",
    "last_client_message_at": "VARCHAR",
    "refund_request": "VARCHAR",
    "feedback": 'STRUCT(from_client STRUCT("state" VARCHAR), from_freelancer STRUCT("state" VARCHAR))',
    "work_state": "VARCHAR",
    "milestones": 'STRUCT(id VARCHAR, "state" VARCHAR, funded_amount DECIMAL(12,2), '
    "paid_amount DECIMAL(12,2), due_at VARCHAR, submissions VARCHAR[], work_state VARCHAR)[]",
    "hours": "STRUCT(this_week INTEGER)",
}
HITS = Path(__file__).with_name("hits.sql")


def main() -> None:
    """Write what holds into a file."""
    portfolio, hits = sys.argv[1:]
    # One line of the portfolio is its header; it has no id.
    with duckdb.connect() as database:
        database.execute("SET preserve_insertion_order = false")
        database.execute(
            "CREATE TEMP TABLE c AS SELECT * FROM read_json(?, format = 'newline_delimited', "
            "columns = $columns) WHERE id IS NOT NULL".replace("$columns", literal(COLUMNS)),
            [portfolio],
        )
        query = HITS.read_text(encoding="utf-8")
        database.execute(f"COPY ({query}) TO '{hits}' (FORMAT json)")


def literal(columns: dict[str, str]) -> str:
    """A struct of SQL."""
    return "{" + ", ".join(f"{name}: '{kind}'" for name, kind in columns.items()) + "}"


if __name__ == "__main__":
    main()
