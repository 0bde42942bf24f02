"""closeout against programs that were written by hand for the same 19 rules, over the same portfolios.

    python benchmarks/scale.py                                # 30, 2,000 and 20,000 contracts; some minutes
    python benchmarks/scale.py --sizes 200000 1000000         # an hour
    python benchmarks/scale.py --before ../old/bin/closeout   # and an older version, at 20,000 contracts

Whole processes that take turns; medians, and medians of the ratios of each round. What is found has to be
equal in all, and the bytes of all that write the format `ndjson`; exits 1 where they are not. Puts a table for
each size into docs/performance.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import random
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scaling.page import block, growth, write
from benchmarks.scaling.programs import (
    MANY,
    ONE,
    SAME_BYTES,
    Hits,
    Portfolio,
    Program,
    programs,
    written,
)
from benchmarks.scaling.runs import REPOSITORY, Run, Taken, run

LARGE = 100_000
"""From so many contracts on, slow programs run once."""


def main() -> int:
    """Measure the sizes and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 2_000, 20_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", help="names of programs, or how they begin")
    parser.add_argument("--before", help="the program of an older version")
    parser.add_argument("--page", type=Path, default=REPOSITORY / "docs" / "performance.md")
    options = parser.parse_args()
    taking_part = [
        program
        for program in programs(options.before)
        if options.only is None or program.name.startswith(tuple(options.only))
    ]
    blocks: dict[str, str] = {}
    measured: dict[int, dict[str, Taken]] = {}
    for size in sorted(options.sizes):
        mine = [program for program in taking_part if program.least <= size <= program.most]
        with tempfile.TemporaryDirectory() as folder, small_process() as runner:
            made = written(Path(folder), size, options.seed)
            measured[size], hits = measure(mine, made, Path(folder), options, size, runner)
        blocks[str(size)] = block(size, measured[size], len(hits))
        sys.stdout.write(f"\n{blocks[str(size)]}\n\n")
    sizes = sorted(measured)
    for small, large in pairwise(sizes):
        if small >= LARGE:
            key = f"{large} against {small}"
            blocks[key] = growth(small, large, measured[small], measured[large])
            sys.stdout.write(f"\n{blocks[key]}\n\n")
    write(options.page, blocks)
    return 0


def small_process() -> ProcessPoolExecutor:
    """A process that starts the programs, and holds nothing itself."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def measure(
    taking_part: list[Program],
    portfolio: Portfolio,
    folder: Path,
    options: argparse.Namespace,
    size: int,
    runner: ProcessPoolExecutor,
) -> tuple[dict[str, Taken], Hits]:
    """The runs of each program, and what all have found; raises `SystemExit` where they differ."""
    rng = random.Random(options.seed)
    taken: dict[str, Taken] = {program.name: Taken([]) for program in taking_part}
    found: Hits | None = None
    for number in range(options.rounds):
        turn = [each for each in taking_part if not (number and each.is_slow and size >= LARGE)]
        for program in rng.sample(turn, len(turn)):
            out, own = outputs(folder, program.name)
            result = runner.submit(run, program.command(portfolio, own), out).result()
            if not program.is_measured_whole:
                result = Run(result.wall, math.nan, math.nan)
            taken[program.name].runs.append(result)
            sys.stderr.write(f"{size:>9,} {program.name:<35} {dataclasses.astuple(result)}\n")
            if number == 0 and program.hits is not None:
                hits = program.hits(out, own)
                found = hits if found is None else found
                if hits != found:
                    raise SystemExit(
                        f"{program.name} found {len(hits ^ found)} other: {sample(hits ^ found)}"
                    )
        if number == 0:
            refuse_other_bytes(taking_part, folder)
    return taken, found or frozenset()


def outputs(folder: Path, name: str) -> tuple[Path, Path]:
    """Where a program writes: its stdout, and a path of its own."""
    word = "".join(each if each.isalnum() else "-" for each in name)
    return folder / f"{word}.out", folder / f"{word}.own"


def refuse_other_bytes(taking_part: list[Program], folder: Path) -> None:
    """Raises `SystemExit` where programs that are to write the same bytes do not."""
    files = [
        outputs(folder, program.name)[0]
        for program in taking_part
        if program.name in (SAME_BYTES, ONE, MANY)
    ]
    for file in files[1:]:
        if file.read_bytes() != files[0].read_bytes():
            raise SystemExit(f"{file.stem} and {files[0].stem} write different bytes")


def sample(hits: Hits) -> str:
    """Some of them, for a person."""
    return ", ".join(" of ".join(hit) for hit in sorted(hits)[:5])


if __name__ == "__main__":
    sys.exit(main())
