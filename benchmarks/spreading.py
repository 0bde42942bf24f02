"""What a second core gives to closeout on Spark, and what an account costs that holds half of all contracts.

    python benchmarks/spreading.py --contracts 300000

The same contracts on `local[1]` and `local[2]`, spread evenly over accounts of 50, and with half of them in one
account on `local[2]`; whole processes in turn. Puts a table into docs/performance.md. Needs Linux, Java and the
extra `spark`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.portfolios import AS_OF, contracts, instant
from benchmarks.scaling.page import machine, write
from benchmarks.scaling.programs import CLOSEOUT, PACK
from benchmarks.scaling.runs import REPOSITORY

EVEN, SKEWED = "even", "half in one account"
RUNS = ((EVEN, 1), (EVEN, 2), (SKEWED, 2))
PARTS = 8
"""Files of a portfolio."""
LOOK_SECONDS = 1.0
"""Between two looks at the workers: each takes some milliseconds from what is measured."""
LAST_WORDS = 2_000
"""Characters that are quoted of a run that failed."""
Taken = tuple[float, float]
"""Seconds, and MiB of the largest Python process."""


def main() -> int:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contracts", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--page", type=Path, default=REPOSITORY / "docs" / "performance.md")
    options = parser.parse_args()
    taken: dict[tuple[str, int], list[Taken]] = {key: [] for key in RUNS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in (EVEN, SKEWED):
            write_portfolio(folder / kind, options.contracts, is_skewed=kind == SKEWED)
        for _ in range(options.rounds):
            for kind, cores in RUNS:
                taken[kind, cores].append(measured(folder / kind, folder / "out", cores))
                sys.stderr.write(f"{kind}, local[{cores}]: {taken[kind, cores][-1]}\n")
    table = told(taken, options.contracts)
    sys.stdout.write(f"{table}\n")
    write(options.page, {"spark": table})
    return 0


def write_portfolio(folder: Path, count: int, *, is_skewed: bool) -> None:
    """So many contracts in some files."""
    folder.mkdir()
    streams = [(folder / f"{part}.ndjson").open("w", encoding="utf-8") for part in range(PARTS)]
    for number, contract in enumerate(contracts(count)):
        line = {**contract, "closing_planned": False}
        if is_skewed and number < count // 2:
            line["account_id"] = "A00000"
        streams[number * PARTS // count].write(json.dumps(line) + "\n")
    for stream in streams:
        stream.close()


def measured(portfolio: Path, out: Path, cores: int) -> Taken:
    """What a run takes. Raises `RuntimeError` where it fails, with what it said last."""
    shutil.rmtree(out, ignore_errors=True)
    options = ["--engine", "spark", "--master", f"local[{cores}]", "--policies", PACK]
    options += ["--as-of", instant(AS_OF), "--fail-on", "never", str(portfolio), str(out)]
    started = time.perf_counter()
    most = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told_by_it:
        process = subprocess.Popen(
            [*CLOSEOUT, "check", *options],
            cwd=REPOSITORY,
            stdout=subprocess.DEVNULL,
            stderr=told_by_it,
        )
        while process.poll() is None:
            most = max([most, *memory_below(process.pid)])
            time.sleep(LOOK_SECONDS)
        if process.returncode:
            told_by_it.seek(0)
            raise RuntimeError(
                f"ended with {process.returncode}: {told_by_it.read()[-LAST_WORDS:]}"
            )
    return time.perf_counter() - started, most


def memory_below(pid: int) -> Iterator[float]:
    """MiB that every Python process which descends from one took at most so far: the workers."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue  # it is gone
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    for each in below - {pid}:
        try:
            if Path(f"/proc/{each}/comm").read_text().startswith("python"):
                status = Path(f"/proc/{each}/status").read_text()
                yield int(status.partition("VmHWM:")[2].split()[0]) / 1024
        except (OSError, ValueError, IndexError):
            continue


def told(taken: dict[tuple[str, int], list[Taken]], count: int) -> str:
    """The table, and what became of the goals."""
    rounds = len(taken[RUNS[0]])
    lines = [
        f"### Spark, {count:,} contracts",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; rounds: {rounds}.",
        "",
        "| contracts | master | wall s | MiB of the largest worker |",
        "|---|---|---|---|",
    ]
    for (kind, cores), runs in taken.items():
        seconds, memory = (statistics.median(each) for each in zip(*runs, strict=True))
        lines.append(f"| {kind} | local[{cores}] | {seconds:.1f} | {memory:.0f} |")
    cores = ratio(taken, (EVEN, 1), (EVEN, 2))
    skew = ratio(taken, (SKEWED, 2), (EVEN, 2))
    lines += [
        "",
        f"- Two cores against one: to reach 1.6x faster, {word(cores >= 1.6)} with {cores:.2f}x.",
        f"- Half in one account against even: to reach at most 1.3x, {word(skew <= 1.3)} with {skew:.2f}x.",
    ]
    return "\n".join(lines)


def ratio(
    taken: dict[tuple[str, int], list[Taken]], one: tuple[str, int], other: tuple[str, int]
) -> float:
    """The median of the ratios of each round."""
    pairs = itertools.zip_longest(taken[one], taken[other])
    return statistics.median(mine[0] / its[0] for mine, its in pairs)


def word(is_reached: bool) -> str:
    """For a goal."""
    return "reached" if is_reached else "missed"


if __name__ == "__main__":
    sys.exit(main())
