"""How a frame of contracts becomes frames of what was found: what the driver does."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from ..arguments import ids_of, role_of, strictness
from ..engine.problems import Place, Problem, UsageError
from ..engine.zones import UTC
from ..instants import EPOCH, is_now, moment, seconds_of
from ..loading import Policies, load_policies
from .columns import PROBLEM, RESULT, TABLES, spark_schema
from .frames import lines_column, taken_of
from .judging import judge
from .mapped import mapped
from .plan import Plan, own_version
from .report import SparkReport
from .surroundings import refuse_without_spark
from .survey import surveyed
from .taking import told

if TYPE_CHECKING:
    from ..loading import PackName

ACCOUNTS = ("platform", "account")
PARTS = "spark.sql.shuffle.partitions"
LEAST_PART = 500
"""Contracts of a part on average, at least: a worker needs longer than for them to begin."""
GOOD_PART = 5_000
"""Contracts of a part on average, where every core has one: what Spark itself does for each part, which
is read once for each table, then weighs little."""


def judged(
    frame: object,
    policies: object,
    as_of: object,
    close: object,
    role: object,
    strict: object,
    lines: str | None,
) -> SparkReport:
    """The report of what `check` was given, which says what may be raised."""
    refuse_without_spark()
    read = _read(policies)
    now = int(time.time())
    at = now if as_of is None or is_now(as_of) else seconds_of(as_of, "as_of")
    closing, who, is_strict = ids_of(close), role_of(role), strictness(strict)
    column = lines_column(_frame(frame), lines)
    taken = _kept(taken_of(frame, column))
    survey = surveyed(taken, {pack.platform for pack in read.packs}, closing)
    plan = Plan(
        own_version(),
        read.lineages,
        at,
        now,
        closing,
        who,
        is_strict,
        column is not None,
        survey.has_accounts,
        survey.guests,
    )
    results = _kept(_results(survey.contracts, survey.total, plan))
    tables = {
        kind: results.where(f"kind = '{kind}'").select(*(name for name, _ in columns))
        for kind, columns in TABLES.items()
    }
    return SparkReport(
        findings=tables["finding"],
        verdicts=tables["contract"],
        undetermined=tables["undetermined"],
        problems=_problems(taken, survey.problems),
        as_of=moment(at, UTC) or EPOCH,
        kept=(results, taken),
    )


def _read(policies: object) -> Policies:
    if isinstance(policies, Policies):
        return policies
    return load_policies(cast("PackName | Iterable[PackName] | None", policies))


def _frame(frame: object) -> Any:
    """The frame, if it is one of Spark. Raises `UsageError`."""
    if not all(hasattr(type(frame), name) for name in ("mapInArrow", "sortWithinPartitions")):
        found = type(frame).__name__
        hint = "for other frames, dicts and files there is closeout.check"
        message = f"expected a data frame of Spark, found {found}"
        raise UsageError.at(Place("frame"), message, hint)
    return frame


def _kept(frame: Any) -> Any:
    """Kept on disk: what Spark would also hold in memory left too little of a driver's usual heap (1 GiB) at
    1,000,000 contracts, and reading it again took no less time.
    """
    from pyspark import StorageLevel

    return frame.persist(StorageLevel.DISK_ONLY)


def _results(contracts: Any, total: int, plan: Plan) -> Any:
    """Every account in one part of the frame, and its contracts one after the other.

    As many parts as the session asks for; fewer, where they would be small.
    """
    session = contracts.sparkSession
    context = session.sparkContext
    parts = parts_for(total, context.defaultParallelism, int(session.conf.get(PARTS)))
    told_plan = context.broadcast(plan)
    columns = contracts.select(*ACCOUNTS, "row", "id", "text")
    by_account = columns.repartition(parts, *ACCOUNTS)
    in_order = by_account.sortWithinPartitions(*ACCOUNTS, "row")
    return mapped(in_order, _Judge(told_plan), RESULT)


def parts_for(total: int, cores: int, most: int) -> int:
    """In how many parts so many contracts are judged."""
    for_every_core = min(cores, total // LEAST_PART + 1)
    return min(most, max(for_every_core, total // GOOD_PART + 1))


class _Judge:
    """`judge` by a plan that was sent to the workers."""

    def __init__(self, plan: Any) -> None:
        self._plan = plan

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        return judge(batches, self._plan)


def _problems(taken: Any, others: list[Problem]) -> Any:
    """What is wrong with single rows, and with all of them together."""
    from pyspark.sql import functions as f

    of_rows = taken.select(f.explode("problems").alias("one")).select("one.*")
    if not others:
        return of_rows
    rows = [tuple(told(each).values()) for each in others]
    return of_rows.union(taken.sparkSession.createDataFrame(rows, spark_schema(PROBLEM)))
