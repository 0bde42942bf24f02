"""Whole files, good and bad.

`cases/negative` holds files with something wrong, and beside each, in a file of its name with `.txt`
behind it, exactly what `closeout validate` says. `cases/positive` holds folders; every file of a
folder reads to the data in its `expected.json`. A case is added by adding its files.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout.cli.render.validation.text import summary
from closeout.engine.snapshot.read import Check, read_snapshot

from ..golden import golden
from .written import as_data

CASES = Path(__file__).parent / "cases"
NEGATIVE = sorted(each.name for each in (CASES / "negative").iterdir() if each.suffix != ".txt")
POSITIVE = sorted(
    each.relative_to(CASES / "positive").as_posix()
    for each in (CASES / "positive").glob("*/*")
    if each.name != "expected.json"
)


def told(name: str) -> str:
    check = Check([name])
    lines = [problem.rendered() for problem in check]
    return "\n".join([*lines, summary(check)]) + "\n"


@pytest.mark.parametrize("name", NEGATIVE)
def test_what_is_wrong_is_told_exactly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "negative")
    found = told(name)
    assert found == golden(Path(name + ".txt"), found)


@pytest.mark.parametrize("name", POSITIVE)
def test_a_file_reads_to_what_is_expected(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = CASES / "positive" / name
    monkeypatch.chdir(path.parent)
    found = json.dumps(as_data(read_snapshot([path.name])), indent=2, ensure_ascii=False)
    assert found + "\n" == golden(Path("expected.json"), found + "\n")


def test_every_bad_file_has_its_expectation() -> None:
    expectations = {each.name for each in (CASES / "negative").glob("*.txt")}
    assert expectations == {name + ".txt" for name in NEGATIVE}
