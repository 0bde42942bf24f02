"""What has to be known of all contracts before one is judged: ids that are used twice, accounts, platforms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from ..engine.checking.platforms import no_pack_for
from ..engine.problems import InputError, Place, Problem, unknown_contract
from ..engine.snapshot.bad_value import found
from ..engine.snapshot.intake import MOST_PROBLEMS
from ..engine.snapshot.model import DEFAULT_PLATFORM
from ..engine.snapshot.sources import HOLDS_ONE
from .plan import Guest
from .taking import label_of

MOST_GUESTS = 10_000
"""Contracts that may belong to any account: each account of their platform is judged with all of them."""
MOST_TWICE = 10_000
MOST_NAMED = 100
PLACE = Place("frame")


class Survey(Struct):
    """What was found."""

    contracts: Any
    """The frame of all contracts, each id once."""
    total: int = 0
    """How many they are."""
    has_accounts: bool = False
    guests: dict[str, tuple[Guest, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def surveyed(taken: Any, platforms: set[str], closing: frozenset[str]) -> Survey:
    """A survey of a frame of `TAKEN`. `platforms`: those that packs are for.

    Raises `InputError` for what cannot be judged account by account.
    """
    _refuse_headers(taken)
    survey = Survey(taken)
    _settle_twice(taken, survey)
    counts = _counts(survey.contracts)
    total = survey.total = sum(row["contracts"] for row in counts)
    named = sum(row["named"] for row in counts)
    invalid = sum(row["invalid"] for row in counts)
    if not total:
        survey.problems.append(Problem(PLACE, "there are no contracts", HOLDS_ONE))
    if invalid > MOST_PROBLEMS:
        message = f"{invalid} contracts cannot be read: something is wrong with all of it"
        raise InputError([Problem(PLACE, message, "look at a few rows with closeout.check")])
    survey.has_accounts = named > 0
    if survey.has_accounts and total > named:
        survey.guests = _guests(survey.contracts, total - named)
    survey.problems += [
        no_pack_for(row["platform"], row["contracts"], Place(label_of(row["first"])), platforms)
        for row in counts
        if row["platform"] not in platforms
    ]
    survey.problems += _unknown(closing, survey.contracts)
    return survey


def _refuse_headers(taken: Any) -> None:
    lines = taken.where("is_header is not null").limit(MOST_NAMED).collect()
    if lines:
        hint = "drop it, and say `role` when you call; `exported_at` and accounts are for closeout.check"
        message = "this line is the header of an export: a frame holds contracts alone"
        raise InputError([Problem(Place(row["is_header"]), message, hint) for row in lines])


def _settle_twice(taken: Any, survey: Survey) -> None:
    """Which of two contracts with one id is meant cannot be told: there is one, of which nothing is known."""
    from pyspark.sql import functions as f

    by_id = taken.groupBy("id").agg(f.count("*").alias("times"), f.min("row").alias("first"))
    twice = by_id.where("times > 1").orderBy("first").limit(MOST_TWICE + 1).collect()
    if not twice:
        return
    if len(twice) > MOST_TWICE:
        message = f"more than {MOST_TWICE} contract ids are used twice"
        hint = (
            f"{found(twice[0]['id'])} is one of them, first used at {label_of(twice[0]['first'])}"
        )
        raise InputError([Problem(PLACE, message, hint)])
    for row in twice:
        message = f"the contract id {found(row['id'])} is used {_times(row['times'])}"
        first = Place(label_of(row["first"]))
        survey.problems.append(Problem(first, message, "give each contract an id of its own"))
    firsts = taken.sparkSession.createDataFrame(
        [(row["id"], row["first"]) for row in twice], "id string, first bigint"
    )
    joined = taken.join(f.broadcast(firsts), "id", "left")
    is_meant = f.col("first").isNull()
    survey.contracts = joined.where("first is null or row = first").select(
        "row",
        "id",
        f.when(is_meant, f.col("platform")).otherwise(DEFAULT_PLATFORM).alias("platform"),
        f.when(is_meant, f.col("account")).alias("account"),
        f.when(is_meant, f.col("text")).alias("text"),
    )


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


def _counts(contracts: Any) -> list[Any]:
    from pyspark.sql import functions as f

    by_platform = contracts.groupBy("platform").agg(
        f.count("*").alias("contracts"),
        f.count("account").alias("named"),
        f.count_if(f.col("text").isNull()).alias("invalid"),
        f.min("row").alias("first"),
    )
    rows: list[Any] = by_platform.orderBy("first").limit(MOST_GUESTS).collect()
    return rows


def _guests(contracts: Any, count: int) -> dict[str, tuple[Guest, ...]]:
    if count > MOST_GUESTS:
        message = (
            f"{count} contracts name no account or cannot be read, and others name theirs: "
            "each of them may belong to any account"
        )
        hint = (
            f"name the account of each, so that at most {MOST_GUESTS} are left, or check them apart"
        )
        raise InputError([Problem(PLACE, message, hint)])
    guests: dict[str, list[Guest]] = {}
    rows = contracts.where("account is null").select("platform", "row", "id", "text").collect()
    for row in sorted(rows, key=lambda row: int(row["row"])):
        guests.setdefault(row["platform"], []).append((row["row"], row["id"], row["text"]))
    return {platform: tuple(each) for platform, each in guests.items()}


def _unknown(closing: Iterable[str], contracts: Any) -> list[Problem]:
    """An error for each contract that is to be ended and is not in the data."""
    wanted = sorted(closing)
    if not wanted:
        return []
    rows = contracts.where(contracts["id"].isin(wanted)).select("id").collect()
    known = {row["id"] for row in rows}
    return [unknown_contract(Place("close"), id, known) for id in wanted if id not in known]
