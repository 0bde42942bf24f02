"""The measured parts of `docs/performance.md`: a block for each size, which its next run replaces."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.scaling.programs import (
    BEFORE,
    DUCKDB,
    IMPORTS,
    MANY,
    ONE,
    SAME_BYTES,
    TUNED,
    WHOLE,
)
from benchmarks.scaling.runs import Run, Taken

Measured = Mapping[str, Taken]
AGAINST = ((TUNED, "tuned"), (SAME_BYTES, "same bytes"), (DUCKDB, "DuckDB"))


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio to reach: what a program takes against another, at a size."""

    size: int
    program: str
    against: str
    figure: str
    """`wall` or `cpu`."""
    at_most: float


GOALS = (
    Goal(30, ONE, IMPORTS, "cpu", 1.3),
    Goal(20_000, ONE, TUNED, "wall", 3),
    Goal(20_000, WHOLE, BEFORE, "wall", 0.2),
    Goal(200_000, MANY, DUCKDB, "wall", 4),
    Goal(200_000, ONE, SAME_BYTES, "wall", 2.5),
)


def machine() -> str:
    """What was measured on, without any name."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}, shared), {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def block(size: int, measured: Measured, hits: int) -> str:
    """The table of a size, and the goals that it can tell of."""
    rounds = max(len(taken.runs) for taken in measured.values())
    lines = [
        f"### {size:,} contracts",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; {hits:,} findings, equal in all; rounds: {rounds}.",
        "",
        "| program | wall s | CPU s | MiB | "
        + " | ".join(f"x {word}" for _, word in AGAINST)
        + " |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(name, taken, measured) for name, taken in measured.items()]
    goals = [line for goal in GOALS if goal.size == size for line in _goal(goal, measured)]
    return "\n".join([*lines, *([""] if goals else []), *goals])


def growth(small: int, large: int, of_small: Measured, of_large: Measured) -> str:
    """What a larger portfolio takes, as a multiple."""
    lines = [
        f"### {large:,} against {small:,} contracts",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}.",
        "",
        "| program | wall | CPU | memory |",
        "|---|---|---|---|",
    ]
    for name in of_large:
        if name in of_small:
            more = [
                f"{of_large[name].ratio(of_small[name], figure):.2f}x"
                for figure in FIGURES.values()
            ]
            lines.append(f"| {name} | {' | '.join(more)} |")
    return "\n".join(lines)


FIGURES = {"wall": lambda run: run.wall, "cpu": lambda run: run.cpu, "peak": lambda run: run.peak}


def _row(name: str, taken: Taken, measured: Measured) -> str:
    median = taken.median
    ratios = [_ratios(taken, measured.get(other)) for other, _ in AGAINST]
    cells = [f"{median.wall:.2f}", *_whole(median), *ratios]
    return f"| {name} | {' | '.join(cells)} |"


def _whole(run: Run) -> list[str]:
    if run.cpu != run.cpu:
        return ["", ""]
    return [f"{run.cpu:.2f}", f"{run.peak:.0f}"]


def _ratios(taken: Taken, other: Taken | None) -> str:
    if other is None or other is taken:
        return ""
    wall = f"{taken.ratio(other, FIGURES['wall']):.1f}"
    cpu = taken.ratio(other, FIGURES["cpu"])
    return wall if cpu != cpu else f"{wall} ({cpu:.1f})"


def _goal(goal: Goal, measured: Measured) -> Sequence[str]:
    if goal.program not in measured or goal.against not in measured:
        return ()
    reached = measured[goal.program].ratio(measured[goal.against], FIGURES[goal.figure])
    verdict = "reached" if reached <= goal.at_most else "missed"
    word = {"wall": "wall time", "cpu": "CPU"}[goal.figure]
    wanted = f"to reach at most {goal.at_most:g}x, {verdict} with {reached:.2f}x"
    return (f"- {goal.program}, against {goal.against}, {word}: {wanted}.",)


def replaced(text: str, key: str, block: str) -> str:
    """The page with a block put in the place of the one of the same key, or behind all others."""
    begin, end = f"<!-- measured: {key} -->", f"<!-- end: {key} -->"
    whole = f"{begin}\n{block}\n{end}"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if pattern.search(text) is not None:
        return pattern.sub(lambda _: whole, text)
    return f"{text.rstrip()}\n\n{whole}\n"


def write(page: Path, blocks: Mapping[str, str]) -> None:
    """Put the blocks into the page."""
    text = page.read_text(encoding="utf-8") if page.exists() else "# Performance\n"
    for key, made in blocks.items():
        text = replaced(text, key, made)
    page.write_text(text, encoding="utf-8")
