"""Runs of whole processes that take turns, so that what else the machine does hits all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, with the children that it waited for."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system."""
    peak: float
    """MiB of the largest process."""


def run(command: Sequence[str], stdout: Path) -> Run:
    """Run a command in the repository; raises `RuntimeError` with what it said where it fails.

    To be called in a small process: what a system counts for a child begins with the memory of its parent.
    """
    errors = stdout.with_suffix(".err")
    with stdout.open("wb") as out, errors.open("wb") as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = errors.read_text(encoding="utf-8", errors="replace")[-2_000:]
        raise RuntimeError(f"{' '.join(command)}\nended with {process.returncode}: {said}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20)


@dataclass(frozen=True, slots=True)
class Taken:
    """The runs of a program, one a round; fewer where it does not take part in all rounds."""

    runs: list[Run]

    @property
    def median(self) -> Run:
        """Of each figure by itself."""
        return Run(
            statistics.median(each.wall for each in self.runs),
            statistics.median(each.cpu for each in self.runs),
            statistics.median(each.peak for each in self.runs),
        )

    def ratio(self, other: Taken, figure: Callable[[Run], float]) -> float:
        """The median of the ratios of each round."""
        pairs = zip(self.runs, other.runs, strict=False)
        return statistics.median(figure(mine) / figure(its) for mine, its in pairs)
