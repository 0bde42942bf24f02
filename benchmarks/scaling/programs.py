"""The programs that are compared, and what each of them has found: pairs of a rule and an entity."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portfolios import AS_OF, contracts, header, instant

PACK = "benchmarks/bench-pack"
CLOSEOUT = (sys.executable, "-m", "closeout.cli.entry")
TUNED, SAME_BYTES, DUCKDB, FLOOR = (
    "Python, tuned, hits alone",
    "Python by hand, the same bytes",
    "DuckDB, SQL by hand, hits alone",
    "parsing alone (json)",
)
ONE, MANY, DURABLE, SPARK = (
    "closeout, 1 process",
    f"closeout, {os.cpu_count()} processes",
    "closeout, durable",
    f"closeout on Spark, local[{os.cpu_count()}]",
)
WHOLE, BEFORE, IMPORTS = (
    "closeout, all of upwork, JSON",
    "the same, version before",
    "import typer, yaml, jsonschema",
)
Hits = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The same contracts with a header line and, for Spark, without."""

    lines: Path
    bare: Path


def written(folder: Path, count: int, seed: int) -> Portfolio:
    """So many contracts, none of which is planned to be ended."""
    made = Portfolio(folder / "portfolio.ndjson", folder / "bare.ndjson")
    with (
        made.lines.open("w", encoding="utf-8") as lines,
        made.bare.open("w", encoding="utf-8") as bare,
    ):
        lines.write(json.dumps(header()) + "\n")
        for contract in contracts(count, seed):
            line = json.dumps({**contract, "closing_planned": False}) + "\n"
            lines.write(line)
            bare.write(line)
    return made


@dataclass(frozen=True, slots=True)
class Program:
    """A command over a portfolio, with a file for what it finds."""

    name: str
    command: Callable[[Portfolio, Path], list[str]]
    """Of the portfolio and of a path for files of its own."""
    hits: Callable[[Path, Path], Hits] | None = None
    """Of its stdout and of that path; None: it decides other rules, or none."""
    least: int = 0
    most: int = 10**9
    """The contracts from and up to which it takes part."""
    is_slow: bool = False
    """Takes part in one round alone of large portfolios."""
    is_measured_whole: bool = True
    """Whether what its processes take can be counted, and not its wall time alone."""


def programs(before: str | None) -> list[Program]:
    """All that this machine has. `before`: the program of an older version."""
    found = [
        Program(FLOOR, _by_hand("json_floor")),
        Program(TUNED, _by_hand("tuned"), lambda out, _: pairs(out)),
        Program(SAME_BYTES, _by_hand("same_bytes"), lambda out, _: told(out)),
        Program(DUCKDB, lambda at, own: [*_by_hand("duckdb_sql")(at, own), str(own)], _of_file),
        Program(ONE, _check("--engine", "python", "--jobs", "1"), lambda out, _: told(out)),
        Program(MANY, _check("--engine", "python"), lambda out, _: told(out), least=5_000),
        Program(IMPORTS, lambda _, __: [sys.executable, "-c", IMPORTS], most=100),
        Program(WHOLE, _whole(list(CLOSEOUT)), least=20_000, most=20_000),
    ]
    if importlib.util.find_spec("durable_rules_engine") is not None:
        durable = _check("--engine", "durable")
        found.append(
            Program(DURABLE, durable, lambda out, _: told(out), most=200_000, is_slow=True)
        )
    if importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None:
        found.append(
            Program(SPARK, _spark, _of_folder, least=20_000, is_slow=True, is_measured_whole=False)
        )
    if before is not None:
        found.append(Program(BEFORE, _whole([before]), least=20_000, most=20_000))
    return found


def _by_hand(module: str) -> Callable[[Portfolio, Path], list[str]]:
    return lambda at, _: [sys.executable, "-m", f"benchmarks.contenders.{module}", str(at.lines)]


def _check(*options: str) -> Callable[[Portfolio, Path], list[str]]:
    command = [*CLOSEOUT, "check", "--policies", PACK, "-f", "ndjson", "--fail-on", "never"]
    return lambda at, _: [*command, *options, str(at.lines)]


def _whole(program: list[str]) -> Callable[[Portfolio, Path], list[str]]:
    options = ["check", "--policies", "upwork", "-f", "json", "--fail-on", "never"]
    return lambda at, _: [*program, *options, "--engine", "python", str(at.lines)]


def _spark(at: Portfolio, own: Path) -> list[str]:
    shutil.rmtree(own, ignore_errors=True)
    options = ["--master", f"local[{os.cpu_count()}]", "--policies", PACK, "--fail-on", "never"]
    options += ["--as-of", instant(AS_OF), "--role", "freelancer"]
    return [sys.executable, "-m", "closeout.spark", *options, str(at.bare), str(own)]


def _of_file(_: Path, own: Path) -> Hits:
    return pairs(own)


def _of_folder(_: Path, own: Path) -> Hits:
    return frozenset(
        hit for part in sorted(own.glob("findings/part-*")) for hit in _told(_lines(part))
    )


def pairs(file: Path) -> Hits:
    """What a program by hand has found."""
    return frozenset((line["rule"], line["entity"]) for line in _lines(file))


def told(file: Path) -> Hits:
    """What stands in the format `ndjson`."""
    return frozenset(_told(_lines(file)))


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _told(lines: Iterable[dict[str, str]]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.get("kind", "finding") == "finding":
            of_account = (line["account"], line["client"])
            of_contract = (line["contract"], line["milestone"])
            named = of_account if line["contract"] is None else of_contract
            yield line["rule"], "/".join(each for each in named if each is not None)
