"""Findings and contracts as tables of the Arrow interface."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars
import pytest

from closeout import CloseoutError, Policies, check

from .told import AS_OF, CONTRACT


def test_contracts_are_a_table_with_types(portfolio: Path, policies: Policies) -> None:
    report = check(portfolio, policies, close="C103")
    table = polars.DataFrame(report.to_arrow("contracts"))
    assert table["contract"].to_list() == list(report.verdicts)
    assert table["verdict"].to_list() == [str(each) for each in report.verdicts.values()]
    assert table["until"].to_list() == [each.until for each in report.contracts]
    assert set(table["as_of"]) == {datetime(2026, 3, 10, 12, tzinfo=UTC)}
    assert table["closing_planned"].to_list() == [False, True, False, False]
    assert table["line"].null_count() == 0


def test_amounts_are_exact_and_what_is_not_known_is_null(house: Policies) -> None:
    contracts = [{**CONTRACT, "escrow": "12.50"}, {"id": "C2", "type": "fixed"}]
    report = check(contracts, house, as_of=AS_OF)
    table = polars.DataFrame(report.to_arrow("contracts"))
    assert table["escrow"].to_list() == [Decimal("12.50"), None]
    assert table["until"].to_list() == [None, None]


def test_findings_are_a_table_as_well(portfolio: Path, policies: Policies) -> None:
    report = check(portfolio, policies, time_zone="UTC")
    table = polars.DataFrame(report.to_arrow())
    assert table.select("rule", "contract", "deadline", "message", "known").rows() == [
        (each.rule, each.contract, each.deadline, each.message, False) for each in report.findings
    ]
    assert len(report.to_arrow()) == len(report.findings)


@pytest.mark.parametrize("name", ["findings", "contracts"])
def test_an_empty_report_has_the_columns_of_a_full_one(
    portfolio: Path, policies: Policies, name: str
) -> None:
    empty, full = (
        polars.DataFrame(report.to_arrow(name))  # type: ignore[arg-type]
        for report in (check([], policies, as_of=AS_OF), check(portfolio, policies))
    )
    assert empty.schema == full.schema
    assert (len(empty), len(full) > 0) == (0, True)


def test_a_table_may_be_handed_over_more_than_once(portfolio: Path, policies: Policies) -> None:
    found = check(portfolio, policies).to_arrow("contracts")
    first, second = polars.DataFrame(found), polars.DataFrame(found)
    assert first.equals(second)
    assert len(first) == len(found)


def test_a_table_that_there_is_not_is_refused(policies: Policies) -> None:
    there_are = "there are findings, contracts, undetermined"
    with pytest.raises(
        CloseoutError, match=f"to_arrow: error: there is no table 'rules'\n  {there_are}"
    ):
        check([], policies).to_arrow("rules")  # type: ignore[arg-type]
