"""Parquet in and out: read as the same contracts in JSON are, written as the tables of CSV with types."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import pytest

from closeout.engine.snapshot.model import Record
from closeout.engine.snapshot.read import read_snapshot

from ..told import told

CONTRACTS = [
    {
        "id": "C1",
        "type": "fixed",
        "status": "active",
        "currency": "USD",
        "escrow": 12.5,
        "title": "Größe",
        "started_at": "2026-01-02T03:04:05Z",
        "client": {"id": "k", "name": "Blum"},
        "milestones": [
            {"id": "m1", "state": "funded", "amount": 12.5, "funded_amount": 12.5},
            {"id": "m2", "state": "paid", "amount": 20, "paid_amount": 20},
        ],
    },
    {"id": "C2", "type": "hourly", "status": "paused"},
]
FLAT = [
    {
        "id": "C1",
        "type": "fixed",
        "status": "active",
        "milestone.id": "m1",
        "milestone.amount": "5",
    },
    {
        "id": "C1",
        "type": "fixed",
        "status": "active",
        "milestone.id": "m2",
        "milestone.amount": "6",
    },
]


def parquet(file: Path, rows: list[dict[str, object]]) -> Path:
    """A Parquet file of these rows."""
    lines = file.with_suffix(".lines")
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with duckdb.connect() as database:
        database.read_json(str(lines), format="newline_delimited").write_parquet(str(file))
    lines.unlink()
    return file


ASKED = ("--as-of", "2026-03-10", "--policies", "upwork", "-f")


def test_contracts_with_structs_and_lists_are_judged_as_their_json(tmp_path: Path) -> None:
    given = parquet(tmp_path / "a.parquet", CONTRACTS)
    same = tmp_path / "a.json"
    same.write_text(json.dumps({"version": 1, "contracts": CONTRACTS}), "utf-8")
    expected = told("check", same, *ASKED, "ndjson")
    assert told("check", given, *ASKED, "ndjson") == expected
    assert '"id": "C2"' in expected
    same.unlink()
    assert told("check", tmp_path, *ASKED, "ndjson") == expected
    assert told("check", tmp_path / "*.parquet", *ASKED, "ndjson") == expected


SAID = {"role": "client", "as_of": "2026-03-10", "exported_at": "2026-03-09T12:00:00Z"}


def test_columns_of_the_whole_export_hold_where_others_are_nested(tmp_path: Path) -> None:
    given = parquet(tmp_path / "a.parquet", [{**SAID, **each} for each in CONTRACTS])
    same = tmp_path / "a.json"
    same.write_text(json.dumps({"version": 1, **SAID, "contracts": CONTRACTS}), "utf-8")
    expected = told("check", same, "--policies", "upwork", "-f", "ndjson")
    assert told("check", given, "--policies", "upwork", "-f", "ndjson") == expected


def test_rows_of_two_sides_are_refused(tmp_path: Path) -> None:
    first, second, *_ = CONTRACTS
    rows = [{**first, "role": "client"}, {**second, "role": "freelancer"}]
    said = told("validate", parquet(tmp_path / "a.parquet", rows))
    assert 'role is "freelancer" here, and another before' in said
    assert said.endswith("code 3\n")


def test_a_flat_table_is_read_as_a_spreadsheet_a_row_a_milestone(tmp_path: Path) -> None:
    given = parquet(tmp_path / "a.parquet", FLAT)
    note, *rest = told("validate", given).splitlines()
    assert note.startswith("Note: judged for the freelancer")
    assert rest == ["1 file, 1 contract: 0 errors, 0 contradictions, 0 warnings", "code 0"]


@pytest.mark.parametrize("kind", ["varchar", "json"])
def test_objects_and_lists_may_be_json_texts(kind: str, tmp_path: Path) -> None:
    nested = {
        "milestones": [{"id": "m1", "state": "funded", "amount": 100.1, "funded_amount": "100.10"}],
        "payments": [{"amount": -20.05, "paid_at": "2026-01-05"}],
        "client": {"id": "k"},
    }
    contracts = [{"id": "C1", "type": "fixed"}, {"id": "C2", "type": "fixed", **nested}]
    same, file = tmp_path / "a.json", tmp_path / "a.parquet"
    same.write_text(json.dumps({"version": 1, "contracts": contracts}), "utf-8")
    columns = ", ".join(
        f"case id when 'C2' then '{json.dumps(value)}'::{kind} end as {key}"
        for key, value in nested.items()
    )
    rows = "(select unnest(['C1', 'C2']) as id, 'fixed' as type)"
    duckdb.sql(f"select *, {columns} from {rows}").write_parquet(str(file))
    held, written = (read_snapshot([str(each)]).contracts for each in (file, same))
    assert [(one.values, one.milestones) for one in held] == [
        (one.values, one.milestones) for one in written
    ]


def test_a_text_in_such_a_column_is_read_as_in_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    duckdb.sql("select 'C1' as id, 'Ann' as client").write_parquet(str(file))
    assert f'{file}: note: column `client`: "client" is read as client.name' in told(
        "validate", file
    )


@pytest.mark.parametrize(
    "text",
    [
        '[{"id":',
        '[{"id": "m1", "id": "m2"}]',
        "[" * 20_000,
        '[{"id": "m1", "amount": 1e9999999999999999999}]',
        '[{"id": "m1"}] and more',
    ],
    ids=len,
)
def test_a_json_text_that_cannot_be_read_is_told_with_its_row(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    duckdb.sql(f"select 'C1' as id, 'fixed' as type, '{text}' as milestones").write_parquet(
        str(file)
    )
    assert told("validate", file).startswith(
        f"{file}[0].milestones: error: milestones: the JSON of this cell cannot be read\n"
        "  is it cut off, or a key there twice? It is read as in a JSON export\n"
    )


@pytest.mark.parametrize("amount", ["12.1", "0.1", "19.99", "0", "16777216", "123456.7", "-20.05"])
@pytest.mark.parametrize("nested", [True, False], ids=["nested", "flat"])
def test_a_float_of_32_bits_is_what_was_written_into_it(
    amount: str, nested: bool, tmp_path: Path
) -> None:
    def read(kind: str) -> Record:
        file = tmp_path / "a.parquet"
        held = f"[{{'amount': {amount}::{kind}, 'paid_at': date '2026-01-01'}}] as payments"
        flat = f"abs({amount}::{kind}) as budget"
        duckdb.sql(f"select 'C1' as id, {held if nested else flat}").write_parquet(str(file))
        (contract,) = read_snapshot([str(file)]).contracts
        return contract.values

    assert read("float") == read("decimal(18, 2)")


def test_a_bad_value_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [*CONTRACTS, {"id": "C3", "escrow": -1}]
    given = parquet(tmp_path / "a.parquet", rows)
    assert told("validate", given).startswith(f"{given}[2].escrow: error: contract C3, escrow:")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,type\nC1,fixed\n", "this is no Parquet file\n  name it as what it is\n"),
        (b"PAR1 and no more PAR1", "the Parquet file cannot be read: "),
    ],
    ids=["CSV under the name of Parquet", "a damaged file"],
)
def test_what_is_no_parquet_is_refused(content: bytes, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    file.write_bytes(content)
    output = told("check", file)
    assert f"a.parquet: error: {message}" in output
    assert output.endswith("code 3\n")


def test_a_name_that_looks_like_a_pattern_is_refused(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", CONTRACTS).rename(tmp_path / "a{1}.parquet")
    assert "whose name looks like a pattern cannot be read\n  rename it\n" in told("check", file)


@pytest.mark.parametrize("arguments", [(), (*ASKED, "parquet:out.parquet")], ids=["in", "out"])
def test_without_the_library_the_remedy_is_told(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = parquet(tmp_path / "a.parquet", CONTRACTS)
    if arguments:
        given = tmp_path / "a.json"
        given.write_text(json.dumps({"version": 1, "contracts": CONTRACTS}), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    output = told("check", given, *arguments)
    assert "the library DuckDB, which is not installed\n" in output
    assert "pip install 'closeout[scale]'" in output
    assert output.endswith("code 2\n" if arguments else "code 3\n")


@pytest.mark.parametrize("name", ["", "contracts-"], ids=["findings", "contracts"])
def test_a_table_in_parquet_holds_what_the_one_in_csv_holds_with_types(
    name: str, tmp_path: Path
) -> None:
    given = tmp_path / "a.json"
    given.write_text(json.dumps({"version": 1, "contracts": CONTRACTS}), "utf-8")
    out = tmp_path / "out.parquet"
    told("check", given, *ASKED, f"{name}parquet:{out}", "-f", f"{name}csv:{tmp_path / 'out.csv'}")
    first = out.read_bytes()
    told("check", given, *ASKED, f"{name}parquet:{out}")
    assert out.read_bytes() == first
    with duckdb.connect() as database:
        table = database.read_parquet(str(out))
        types = dict(zip(table.columns, map(str, table.types), strict=True))
        assert types["as_of"] == "TIMESTAMP WITH TIME ZONE"
        assert types["line"] == "BIGINT"
        texts = ", ".join(f'"{each}"' for each in table.columns if types[each] == "VARCHAR")
        cells = [tuple(cell or None for cell in row) for row in table.project(texts).fetchall()]
        written = database.read_csv(str(tmp_path / "out.csv"), all_varchar=True).project(texts)
        assert cells == written.fetchall()
    if name:
        assert types["escrow"] == "DECIMAL(38,2)"
        assert types["closing_planned"] == "BOOLEAN"
