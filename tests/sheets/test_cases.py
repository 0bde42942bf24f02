"""Tables as people and spreadsheets write them.

Beside each file of `cases`, in a file of its name with `.txt` behind it, stands exactly what
`closeout validate` says, and what the table reads to where it can be read.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout.cli.render.validation.text import summary
from closeout.engine.problems import InputError
from closeout.engine.snapshot.read import Check, read_snapshot
from closeout.engine.snapshot.spreadsheet import DayOrder, Encoding, Spreadsheet

from ..golden import golden
from ..snapshot.written import as_data

CASES = Path(__file__).parent / "cases"
NAMES = sorted(each.name for each in CASES.iterdir() if each.suffix != ".txt")
TOLD = {
    "utf-16-big-without-mark.csv": Spreadsheet(encoding=Encoding.UTF_16),
    "utf-16-little-without-mark.csv": Spreadsheet(encoding=Encoding.UTF_16),
    "windows-1252.csv": Spreadsheet(encoding=Encoding.WINDOWS_1252),
    "told-day-first.csv": Spreadsheet(dates=DayOrder.DMY),
    "told-month-first-but-not-so.csv": Spreadsheet(dates=DayOrder.MDY),
}


def told(name: str) -> str:
    """What is said of a table, and what it reads to."""
    spreadsheet = TOLD.get(name, Spreadsheet())
    check = Check([name], spreadsheet=spreadsheet)
    lines = [problem.rendered() for problem in check]
    text = "\n".join([*lines, summary(check)]) + "\n"
    try:
        data = as_data(read_snapshot([name], spreadsheet=spreadsheet))
    except InputError:
        return text
    del data["problems"]
    return text + json.dumps(data, indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_told_and_read_exactly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES)
    found = told(name)
    assert found == golden(Path(name + ".txt"), found)


def test_every_table_has_its_expectation() -> None:
    assert {each.name for each in CASES.glob("*.txt")} == {name + ".txt" for name in NAMES}
