"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.cli import dialog

from .talking import Talk


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A terminal at which somebody sits, in a folder without a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dialog, "is_terminal", lambda: True)
    return Talk(monkeypatch)
