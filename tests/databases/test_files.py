"""A table of a SQLite or DuckDB file as an export: the same contracts as in JSON, and what is told of errors."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from ..told import told

CONTRACTS = [
    {
        "id": "C1",
        "type": "fixed",
        "status": "active",
        "currency": "USD",
        "title": "Größe",
        "milestones": [{"id": "m1", "state": "funded", "amount": 12.5, "funded_amount": 12.5}],
    },
    {"id": "C2", "type": "hourly", "status": "paused"},
]
ROWS = [
    ("C1", "fixed", "active", "USD", "Größe", "m1", "funded", 12.5, 12.5),
    ("C2", "hourly", "paused", None, None, None, None, None, None),
]
HEADINGS = (
    "id",
    "type",
    "status",
    "currency",
    "title",
    "milestone.id",
    "milestone.state",
    "milestone.amount",
    "milestone.funded_amount",
)
ASKED = ("--as-of", "2026-03-10", "--policies", "upwork", "-f", "ndjson")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def same_json() -> str:
    Path("same.json").write_text(json.dumps({"version": 1, "contracts": CONTRACTS}), "utf-8")
    return told("check", "same.json", *ASKED)


def sqlite_file(rows: list[tuple[object, ...]] = ROWS) -> None:
    """A file with the table `contracts`, another one and a view."""
    columns = ", ".join(f'"{each}"' for each in HEADINGS)
    with closing(sqlite3.connect("app.db")) as database, database:
        database.execute(f"CREATE TABLE contracts ({columns})")
        database.executemany(
            f"INSERT INTO contracts VALUES ({', '.join('?' * len(HEADINGS))})", rows
        )
        database.execute("CREATE TABLE clients (id)")
        database.execute(
            "CREATE VIEW \"open contracts\" AS SELECT * FROM contracts WHERE id = 'C1'"
        )


def duckdb_file() -> None:
    """A file with nested columns, a schema of its own, and a view that reaches for another file."""
    Path("lines.ndjson").write_text(
        "".join(json.dumps(each) + "\n" for each in CONTRACTS), encoding="utf-8"
    )
    with duckdb.connect("app.duckdb") as database:
        database.execute("CREATE TABLE contracts AS SELECT * FROM 'lines.ndjson'")
        database.execute("CREATE SCHEMA old")
        database.execute(
            "CREATE VIEW old.contracts AS SELECT * FROM main.contracts WHERE id = 'C1'"
        )
        database.execute("CREATE VIEW other AS SELECT * FROM 'lines.ndjson'")
    Path("lines.ndjson").unlink()


def test_a_table_of_sqlite_is_judged_as_the_same_json() -> None:
    sqlite_file()
    assert told("check", "sqlite:///app.db?table=contracts", *ASKED) == same_json()
    whole = Path("app.db").resolve()
    assert told("check", f"sqlite:///{whole}?table=contracts", *ASKED) == same_json()


def test_a_table_of_duckdb_with_structs_and_lists_is_judged_as_the_same_json() -> None:
    duckdb_file()
    assert told("check", "duckdb:///app.duckdb?table=contracts", *ASKED) == same_json()


@pytest.mark.parametrize(
    "address",
    ["sqlite:///app.db?table=open%20contracts", "duckdb:///app.duckdb?table=old.contracts"],
    ids=["of SQLite, with a blank in its name", "of DuckDB, in a schema"],
)
def test_a_view_is_read_as_a_table_is(address: str) -> None:
    sqlite_file()
    duckdb_file()
    assert "\n1 file, 1 contract: 0 errors, 0 contradictions," in told("validate", address)


def test_a_bad_value_is_told_with_its_row_counted_from_0() -> None:
    sqlite_file(rows=[*ROWS, ("C3", "fixed", "pausd", "USD", b"\x00", None, None, None, None)])
    assert told("validate", "sqlite:///app.db?table=contracts") == (
        "sqlite:///app.db?table=contracts[2]: error: column `status`: expected active, paused, ended, "
        'suspended or disputed, found "pausd"\n'
        '  did you mean "paused"?\n'
        "sqlite:///app.db?table=contracts[2]: error: column `title`: a value of the type bytes is none "
        "that a cell can hold\n"
        "  cast the column to text, numbers or dates\n"
        "1 file, 3 contracts: 2 errors, 0 contradictions, 0 warnings\ncode 3\n"
    )


def test_a_column_that_is_no_field_is_told_as_in_a_spreadsheet() -> None:
    with closing(sqlite3.connect("app.db")) as database, database:
        database.execute("CREATE TABLE contracts (id, type, statsu)")
        database.execute("INSERT INTO contracts VALUES ('C1', 'fixed', 'active')")
    output = told("validate", "sqlite:///app.db?table=contracts")
    assert (
        'no field has the name "statsu"; the column is ignored\n  did you mean "status"?' in output
    )


@pytest.mark.parametrize(
    ("address", "error"),
    [
        (
            "sqlite:///no.db?table=contracts",
            "sqlite:///no.db?table=contracts: error: cannot be read: no such file or directory\n",
        ),
        (
            "sqlite:///app.db?table=contrats",
            'sqlite:///app.db?table=contrats: error: the database has no table "contrats"\n'
            '  did you mean "contracts"?\n',
        ),
        (
            "sqlite:///app.db?table=x",
            'sqlite:///app.db?table=x: error: the database has no table "x"\n'
            "  there are: open contracts, contracts, clients\n",
        ),
        (
            "sqlite:///app.db",
            "sqlite:///app.db: error: it is not said which table is meant\n"
            "  add ?table=NAME; there are: clients, contracts, open contracts\n",
        ),
        (
            "sqlite:///app.db?table=contracts&sheet=2",
            "sqlite:///app.db?table=contracts: error: an address of a file has no sheet\n"
            "  it has table alone\n",
        ),
        (
            "sqlite://app.db?table=contracts",
            "sqlite://app.db?table=contracts: error: the address names no file\n"
            "  write sqlite:///file?table=NAME; with four slashes from the root\n",
        ),
        (
            "sqlite:///app.duckdb?table=contracts",
            "sqlite:///app.duckdb?table=contracts: error: this is no SQLite database\n"
            "  name it as what it is\n",
        ),
        (
            "duckdb:///app.db?table=contracts",
            "duckdb:///app.db?table=contracts: error: this is no DuckDB database\n"
            "  name it as what it is\n",
        ),
        (
            "duckdb:///app.duckdb?table=other",
            "duckdb:///app.duckdb?table=other: error: the table cannot be read: ",
        ),
        (
            "sqllite:///app.db?table=contracts",
            "sqllite:///app.db?table=contracts: error: no export is read from sqllite://\n"
            '  did you mean "sqlite"?\n',
        ),
        (
            "mysql://me:hush@host/app?table=contracts",
            "mysql://host/app?table=contracts: error: no export is read from mysql://\n"
            "  known: sqlite, duckdb, postgresql, postgres, s3, gs, r2\n",
        ),
        (
            "https://host/contracts.parquet",
            "https://host/contracts.parquet: error: no export is read from https://\n"
            "  nothing is fetched from there: download it, and name the file\n",
        ),
        (
            "s3://bucket/contracts.csv",
            "s3://bucket/contracts.csv: error: only Parquet is read from there\n"
            "  name objects that end in .parquet; * and ** stand for any\n",
        ),
        (
            "postgresql://me:hush@127.0.0.1:1/app?table=contracts&sslpassword=hush",
            "postgresql://127.0.0.1:1/app?table=contracts: error: the server cannot be reached, or lets "
            "nobody in: ",
        ),
        (
            "postgresql://me:hush@127.0.0.1:port/app?table=contracts",
            "postgresql://127.0.0.1:port/app?table=contracts: error: the server cannot be reached, or "
            "lets nobody in: ",
        ),
        (
            "postgresql://me:hush@a host/app?table=contracts",
            "postgresql://a host/app?table=contracts: error: this is no address of a PostgreSQL server\n",
        ),
    ],
    ids=[
        "no such file",
        "no such table, but one of a like name",
        "no such table, and none of a like name",
        "no table named",
        "an option that a file has not",
        "two slashes",
        "DuckDB under the name of SQLite",
        "SQLite under the name of DuckDB",
        "a view that reaches for a file",
        "a scheme with a slip",
        "a database that is not known",
        "the web",
        "a store of objects, and no Parquet",
        "a server that is not there",
        "a port that is no number",
        "a host that is none",
    ],
)
def test_what_cannot_be_read_is_told_without_credentials(address: str, error: str) -> None:
    if address.startswith("postgresql:"):
        pytest.importorskip("psycopg", reason="the library psycopg is not installed")
    sqlite_file()
    duckdb_file()
    output = told("check", address, *ASKED)
    assert output.startswith(error), output
    assert output.endswith("code 3\n")
    assert "hush" not in output and "me:" not in output


def test_an_address_that_is_named_twice_is_refused_without_credentials() -> None:
    address = "postgresql://me:hush@host/app?table=contracts"
    output = told("check", address, address)
    assert (
        output == "postgresql://host/app?table=contracts: error: the file is named twice\ncode 3\n"
    )


def test_an_output_never_takes_the_place_of_the_database() -> None:
    sqlite_file()
    before = Path("app.db").read_bytes()
    address = "sqlite:///app.db?table=contracts"
    assert "code 2" in told("check", address, "--as-of", "2026-03-10", "-f", "ndjson:app.db")
    assert Path("app.db").read_bytes() == before


def test_a_database_is_not_watched() -> None:
    output = told("check", "postgresql://me:hush@host/app?table=contracts", "--watch")
    expected = "postgresql://host/app?table=contracts cannot be watched\n  watch a file\ncode 2\n"
    assert output == f"--watch: error: {expected}"


@pytest.mark.parametrize(
    ("library", "address", "extra"),
    [
        ("duckdb", "duckdb:///app.duckdb?table=contracts", "scale"),
        ("duckdb", "s3://bucket/a.parquet", "scale"),
        ("psycopg", "postgresql://me:hush@host/app?table=contracts", "postgres"),
    ],
    ids=["DuckDB", "DuckDB for objects", "psycopg"],
)
def test_without_the_library_the_remedy_is_told(
    library: str, address: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb_file()
    monkeypatch.setitem(sys.modules, library, None)
    output = told("check", address)
    assert "which is not installed\n" in output
    assert output.endswith(f"pip install 'closeout[{extra}]'\ncode 3\n")
    assert "hush" not in output


def test_without_the_extension_objects_are_refused_and_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(Path.cwd()))
    output = told("check", "s3://bucket/a.parquet")
    assert output.startswith(
        "s3://bucket/a.parquet: error: s3:// needs DuckDB's extension httpfs, which is not installed\n"
        "  install it once, where there is a network: "
    )


def test_of_several_exports_each_is_headed_by_its_address_without_credentials() -> None:
    sqlite_file()
    gone = "postgresql://me:hush@127.0.0.1:1/app?table=contracts"
    output = told(
        "check", "--each", "sqlite:///app.db?table=contracts", gone, "--as-of", "2026-03-10"
    )
    assert "==> sqlite:///app.db?table=contracts <==\n" in output
    assert "postgresql://127.0.0.1:1/app?table=contracts: error: " in output
    assert "hush" not in output


PLACES = {
    "concise": "{}?table=contracts[0]: warning: ",
    "github": "::warning title=",
    "gitlab": '"path":"{}?table=contracts[0]"',
    "sarif": '"uri":"{}?table=contracts%5B0%5D"',
    "csv": ",{}?table=contracts[0],",
}


@pytest.mark.parametrize("address", ["sqlite:///app.db", "duckdb:///app.duckdb"])
@pytest.mark.parametrize(("format_", "place"), PLACES.items(), ids=PLACES)
def test_a_finding_stands_at_the_address_as_it_was_given(
    format_: str, place: str, address: str
) -> None:
    columns = "id, type, status, currency, escrow, work_state"
    row = "'C1', 'fixed', 'active', 'USD', 50, 'in_progress'"
    if address.startswith("sqlite"):
        with closing(sqlite3.connect("app.db")) as base:
            base.execute(f"create table contracts ({columns})")
            base.execute(f"insert into contracts values ({row})")
            base.commit()
    else:
        with duckdb.connect("app.duckdb") as base:
            base.execute(f"create table contracts as select * from (values ({row})) t({columns})")
    Path("mine").mkdir()
    Path("mine/pack.yaml").write_text(
        "id: mine\nrules:\n  - id: held\n    title: Held\n    for: contract\n    when: {escrow: {gt: 0}}\n"
        "    then: {action: look, severity: warning, message: Held.}\n    why: It is.\n"
        "actions: {look: {title: Look, effect: none}}\n",
        "utf-8",
    )
    asked = ["check", f"{address}?table=contracts", "--policies", "mine", "--as-of", "2026-03-10"]
    found = told(*asked, "-f", format_)
    assert place.format(address) in found.replace('": "', '":"')


def test_a_database_that_is_named_as_a_file_is_told_with_its_address() -> None:
    sqlite_file()
    with duckdb.connect("app.duckdb") as database:
        database.execute("CREATE TABLE contracts (id TEXT)")
    assert told("check", "app.db") == (
        "app.db: error: this is a SQLite database\n"
        "  say which table is meant: `sqlite:///app.db?table=NAME`\n"
        "code 3\n"
    )
    assert "`duckdb:///app.duckdb?table=NAME`" in told("check", "app.duckdb")


def test_flags_of_a_database_that_has_none_are_numbers() -> None:
    with closing(sqlite3.connect("app.db")) as database, database:
        database.execute("CREATE TABLE nested (id, milestones, closing_planned INTEGER)")
        database.executemany(
            "INSERT INTO nested VALUES (?, '[]', ?)",
            [("C1", 1), ("C2", 0), ("C3", None), ("C4", 2)],
        )
    found = told("validate", "sqlite:///app.db?table=nested").splitlines()
    assert found[0] == (
        "sqlite:///app.db?table=nested[3].closing_planned: error: contract C4, closing_planned: "
        'expected true or false, found "2"'
    )
    assert found[-2] == "1 file, 4 contracts: 1 error, 0 contradictions, 0 warnings"
