"""Compares the durable and the reference engine over random policies and snapshots, on demand.

    python benchmarks/agreement.py --checks 5000000

A check is one rule for one subject. Exits 1 at the first difference, naming its seed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.agreement import Tally, compare

FIRST_SEED = 10_000_000
"""Other worlds than those of the test suite."""


def main() -> int:
    """Compare until enough was checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    options = parser.parse_args()
    tally, seed, started = Tally(), options.seed, time.perf_counter()
    while tally.checks < options.checks:
        try:
            compare(seed, tally)
        except AssertionError as difference:
            print(f"difference: {difference}")
            return 1
        seed += 1
    seconds = time.perf_counter() - started
    print(f"{tally.checks} checks in {seed - options.seed} worlds, {seconds:.0f} s: no difference")
    print(f"{tally.holds} hold, {tally.undecided} cannot be decided")
    return 0


if __name__ == "__main__":
    sys.exit(main())
