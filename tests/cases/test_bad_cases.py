"""Test files that cannot be used: what their author is told. One file in `bad/` each."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.cases.reading.reader import read_cases
from closeout.engine.problems import CloseoutError

FOLDER = Path(__file__).parent / "bad"
FILES = sorted(file.name for file in FOLDER.glob("*.test.yaml"))


def told(name: str) -> str:
    """What is said of a file, with the exit code."""
    with pytest.raises(CloseoutError) as caught:
        read_cases([name])
    return f"exit {caught.value.exit_code}\n{caught.value}\n"


@pytest.mark.parametrize("name", FILES)
def test_author_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    expected = (FOLDER / name.replace(".test.yaml", ".txt")).read_text(encoding="utf-8")
    assert told(name) == expected
