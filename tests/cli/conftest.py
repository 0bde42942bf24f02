"""What the tests of the command line share."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from closeout.cli import dialog

from .talking import Talk


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A terminal at which somebody sits, in a folder without a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    return Talk(monkeypatch)


@pytest.fixture
def spilled(monkeypatch: pytest.MonkeyPatch) -> list[BinaryIO]:
    """The files that a run spills into."""
    files: list[BinaryIO] = []
    real = tempfile.TemporaryFile

    def noted(*args: Any, **more: Any) -> BinaryIO:
        files.append(real(*args, **more))
        return files[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", noted)
    return files
