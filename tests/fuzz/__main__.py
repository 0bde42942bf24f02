"""`python -m tests.fuzz FIRST LAST [KIND...]`: tries a range of seeds of each kind, and prints a tally."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from .running import KINDS, campaign

CHUNK = 250


def main(first: int, last: int, kinds: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for start in range(first, last, CHUNK):
            for kind in kinds:
                seeds = range(start, min(start + CHUNK, last))
                tally, seconds = campaign(Path(folder), kind, seeds)
                sys.stdout.write(
                    f"{kind} {seeds.start}-{seeds.stop - 1}: tried {tally.tried}, "
                    f"evaluated {tally.evaluated}, failed {len(tally.failures)}, {seconds:.1f} s\n"
                )
                for failure in tally.failures:
                    sys.stdout.write(f"FAILED {failure}\n")
                sys.stdout.flush()


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or list(KINDS))
