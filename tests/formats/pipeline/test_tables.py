"""The table of contracts, and the workbook of both tables as other programs read it."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.tables import CONTRACTS, FINDINGS, UNDETERMINED, Table
from closeout.engine.records import record_with
from closeout.engine.report.findings import Report
from closeout.engine.report.shown import shown
from closeout.engine.units import Scope, Unit


def contracts(report: Report) -> list[dict[str, str]]:
    text = render("contracts-csv", report, RenderOptions())
    assert isinstance(text, str)
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def test_a_row_tells_what_would_decide_a_rule_of_a_contract_or_of_an_account(
    portfolio: Report,
) -> None:
    one = portfolio.undetermined[0]
    of_account = record_with(one.subject, scope=Scope.ACCOUNT, account="A1", client=None)
    of_account = record_with(of_account, contract=None, milestone=None)
    others = (record_with(one, subject=of_account, needs=("account.top_rated", "status")),)
    report = record_with(portfolio, undetermined=(one, *others))
    text = render("undetermined-csv", report, RenderOptions())
    assert isinstance(text, str)
    first, second = csv.DictReader(StringIO(text, newline=""), strict=True)
    contract = portfolio.by_id[one.subject.contract or ""]
    assert first == {
        "severity": str(one.severity),
        "rule": one.rule,
        "scope": str(one.subject.scope),
        "account": "",
        "client": "",
        "contract": contract.id,
        "milestone": one.subject.milestone or "",
        "contract_title": contract.title,
        "verdict": str(contract.verdict),
        "action": one.action.id,
        "action_title": one.action.title,
        "needs": " ".join(one.needs),
        "deadline": "",
        "file": "exports/my contracts.json",
        "line": str(contract.place.line if contract.place else ""),
        "column": "5",
        "as_of": "2026-03-10T12:00:00Z",
        "as_of_origin": "given",
        "known": "",
    }
    assert (second["scope"], second["account"], second["contract"]) == ("account", "A1", "")
    assert second["needs"] == "account.top_rated status"


def workbook(report: Report) -> bytes:
    content = render("xlsx", report, RenderOptions())
    assert isinstance(content, bytes)
    return content


def sheet(report: Report, table: Table) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(report)))
    assert book.sheet_names == ["contracts", "findings", "undetermined"]
    return book.get_sheet_by_name(table.name).to_python(skip_empty_area=False)


def test_a_row_tells_verdict_first_action_and_dates_of_a_contract(portfolio: Report) -> None:
    rows = {row["contract"]: row for row in contracts(portfolio)}
    assert list(rows) == [one.id for one in portfolio.contracts]
    assert rows["C6"] == {
        "contract": "C6",
        "title": "Data cleaning",
        "client": "Acme",
        "account": "",
        "status": "active",
        "closing_planned": "",
        "verdict": "prepare",
        "until": "",
        "end_reason": "",
        "needs": "",
        "first_action": "Answer the refund request",
        "severity": "error",
        "act_by": "2026-03-12T00:00:00Z",
        "deadline": "2026-03-12T09:00:00Z",
        "findings": "1",
        "escrow": "",
        "currency": "",
        "file": "exports/my contracts.json",
        "line": "25",
        "column": "5",
        "as_of": "2026-03-10T12:00:00Z",
        "as_of_origin": "given",
        "not_read": "",
    }
    assert rows["C8"]["needs"] == "escrow milestone.state"
    assert rows["C2"]["closing_planned"] == "yes"


ESCROWS = [
    pytest.param(shown(Unit.MONEY, 125_050, "USD"), ("1250.50", "USD"), 1250.5, id="an amount"),
    pytest.param(shown(Unit.MONEY, 0), ("0.00", ""), 0, id="nothing, of no known currency"),
    pytest.param(None, ("", ""), "", id="not known"),
]


@pytest.mark.parametrize(("escrow", "texts", "number"), ESCROWS)
def test_money_in_escrow_is_a_number_beside_its_currency(
    portfolio: Report, escrow: object, texts: tuple[str, str], number: object
) -> None:
    first = record_with(portfolio.contracts[0], escrow=escrow)
    report = record_with(portfolio, contracts=(first,))
    row = contracts(report)[0]
    assert (row["escrow"], row["currency"]) == texts
    assert sheet(report, CONTRACTS)[1][CONTRACTS.columns.index("escrow")] == number


@pytest.mark.parametrize(
    "table", [CONTRACTS, FINDINGS, UNDETERMINED], ids=lambda table: str(table.name)
)
def test_a_sheet_has_the_columns_and_rows_of_its_table(portfolio: Report, table: Table) -> None:
    heading, *rows = sheet(portfolio, table)
    assert [str(name).removesuffix(" (UTC)") for name in heading] == list(table.columns)
    assert len(rows) == len(list(table.rows(portfolio)))


def test_instants_are_dates_in_utc_and_say_so(portfolio: Report) -> None:
    heading, first, *_ = sheet(portfolio, FINDINGS)
    found = dict(zip(heading, first, strict=True))
    assert found["deadline (UTC)"] == datetime(2026, 3, 12, 9)
    assert found["as_of (UTC)"] == datetime(2026, 3, 10, 12)


def test_an_instant_that_no_sheet_can_hold_is_a_text(portfolio: Report) -> None:
    findings = tuple(
        record_with(portfolio.findings[0], deadline=at) for at in (400_000_000_000, -(1 << 33))
    )
    rows = sheet(record_with(portfolio, findings=findings), FINDINGS)[1:]
    at = FINDINGS.columns.index("deadline")
    assert [row[at] for row in rows] == ["14645-06-30T15:06:40Z", "1697-10-17T11:03:28Z"]


def test_nothing_in_the_workbook_is_calculated_or_linked(
    pipeline_report: tuple[str, Report],
) -> None:
    with ZipFile(BytesIO(workbook(pipeline_report[1]))) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 3
        for name in sheets:
            text = parts.read(name).decode()
            assert not re.search("<f[ >]|hyperlink|externalLink", text)


def test_texts_of_others_are_there_as_they_are(portfolio: Report) -> None:
    texts = ("=1+1", "http://example.org", "<b>&amp;", "\x00\x1b[31m", "x" * 40_000, "")
    made = tuple(
        record_with(portfolio.contracts[0], id=f"C{number}", title=text)
        for number, text in enumerate(texts)
    )
    rows = sheet(record_with(portfolio, contracts=made, findings=()), CONTRACTS)[1:]
    at = CONTRACTS.columns.index("title")
    expected = ["=1+1", "http://example.org", "<b>&amp;", r"\x00\x1b[31m", "x" * 32_767, ""]
    assert [row[at] for row in rows] == expected


def test_the_same_report_gives_the_same_bytes(pipeline_report: tuple[str, Report]) -> None:
    assert workbook(pipeline_report[1]) == workbook(pipeline_report[1])
