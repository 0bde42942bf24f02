"""Policies, read once for all tests: that is what they are for; and a small part of the example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closeout import Policies, load_policies

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "portfolio.json"
CHOSEN = ("C101", "C103", "C104", "C121")
"""One to wait with, one not to end, one to prepare, and one with a dispute."""


@pytest.fixture(scope="session")
def policies() -> Policies:
    """Of every pack that comes with the program."""
    return load_policies()


@pytest.fixture(scope="session")
def house() -> Policies:
    """Two rules, so that judging takes no time."""
    return load_policies(Path(__file__).parent / "house")


@pytest.fixture(scope="session")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of a few contracts."""
    snapshot = json.loads(EXAMPLE.read_text("utf-8"))
    snapshot["contracts"] = [each for each in snapshot["contracts"] if each["id"] in CHOSEN]
    file = tmp_path_factory.mktemp("exports") / "portfolio.json"
    file.write_text(json.dumps(snapshot, indent=2), "utf-8")
    return file
