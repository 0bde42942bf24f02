"""A pack of one rule, for tests of what is read, written or told whatever the policies say.

What the shipped packs find in a contract, and above all what they would ask about it, takes longer than all else.
"""

from __future__ import annotations

from pathlib import Path

import pytest

PACK = """
id: tiny
title: Tiny
platform: upwork
actions: {go: {title: Go, effect: prepare}}
rules:
  - {id: x, title: X, for: contract, when: {status: ended},
     then: {action: go, severity: info, message: m}, why: w}
"""


def use_tiny_pack(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write it into a folder, and let the environment name it as the policies of every command."""
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    monkeypatch.setenv("CLOSEOUT_POLICIES", str(folder))
