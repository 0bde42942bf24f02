"""The durable engine and the reference engine share no matching code and give the same matches."""

from __future__ import annotations

import pytest

from ..agreement import Tally, compare
from ..sizes import sizes

pytest.importorskip("durable_rules_engine", reason="the extra `durable` is not installed")

CHECKS = sizes().agreement_checks


@pytest.mark.parametrize("batch", range(sizes().agreement_batches))
def test_both_engines_give_the_same_matches(batch: int) -> None:
    tally = Tally()
    first = seed = batch * 100_000
    while tally.checks < CHECKS:
        compare(seed, tally)
        seed += 1
    assert tally.states > 1.3 * (seed - first), "what is assumed makes states differ"
    assert tally.holds > CHECKS / 50
    assert tally.undecided > CHECKS / 50
