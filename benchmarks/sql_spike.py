"""Can the policy IR be compiled to SQL? A spike, not part of the product.

Facts of 4,000 random accounts (a streak with skip, sums with bounds, the later of two instants) are
compiled from the IR to DuckDB and compared, bound by bound, with the reference evaluator.

    python benchmarks/sql_spike.py --accounts 4000

Bounds are BIGINT columns `x_lo`, `x_hi` and BOOLEAN `x_opt`; without a bound they hold the ends of
the range below, so that no NULL ever takes part in a comparison. Exits 1 on any difference.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb

from closeout.engine.meaning.layout import ID, Layout, Row
from closeout.engine.policy.applied import Applied, apply_pack
from closeout.engine.policy.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Literal,
    Newer,
    Not,
    Older,
    Op,
    Ref,
)
from closeout.engine.policy.definitions import (
    EndOf,
    FactDefinition,
    GroupSum,
    Named,
    Period,
    Streak,
)
from closeout.engine.policy.pack import Pack
from closeout.engine.python.compute import filled
from closeout.engine.snapshot.fields import POSITION
from closeout.engine.snapshot.model import Snapshot
from closeout.engine.units import Duration, Scope, Unit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.worlds import AS_OF, SnapshotMaker, Style

LOW, HIGH = -(2**62), 2**62
SIGN = {Op.LT: "<", Op.LTE: "<=", Op.GT: ">", Op.GTE: ">="}

STATUS = Ref(Scope.CONTRACT, "status", Unit.TEXT)
ENDED_AT = Ref(Scope.CONTRACT, "ended_at", Unit.INSTANT)
LAST_PAID = Ref(Scope.CONTRACT, "last_paid_at", Unit.INSTANT)
LAST_ACTIVITY = Ref(Scope.CONTRACT, "last_activity_at", Unit.INSTANT)
FEEDBACK = Ref(Scope.CONTRACT, "feedback.from_client.state", Unit.TEXT)
AMOUNT = Ref(Scope.MILESTONE, "amount", Unit.MONEY)
STATE = Ref(Scope.MILESTONE, "state", Unit.TEXT)
PENDING = Ref(Scope.CONTRACT, "pending", Unit.FLAG)
LATER = Ref(Scope.CONTRACT, "last_sign", Unit.INSTANT)
OPEN_SUM = Ref(Scope.CONTRACT, "open_amount", Unit.MONEY)
STREAK = Ref(Scope.ACCOUNT, "streak", Unit.COUNT)


def is_word(ref: Ref, word: str) -> Compare:
    return Compare(ref, Op.EQ, Literal(word, Unit.TEXT))


TWO_WEEKS = Literal(Duration(seconds=14 * 86_400), Unit.DURATION)
DEFINITIONS = {
    PENDING: Named(All((Newer(ENDED_AT, TWO_WEEKS), is_word(FEEDBACK, "none")))),
    LATER: EndOf((LAST_PAID, LAST_ACTIVITY), latest=True),
    OPEN_SUM: GroupSum(Scope.MILESTONE, AMOUNT, Not(is_word(STATE, "paid"))),
    STREAK: Streak(
        member=Scope.CONTRACT,
        by=None,
        where=is_word(STATUS, "ended"),
        newest=ENDED_AT,
        skip=Compare(PENDING, Op.EQ, Literal(True, Unit.FLAG)),
        while_=AnyOf((is_word(FEEDBACK, "none"), Older(LATER, TWO_WEEKS))),
    ),
}


def column(ref: Ref) -> str:
    return ref.name.replace(".", "_")


class Compiler:
    """Conditions to pairs of SQL expressions over columns of one table."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def pair(self, condition: Condition) -> tuple[str, str]:
        """(certainly, possibly)"""
        match condition:
            case All(items):
                return self._joined(items, "AND", "TRUE")
            case AnyOf(items):
                return self._joined(items, "OR", "FALSE")
            case Not(item):
                certainly, possibly = self.pair(item)
                return f"(NOT {possibly})", f"(NOT {certainly})"
            case Compare(left, Op.EQ, Literal(bool() as value)):
                known = f"{column(left)} = {1 if value else 0}"
                return f"({known})", f"({column(left)} = -1 OR {known})"
            case Compare(left, Op.EQ, Literal(str() as value)):
                known = f"{column(left)} = '{value}'"
                return f"({known})", f"({column(left)} = '' OR {known})"
            case Older(left, Literal(Duration() as length)):
                return self._bound(left, Op.LTE, self.layout.threshold(length))
            case Newer(left, Literal(Duration() as length)):
                return self._bound(left, Op.GT, self.layout.threshold(length))
            case _:
                raise NotImplementedError(condition)

    def _joined(self, items: Iterable[Condition], word: str, empty: str) -> tuple[str, str]:
        pairs = [self.pair(item) for item in items] or [(empty, empty)]
        return (
            "(" + f" {word} ".join(pair[0] for pair in pairs) + ")",
            "(" + f" {word} ".join(pair[1] for pair in pairs) + ")",
        )

    def _bound(self, ref: Ref, op: Op, value: int) -> tuple[str, str]:
        lo, hi, opt = (f"{column(ref)}_{end}" for end in ("lo", "hi", "opt"))
        sure, maybe = (hi, lo) if op is Op.LTE else (lo, hi)
        return f"({sure} {SIGN[op]} {value} AND NOT {opt})", f"({maybe} {SIGN[op]} {value})"

    def later_of(self, refs: Iterable[Ref]) -> str:
        """Columns lo, hi, opt of the latest; `none` is passed over."""
        names = [column(ref) for ref in refs]
        sure = (
            "greatest("
            + ", ".join(f"CASE WHEN {name}_opt THEN {LOW} ELSE {name}_lo END" for name in names)
            + ")"
        )
        least = "least(" + ", ".join(f"{name}_lo" for name in names) + ")"
        most = "greatest(" + ", ".join(f"{name}_hi" for name in names) + ")"
        opt = "(" + " AND ".join(f"{name}_opt" for name in names) + ")"
        target = column(LATER)
        return (
            f"CASE WHEN {opt} THEN {least} ELSE {sure} END AS {target}_lo, "
            f"{most} AS {target}_hi, {opt} AS {target}_opt"
        )

    def sum_over(self, definition: GroupSum) -> str:
        """Bounds of a sum per contract; a contract whose milestones are not known has no upper one."""
        certainly, possibly = self.pair(definition.where)
        name = column(definition.of)
        low = f"sum(CASE WHEN {certainly} THEN m.{name}_lo ELSE 0 END)"
        high = f"least({HIGH}, sum(CASE WHEN {possibly} THEN least(m.{name}_hi, {HIGH // 1000}) ELSE 0 END))"
        open_end = f"bool_or(coalesce({possibly} AND m.{name}_hi >= {HIGH}, FALSE))"
        return (
            f"SELECT c.id, CAST(coalesce({low}, 0) AS BIGINT) AS lo, "
            f"CASE WHEN NOT any_value(c.complete) OR {open_end} THEN {HIGH} "
            f"ELSE CAST(coalesce({high}, 0) AS BIGINT) END AS hi "
            "FROM contract c LEFT JOIN milestone m ON m.contract = c.id GROUP BY c.id"
        )

    def streak(self, definition: Streak) -> str:
        """Two thresholds and two counts: no window, no recursion, no order among unknown dates.

        The threshold is the key of the newest member that breaks; keys are (instant descending, id).
        """
        kept = All((definition.where, Not(definition.skip), definition.while_))
        broken = All((definition.where, Not(definition.skip), Not(definition.while_)))
        counts, may_count = self.pair(kept)
        breaks, may_break = self.pair(broken)
        name = column(definition.newest)
        lo = f"CASE WHEN {name}_opt THEN {LOW} ELSE {name}_lo END"
        hi = f"CASE WHEN {name}_lo > {name}_hi THEN {LOW} ELSE {name}_hi END"
        return f"""
            WITH link AS (
                SELECT account, id, {counts} AS counts, {may_count} AS may_count,
                       {breaks} AS breaks, {may_break} AS may_break, -({lo}) AS late, -({hi}) AS soon
                FROM contract_facts),
            wall AS (
                SELECT account,
                       min(CASE WHEN may_break THEN (soon, id) END) AS first_possible,
                       min(CASE WHEN breaks THEN (late, id) END) AS first_sure
                FROM link GROUP BY account)
            SELECT account,
                   count(*) FILTER (counts AND (first_possible IS NULL OR (late, id) < first_possible)),
                   count(*) FILTER (may_count AND (first_sure IS NULL OR (soon, id) < first_sure))
            FROM link JOIN wall USING (account) GROUP BY account"""


def build(accounts: int, seed: int) -> tuple[Applied, Snapshot]:
    """Random accounts with up to twelve contracts each."""
    rng = random.Random(seed)
    snapshot = Snapshot(contracts=[])
    position = POSITION[Scope.CONTRACT]
    for number in range(accounts):
        made = SnapshotMaker(rng, Style(stale=False, contracts=12)).snapshot()
        for contract in made.contracts:
            contract.values[position["id"]] = f"C{number}-{contract.id[1:]}"
            contract.values[position["account_id"]] = f"A{number}"
            snapshot.contracts.append(contract)
    facts = {
        (ref.scope, ref.name): FactDefinition(ref, (Period(None, None, definition),), "spike")
        for ref, definition in DEFINITIONS.items()
    }
    pack = Pack("spike", "1", "upwork", "Spike", (), {}, facts, {}, {}, ())
    return apply_pack(pack, AS_OF, AS_OF, "freelancer"), snapshot


def flat(layout: Layout, row: Row, ref: Ref) -> list[object]:
    """The slots of a fact as SQL values."""
    at = layout.column(ref)
    if ref.unit is Unit.FLAG:
        return [-1 if row[at] is None else int(row[at])]
    if ref.unit is Unit.TEXT:
        return [row[at] or ""]
    return [int(max(LOW, min(HIGH, row[at]))), int(max(LOW, min(HIGH, row[at + 1]))), row[at + 2]]


def columns_of(ref: Ref) -> list[str]:
    name = column(ref)
    if ref.unit is Unit.TEXT:
        return [f"{name} VARCHAR"]
    if ref.unit is Unit.FLAG:
        return [f"{name} TINYINT"]
    return [f"{name}_lo BIGINT", f"{name}_hi BIGINT", f"{name}_opt BOOLEAN"]


def load(
    db: duckdb.DuckDBPyConnection, name: str, header: list[str], rows: list[list[object]]
) -> None:
    db.execute(f"CREATE TABLE {name} ({', '.join(header)})")
    for start in range(0, len(rows), 20_000):
        chunk = rows[start : start + 20_000]
        columns = [list(values) for values in zip(*chunk, strict=True)]
        names = [entry.split()[0] for entry in header]
        types = [entry.split()[1] for entry in header]
        parts = ", ".join(
            f"unnest(CAST(? AS {kind}[])) AS {column_name}"
            for column_name, kind in zip(names, types, strict=True)
        )
        db.execute(f"INSERT INTO {name} SELECT {parts}", columns)


def main() -> int:
    """Compute everything twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    applied, snapshot = build(options.accounts, options.seed)
    started = time.perf_counter()
    program, rows = filled(applied, snapshot, snapshot.contracts, DEFINITIONS)
    reference_seconds = time.perf_counter() - started
    layout = program.layout

    db = duckdb.connect()
    contract_refs = [STATUS, ENDED_AT, LAST_PAID, LAST_ACTIVITY, FEEDBACK]
    load(
        db,
        "contract",
        [
            "id VARCHAR",
            "account VARCHAR",
            "complete BOOLEAN",
            *(entry for ref in contract_refs for entry in columns_of(ref)),
        ],
        [
            [
                row[ID],
                row[1][1][ID],
                row[4],
                *(value for ref in contract_refs for value in flat(layout, row, ref)),
            ]
            for row in rows.rows[Scope.CONTRACT]
        ],
    )
    load(
        db,
        "milestone",
        ["contract VARCHAR", *columns_of(AMOUNT), *columns_of(STATE)],
        [
            [row[1][ID], *flat(layout, row, AMOUNT), *flat(layout, row, STATE)]
            for row in rows.rows[Scope.MILESTONE]
        ],
    )
    compiler = Compiler(layout)
    started = time.perf_counter()
    pending = DEFINITIONS[PENDING]
    assert isinstance(pending, Named)
    certainly, possibly = compiler.pair(pending.condition)
    db.execute(
        "CREATE TABLE contract_facts AS SELECT *, "
        f"CAST(CASE WHEN {certainly} THEN 1 WHEN {possibly} THEN -1 ELSE 0 END AS TINYINT) AS pending, "
        f"{compiler.later_of((LAST_PAID, LAST_ACTIVITY))} FROM contract"
    )
    later = db.execute(
        "SELECT id, last_sign_lo, last_sign_hi, last_sign_opt FROM contract_facts"
    ).fetchall()
    open_sum = DEFINITIONS[OPEN_SUM]
    streak = DEFINITIONS[STREAK]
    assert isinstance(open_sum, GroupSum)
    assert isinstance(streak, Streak)
    sums = db.execute(compiler.sum_over(open_sum)).fetchall()
    streaks = db.execute(compiler.streak(streak)).fetchall()
    sql_seconds = time.perf_counter() - started

    contracts = {row[ID]: row for row in rows.rows[Scope.CONTRACT]}
    accounts = {row[ID]: row for row in rows.rows[Scope.ACCOUNT]}
    differences = compare("later_of", later, lambda id: flat(layout, contracts[id], LATER))
    differences += compare("sum", sums, lambda id: flat(layout, contracts[id], OPEN_SUM)[:2])
    differences += compare("streak", streaks, lambda id: flat(layout, accounts[id], STREAK)[:2])
    undecided = sum(1 for _, low, high in streaks if low != high)
    print(
        f"accounts {len(accounts)}, contracts {len(contracts)}, streaks with unknown ends {undecided}"
    )
    print(f"reference {reference_seconds:.2f} s (with building rows), DuckDB {sql_seconds:.2f} s")
    print(f"differences: {differences}")
    return 1 if differences else 0


def compare(name: str, found: list[tuple[object, ...]], expected: object) -> int:
    """How many results differ; the first is shown."""
    wrong = 0
    for id, *values in found:
        want = expected(id)  # type: ignore[operator]
        if list(values) != list(want):
            wrong += 1
            if wrong == 1:
                print(f"{name} of {id}: SQL {values}, reference {want}")
    print(f"{name}: {len(found)} compared, {wrong} differ")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
