"""A small pack that statements can be written about."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Pack

HOUSE = Path(__file__).parent / "house"


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch) -> Pack:
    """The pack `house`, its files known as `house/...`."""
    monkeypatch.chdir(HOUSE.parent)
    return load_packs(["house"])[0]
