"""Ten rules by the reference engine against the same ten written by hand in plain Python.

    python benchmarks/handwritten.py --contracts 20000

Both start from the same snapshot in memory and end with the same list of (rule, contract,
milestone, whether it holds or cannot be decided). The script by hand knows nothing of aggregates,
several accounts, currencies or an aging export. Prints medians and the ratio; exits 1 where the
results differ.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from closeout.engine.language.load import load_packs
from closeout.engine.meaning.layout import ID, UP
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.python.compute import filled
from closeout.engine.python.match import match
from closeout.engine.python.order import wanted
from closeout.engine.records import record_with
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import NONE, Record, Snapshot
from closeout.engine.snapshot.read import read_snapshot
from closeout.engine.units import Scope

sys.path.insert(0, str(Path(__file__).resolve().parent))

from portfolios import AS_OF, contracts, header

DAY = 86_400
RULES = (
    "auto-release-pending",
    "auto-release-overdue",
    "changes-requested",
    "work-without-funding",
    "escrow-at-stake",
    "escrow-not-known",
    "leave-feedback",
    "remind-client-of-feedback",
    "log-unlogged-time",
    "hourly-week-before-ending",
)
Hit = tuple[str, str, str | None, bool]

_C, _M = POSITION[Scope.CONTRACT], POSITION[Scope.MILESTONE]
STATUS, PLANNED, TYPE, ESCROW = _C["status"], _C["closing_planned"], _C["type"], _C["escrow"]
ENDED, PAID = _C["ended_at"], _C["total_paid"]
MINE, THEIRS = _C["feedback.from_freelancer.state"], _C["feedback.from_client.state"]
UNLOGGED, THIS_WEEK = _C["hours.unlogged"], _C["hours.this_week"]
REQUESTED, ANSWER, ASKED_BY = (
    _C["refund_request.requested_at"],
    _C["refund_request.response"],
    _C["refund_request.requested_by"],
)
REFUND, FILED, GIVEN, HOURS = (
    _C["refund_request.amount"],
    _C["dispute.filed_at"],
    _C["dispute.response"],
    _C["dispute.hours"],
)
STATE, WORK, CHANGES = _M["state"], _M["work_state"], _M["changes_requested_at"]
SUBMITTED, FUNDED, M_PAID, M_ESCROW = (
    _M["submissions"],
    _M["funded_amount"],
    _M["paid_amount"],
    _M["escrow_amount"],
)


def by_hand(snapshot: Snapshot) -> list[Hit]:
    """The ten rules as somebody would write them once: no policy, no trace, no bounds, but it does
    tell what holds from what cannot be decided.
    """
    hits: list[Hit] = []
    for contract in snapshot.contracts:
        values, id = contract.values, contract.id
        status = values[STATUS]
        if status in ("active", "paused"):
            escrow: int | None = 0
            for milestone in contract.milestones or ():
                left = of_milestone(milestone, id, hits)
                escrow = None if escrow is None or left is None else escrow + left
            if values[PLANNED] is True:
                stated = values[ESCROW]
                if contract.milestones is not None and stated is not None and stated != escrow:
                    stated = escrow = None
                escrow = stated if contract.milestones is None else escrow
                if escrow is None:
                    hits.append(("escrow-not-known", id, None, True))
                elif escrow > 0:
                    hits.append(("escrow-at-stake", id, None, True))
            if values[TYPE] == "hourly":
                unlogged, week = values[UNLOGGED], values[THIS_WEEK]
                if unlogged is None or (unlogged is not NONE and unlogged > 0):
                    hits.append(("log-unlogged-time", id, None, unlogged is not None))
                if values[PLANNED] is True and (week is None or (week is not NONE and week > 0)):
                    hits.append(("hourly-week-before-ending", id, None, week is not None))
        elif status == "ended" and values[PAID] != 0:
            ended = values[ENDED]
            if ended is None or (ended is not NONE and ended + 14 * DAY >= AS_OF):
                mine, theirs = values[MINE], values[THEIRS]
                if mine is None or mine == "none":
                    certain = ended is not None and mine is not None
                    hits.append(("leave-feedback", id, None, certain))
                if (theirs is None or theirs == "none") and not is_argued(values):
                    certain = ended is not None and theirs is not None
                    hits.append(("remind-client-of-feedback", id, None, certain))
    return hits


def of_milestone(values: Record, id: str, hits: list[Hit]) -> int | None:
    """The milestone rules; returns what lies in escrow, in cents, None: not known."""
    state, milestone = values[STATE], values[0]
    if state in ("not_funded", "paid"):
        work = values[WORK]
        if state == "not_funded" and (work is None or work in ("in_progress", "complete")):
            hits.append(("work-without-funding", id, milestone, work is not None))
        return values[M_ESCROW] or 0
    submissions, changes = values[SUBMITTED], values[CHANGES]
    if state == "submitted":
        if submissions is None or changes is None:
            for rule in ("auto-release-pending", "auto-release-overdue", "changes-requested"):
                hits.append((rule, id, milestone, False))
        elif submissions:
            last = max(submissions)
            if changes is not NONE and changes > last:
                hits.append(("changes-requested", id, milestone, True))
            else:
                overdue = last + 16 * DAY <= AS_OF
                rule = "auto-release-overdue" if overdue else "auto-release-pending"
                hits.append((rule, id, milestone, True))
    elif state == "changes_requested":
        hits.append(("changes-requested", id, milestone, True))
    if values[M_ESCROW] is not None:
        return values[M_ESCROW]
    if values[FUNDED] is None or values[M_PAID] is None:
        return None
    return values[FUNDED] - values[M_PAID]


def is_argued(values: Record) -> bool:
    """Whether money is certainly being argued about."""
    requested = isinstance(values[REQUESTED], int) or values[ASKED_BY] not in (None, "none")
    requested = requested or bool(isinstance(values[REFUND], int) and values[REFUND] > 0)
    if requested and values[ANSWER] == "none" and values[ASKED_BY] != "freelancer":
        return True
    disputed = isinstance(values[FILED], int) or (
        isinstance(values[HOURS], int) and values[HOURS] > 0
    )
    return values[ANSWER] == "disputed" or (disputed and values[GIVEN] == "none")


def ten_rules() -> Applied:
    """The upwork pack with the ten rules alone."""
    (pack,) = load_packs(["upwork"])
    rules = tuple(rule for rule in pack.rules if rule.id in RULES)
    assert len(rules) == len(RULES), set(RULES) - {rule.id for rule in rules}
    return apply_pack(record_with(pack, rules=rules), AS_OF, AS_OF, "freelancer")


def by_engine(applied: Applied, snapshot: Snapshot) -> list[Hit]:
    """The same by the reference engine: compile, build rows, compute facts, match."""
    applied = record_with(applied, closing=None, pack=record_with(applied.pack, end_reason=None))
    program, rows = filled(applied, snapshot, snapshot.contracts, wanted(applied))
    hits: list[Hit] = []
    for item in match(applied, program.layout, rows.subjects):
        rule = applied.rules[item.rule].rule
        row = rows.subjects[rule.scope][item.row]
        if rule.scope is Scope.MILESTONE:
            hits.append((rule.id, row[UP][ID], row[ID], item.is_certain))
        else:
            hits.append((rule.id, row[ID], None, item.is_certain))
    return hits


def timed(work: Callable[[], list[Hit]]) -> tuple[float, list[Hit]]:
    """Seconds and result of one call."""
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    gc.enable()
    return seconds, result


def main() -> int:
    """Time both in turn and compare their results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portfolio.ndjson"
        lines = [header(), *contracts(options.contracts)]
        path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
        snapshot = read_snapshot([str(path)])
    applied = ten_rules()
    engine: list[float] = []
    hand: list[float] = []
    for _ in range(options.runs):
        seconds, found = timed(lambda: by_engine(applied, snapshot))
        engine.append(seconds)
        seconds, expected = timed(lambda: by_hand(snapshot))
        hand.append(seconds)
    different = set(found) ^ set(expected)
    print(f"contracts {options.contracts}, matches {len(found)}, different {len(different)}")
    for hit in sorted(different, key=str)[:5]:
        print("  only", "engine" if hit in found else "by hand", hit)
    one, other = statistics.median(engine), statistics.median(hand)
    print(f"reference engine {one:.3f} s, by hand {other:.3f} s, ratio {one / other:.2f}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
