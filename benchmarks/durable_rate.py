"""Rows per second of the durable engine and of the reference engine, against the number of rules.

    python benchmarks/durable_rate.py --contracts 5000

Both engines get the same rows in one run and must give the same matches. Rules are those of the
upwork pack, all scopes; a row is one milestone, contract, client or account that a rule may speak
of, and is counted once however many rules there are. Prints medians; exits 1 where the engines
differ.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from closeout.engine.durable.bank import availability
from closeout.engine.durable.engine import match as match_durable
from closeout.engine.durable.plan import banks, engine_rules
from closeout.engine.language.load import load_packs
from closeout.engine.meaning.layout import Layout
from closeout.engine.meaning.matching import Match, Matcher, Rows
from closeout.engine.policy.applied import Applied, AppliedRule, apply_pack
from closeout.engine.python.compute import filled
from closeout.engine.python.match import match as match_reference
from closeout.engine.python.order import wanted
from closeout.engine.records import record_with
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope

sys.path.insert(0, str(Path(__file__).resolve().parent))

from portfolios import AS_OF, contracts, header

COUNTS = (5, 10, 20, 25, 1_000)
"""How many rules to take; more than there are: all."""


def main() -> int:
    """Print one line for each number of rules."""
    options = _options()
    reason = availability()
    if reason is not None:
        sys.stderr.write(f"{reason}\n")
        return 1
    pack = load_packs(["upwork"])[0]
    whole = apply_pack(pack, AS_OF, AS_OF, "freelancer")
    snapshot = _snapshot(options.contracts)
    _say(f"{options.contracts:,} contracts, median of {options.runs} runs")
    _say("rules  engine rules  banks    rows  durable rows/s  reference rows/s  ratio")
    is_equal = True
    for count in dict.fromkeys(min(count, len(whole.rules)) for count in COUNTS):
        applied = record_with(whole, rules=_spread(whole, count))
        layout, rows = _rows(applied, snapshot)
        durable, found = _timed(match_durable, applied, layout, rows, options.runs)
        reference, expected = _timed(match_reference, applied, layout, rows, options.runs)
        is_equal &= found == expected
        size = sum(len(rows[scope]) for scope in {item.rule.scope for item in applied.rules})
        sizes = _engine_rules(applied, layout)
        _say(
            f"{count:5}  {sum(sizes):12}  {len(sizes):5}  {size:6}  {size / durable:14,.0f}"
            f"  {size / reference:16,.0f}  {durable / reference:5.1f}"
        )
    _say("the engines agree" if is_equal else "THE ENGINES DIFFER")
    return 0 if is_equal else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contracts", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def _snapshot(count: int) -> Snapshot:
    """The portfolio of so many contracts, read as a user's would be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portfolio.ndjson"
        with path.open("w", encoding="utf-8") as file:
            for item in (header(), *contracts(count)):
                file.write(json.dumps(item) + "\n")
        return read_snapshot([str(path)])


def _spread(applied: Applied, count: int) -> tuple[AppliedRule, ...]:
    """So many rules, spread evenly over the pack."""
    total = len(applied.rules)
    return tuple(applied.rules[place * total // count] for place in range(count))


def _rows(applied: Applied, snapshot: Snapshot) -> tuple[Layout, Rows]:
    program, made = filled(applied, snapshot, snapshot.contracts, wanted(applied))
    return program.layout, made.subjects


def _timed(
    match: Matcher, applied: Applied, layout: Layout, rows: Rows, runs: int
) -> tuple[float, list[Match]]:
    """Median seconds, and the matches."""
    times: list[float] = []
    found: list[Match] = []
    for _ in range(runs):
        start = time.perf_counter()
        found = match(applied, layout, rows)
        times.append(time.perf_counter() - start)
    return statistics.median(times), found


def _engine_rules(applied: Applied, layout: Layout) -> list[int]:
    """The sizes of the banks."""
    return [
        len(plan.rules) for scope in Scope for plan in banks(engine_rules(applied, layout, scope))
    ]


if __name__ == "__main__":
    sys.exit(main())
