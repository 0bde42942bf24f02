"""Tries many damaged inputs and prints a tally.

`python -m tests.fuzz FIRST LAST` tries LAST - FIRST inputs, as many of each kind as in a run of the tests;
`python -m tests.fuzz FIRST LAST KIND` all seeds of one kind.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

from .running import SHARES, Tally, tried

BLOCK = 100
TOLD_EVERY = 1_000


def main(first: int, last: int, kind: str | None) -> None:
    """The tally of a range of seeds; failures are printed as they are found."""
    tallies = {each: Tally() for each in ([kind] if kind else SHARES)}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for start in range(first, last, BLOCK):
            for each, tally in tallies.items():
                number = BLOCK if kind else SHARES[each]
                for seed in range(start, min(start + number, last)):
                    tried(each, seed, tally)
                for failure in tally.failures[tally.told :]:
                    sys.stdout.write(f"FAILED {failure}\n")
                tally.told = len(tally.failures)
            if (start - first) % TOLD_EVERY == 0 or start + BLOCK >= last:
                _tell(tallies, start + BLOCK)


def _tell(tallies: dict[str, Tally], reached: int) -> None:
    told = "; ".join(
        f"{kind}: {tally.tried} tried, {tally.evaluated} evaluated, {len(tally.failures)} failed"
        for kind, tally in tallies.items()
    )
    sys.stdout.write(f"up to {reached}, {time.process_time():.0f} s: {told}\n")
    sys.stdout.flush()


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
