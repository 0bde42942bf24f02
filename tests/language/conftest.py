"""Packs that are written into a folder of their own and loaded from there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from closeout.engine.language.load import load_packs
from closeout.engine.policy.pack import Pack

CASES = Path(__file__).parent / "cases"

Load = Callable[..., Pack]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load the pack `house` of the given texts: `pack` is pack.yaml, the others are rule files.

    `pack` is the shared one where it is not given; it can be extended as `../base`.
    """
    monkeypatch.chdir(tmp_path)
    shared = (CASES / "shared.pack.yaml").read_text(encoding="utf-8")
    rules = (CASES / "shared.rules.yaml").read_text(encoding="utf-8")
    _write(tmp_path / "base", pack=shared, rules=rules)

    def loaded(pack: str = shared, **files: str) -> Pack:
        _write(tmp_path / "house", pack=pack, **files)
        return load_packs(["house"])[0]

    return loaded


def _write(folder: Path, **files: str) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
