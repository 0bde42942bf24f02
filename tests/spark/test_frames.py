"""Frames of Spark, judged as on the whole, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

import closeout.spark
from closeout import CloseoutError, Policies, load_policies
from closeout.spark import SparkReport

from .portfolios import AS_OF, HOUSE, examples, lines_of, portfolio, whole


@pytest.fixture(scope="module")
def crowd() -> Policies:
    """Rules about contracts, clients and accounts."""
    return load_policies(HOUSE)


def frame_of(spark: Any, lines: list[str]) -> Any:
    """Lines of NDJSON in two parts."""
    return spark.createDataFrame([(line,) for line in lines], "value string").repartition(2)


def told(report: SparkReport) -> list[str]:
    """The lines of all tables, sorted."""
    frames = (report.findings, report.verdicts, report.undetermined)
    return sorted(row["line"] for frame in frames for row in frame.select("line").collect())


def problems(report: SparkReport) -> set[str]:
    """What is wrong, without the places."""
    return {row["message"] for row in report.problems.collect()}


def test_a_random_portfolio_is_judged_as_on_the_whole(spark: Any, crowd: Policies) -> None:
    contracts = portfolio(3, 80)
    ordered = spark.createDataFrame([(line,) for line in lines_of(contracts)], "value string")
    report = closeout.spark.check(ordered, crowd, as_of=AS_OF)
    assert told(report) == whole(contracts, crowd)
    twice = {message for message in problems(report) if "is used twice" in message}
    assert len(twice) == 1
    assert any('escrow: expected an amount, found "12,50"' in each for each in problems(report))
    report.release()


def test_structs_are_read_as_json_is_and_the_columns_say_what_the_lines_say(
    spark: Any, policies: Policies
) -> None:
    # A column is either of texts, such as "none", or of structs.
    contracts = [each for each in examples() if each.get("refund_request", "none") == "none"]
    frame = spark.read.json(spark.sparkContext.parallelize(lines_of(contracts), 2))
    report = closeout.spark.check(frame, policies, as_of=AS_OF, close="C104")
    assert told(report) == whole(contracts, policies, close="C104")
    row = report.findings.where("rule = 'answer-hourly-dispute'").first()
    line = json.loads(row["line"])
    assert (row["rule"], row["message"]) == (line["rule"], line["message"])
    assert row["deadline"].timestamp() > 1.7e9
    verdict = report.verdicts.where("contract = 'C104'").first()
    assert (verdict["verdict"], verdict["account"]) == ("do-not-end", "a0")
    report.release()


@pytest.fixture(scope="module")
def policies() -> Policies:
    """Of Upwork."""
    return load_policies("upwork")


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "columns of a spreadsheet": (
        "select 'C1' as id, 1 as `milestone.amount`",
        {},
        "the column `milestone.amount` is one of a spreadsheet",
        "a row is a contract here, with structs and lists as JSON nests them",
    ),
    "a column that is there twice": (
        "select 'C1' as id, 1 as escrow, 2 as escrow",
        {},
        "the column escrow is there twice",
        "keep one of the two",
    ),
    "a column of nothing": (
        "select 'C1' as id, null as title",
        {},
        "the column `title` is of the type void, which no field is",
        "drop it, or cast it to a text",
    ),
    "lines in a column that is not there": (
        "select 'C1' as id, '{}' as line",
        {"lines": "lines"},
        "there is no column `lines`",
        'did you mean "line"?',
    ),
    "a role that there is not": (
        "select 'C1' as id, 1 as escrow",
        {"role": "boss"},
        'expected freelancer, agency or client, found "boss"',
        "say on which side you stand: where nothing is said, the answers are a freelancer's",
    ),
    "the header of an export": (
        "select '{\"version\": 1}' as value",
        {},
        "this line is the header of an export: a frame holds contracts alone",
        "drop it, and say `role` when you call; `exported_at` and accounts are for closeout.check",
    ),
}


@pytest.mark.parametrize(("query", "asked", "message", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_before_anything_is_judged(
    query: str, asked: dict[str, Any], message: str, hint: str, spark: Any, crowd: Policies
) -> None:
    with pytest.raises(CloseoutError) as refused:
        closeout.spark.check(spark.sql(query), crowd, as_of=AS_OF, **asked)
    assert [(one.message, one.hint) for one in refused.value.problems] == [(message, hint)]


def test_more_contracts_of_no_known_account_than_can_be_guests_are_refused(
    spark: Any, crowd: Policies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("closeout.spark.survey.MOST_GUESTS", 1)
    query = "select explode(array('1', '2', '3')) as id, null as title, 'a' as account_id"
    frame = spark.sql(query).selectExpr("id", "if(id = '1', account_id, null) as account_id")
    with pytest.raises(CloseoutError, match="2 contracts name no account or cannot be read"):
        closeout.spark.check(frame, crowd, as_of=AS_OF)


def test_a_frame_without_rows_has_no_contracts_and_a_contract_to_end_has_to_be_there(
    spark: Any, crowd: Policies
) -> None:
    report = closeout.spark.check(frame_of(spark, [""]), crowd, as_of=AS_OF, close="C9")
    assert problems(report) == {"there are no contracts", 'no contract has the id "C9"'}
    assert told(report) == []
    report.release()


def test_a_frame_of_another_library_is_for_the_other_check(crowd: Policies) -> None:
    with pytest.raises(CloseoutError, match="expected a data frame of Spark, found list"):
        closeout.spark.check([], crowd)
