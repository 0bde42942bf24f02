"""The durable engine and the reference engine share no matching code and give the same matches."""

from __future__ import annotations

import pytest

from ..agreement import Tally, compare

pytest.importorskip("durable_rules_engine", reason="the extra `durable` is not installed")

BATCHES = 8
CHECKS = 25_000
"""In each batch: 200,000 in all."""


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_engines_give_the_same_matches(batch: int) -> None:
    tally = Tally()
    seed = batch * 100_000
    while tally.checks < CHECKS:
        compare(seed, tally)
        seed += 1
    assert tally.holds > CHECKS / 50
    assert tally.undecided > CHECKS / 50
