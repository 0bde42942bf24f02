"""A long table is read contract by contract, and says what it says when it is held."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closeout.engine.problems import InputError
from closeout.engine.snapshot.given import kept_rows
from closeout.engine.snapshot.given.kept_rows import KeptRows
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.snapshot.readers import csv_rows
from closeout.engine.snapshot.sheets import long_table
from closeout.engine.snapshot.sheets.grid import CellFault, Row
from closeout.engine.snapshot.sources import opened

HEAD = "id,account.id,platform,status,started_at,last_activity_at,total_paid,milestone.id,milestone.amount"
TABLES: dict[str, tuple[str, ...]] = {
    "milestones that follow one another": (
        "C1,A1,upwork,active,2026-01-01,2026-02-01,10,m1,5",
        "C1,A1,upwork,active,2026-01-01,2026-02-01,10,m2,6",
        "C2,A1,upwork,ended,2026-01-01,2026-02-01,10,,",
    ),
    "rows of a contract that lie apart": (
        "C1,A1,,active,2026-01-01,2026-02-01,10,m1,5",
        "C2,A1,fiverr,ended,2026-01-01,2026-02-01,10,,",
        "C1,A1,,active,2026-01-01,2026-02-01,10,m2,6",
    ),
    "a platform that is stated once": (
        "C1,A1,,active,,,10,m1,5",
        "C1,A1,fiverr,active,,,10,m2,5",
        "C2,A2,fiverr,ended,,,10,,",
    ),
    "two platforms, one of them not stated": ("C1,A1,fiverr,,,,,,", "C2,A2,,,,,,,"),
    "what cannot be true together": (
        "C1,A1,upwork,active,2026-02-01,2026-01-01,10,,",
        "C2,A1,upwork,active,2026-02-01,2026-01-01,10,,",
    ),
    "signs of several currencies, and days with two readings": (
        "C1,A1,upwork,active,01/02/2026,,$10,,",
        "C2,A1,upwork,active,13/02/2026,,$12,,",
    ),
    "rows that do not agree": (
        "C1,A1,upwork,active,,,10,m1,5",
        "C1,A1,upwork,ended,,,10,m2,much",
        "C2,A1,upwork,active,,,10",
        ",A1,upwork,active,,,10,,",
    ),
    "nothing but headings": (),
}
EXPORT = "as_of,exported_at,role"
STATED = "2026-03-10T12:00:00Z,2026-03-10T11:00:00Z,agency"


def read(file: Path) -> tuple[Any, ...]:
    """What a table says, and what is told of it: errors in any order."""
    try:
        found = read_snapshot([str(file)])
    except InputError as fault:
        return (sorted(each.rendered() for each in fault.problems),)
    return (found,)


@pytest.mark.parametrize("states_export", [False, True], ids=["contracts alone", "and the export"])
@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_it_says_what_it_says_when_it_is_held(
    rows: tuple[str, ...], states_export: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "contracts.csv"
    lines = [f"{EXPORT},{HEAD}", *(f"{STATED},{row}" for row in rows)]
    file.write_text("\n".join(lines if states_export else [HEAD, *rows]), "utf-8")
    held = read(file)
    monkeypatch.setattr(long_table, "LEAST_ROWS", 0)
    assert read(file) == held


def test_a_contract_is_handed_on_before_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text("\n".join(["id,status", *(f"C{number},ended" for number in range(50))]))
    monkeypatch.setattr(long_table, "LEAST_ROWS", 0)
    met: list[str] = []
    real = long_table.LongTable._read_row

    def noted(self: Any, row: Row, *given: Any) -> None:
        met.append(row.cells[0])
        real(self, row, *given)

    monkeypatch.setattr(long_table.LongTable, "_read_row", noted)
    with opened(str(file)) as source:
        pieces = [each for each in islice(csv_rows.read(source), 4) if not each.is_header]
    assert [each.raw["id"] for each in pieces if isinstance(each.raw, dict)] == ["C0", "C1"]
    assert met[50:] == ["C0", "C1", "C2"]


@given(
    st.lists(st.lists(st.sampled_from(["", "C1", "ä", "\ud800", "x\ny"]), max_size=3), max_size=9)
)
def test_rows_that_lie_on_disk_come_as_they_were(cells: list[list[str]]) -> None:
    rows = [
        Row(number, each, {0: CellFault("odd", "no")} if number % 2 else {})
        for number, each in enumerate(cells, 1)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_rows, "HELD", 2)
        patch.setattr(kept_rows, "TOGETHER", 2)
        kept = KeptRows(iter(rows))
    assert list(kept) == rows
    assert list(kept) == rows
