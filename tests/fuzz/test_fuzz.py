"""Damaged inputs of every kind end in an answer or in words: see `running` for what must never be.

`--fuzz N` tries more of them, `--fuzz-from SEED` others. A failure names its kind and seed; that one alone is
tried again by `python -m tests.fuzz SEED SEED+1 KIND`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import KINDS, SHARES, Tally, tried

CHUNK = 50
LEAST_SHARE = {
    "snapshots": 0.6,
    "exports": 0.3,
    "packs": 0.5,
    "test files": 0.3,
    "waivers": 0.5,
    "baselines": 0.4,
    "settings": 0.4,
}
"""Of the inputs of a kind, how many are at least to get past the readers, many of them put together."""

CHANCE = 1.5
"""What a chunk may fall short by, times the root of its size: three times the deviation of a tossed coin."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each chunk of seeds of each kind."""
    if "seeds" not in metafunc.fixturenames:
        return
    number, first = (metafunc.config.getoption(name) for name in ("--fuzz", "--fuzz-from"))
    chunks = [
        pytest.param(kind, seeds, id=f"{kind}, seeds {seeds.start} to {seeds.stop - 1}")
        for kind, share in SHARES.items()
        for seeds in _chunks(first, first + number * share // 100)
    ]
    metafunc.parametrize(("kind", "seeds"), chunks)


def _chunks(first: int, last: int) -> list[range]:
    return [range(start, min(start + CHUNK, last)) for start in range(first, last, CHUNK)]


def test_damaged_inputs_end_in_an_answer_or_in_words(
    kind: str, seeds: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tally = Tally()
    for seed in seeds:
        tried(kind, seed, tally)
    assert not tally.failures, "\n\n".join(tally.failures)
    assert tally.evaluated >= tally.tried * LEAST_SHARE[kind] - CHANCE * tally.tried**0.5


def test_every_kind_has_its_share() -> None:
    assert set(SHARES) == set(KINDS) == set(LEAST_SHARE)
    assert sum(SHARES.values()) == 100
