"""The table of findings: RFC 4180, and no cell that a spreadsheet would calculate."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.csv import cell
from closeout.cli.render.tables import FINDINGS
from closeout.engine.report.findings import Report


def table(report: Report) -> list[dict[str, str]]:
    text = render("csv", report, RenderOptions())
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def test_there_is_one_row_a_finding(pipeline_report: tuple[str, Report]) -> None:
    _, report = pipeline_report
    assert [row["fingerprint"] for row in table(report)] == [
        finding.fingerprint for finding in report.findings
    ]


def test_a_row_tells_everything_about_a_finding(portfolio: Report) -> None:
    assert table(portfolio)[0] == {
        "severity": "error",
        "rule": "refund-request-open",
        "scope": "contract",
        "account": "",
        "client": "",
        "contract": "C6",
        "milestone": "",
        "contract_title": "Data cleaning",
        "verdict": "prepare",
        "action": "respond-to-refund-request",
        "action_title": "Answer the refund request",
        "message": "The client asked for 120.00 USD back; without your answer it is refunded on "
        "2026-03-12 09:00 UTC.",
        "deadline": "2026-03-12T09:00:00Z",
        "safe_by": "2026-03-12T00:00:00Z",
        "basis": "official",
        "sources": "H211063718 SEED1",
        "waived": "",
        "waived_until": "",
        "fingerprint": portfolio.findings[0].fingerprint,
        "file": "exports/my contracts.json",
        "line": "25",
        "column": "5",
        "as_of": "2026-03-10T12:00:00Z",
        "as_of_origin": "given",
        "assumes": "",
        "known": "",
        "numbers": "",
    }
    waived = table(portfolio)[1]
    assert waived["waived"] == "agreed with the client"
    assert waived["waived_until"] == "2026-05-01T00:00:00Z"


def test_lines_end_as_the_standard_says_and_no_cell_has_a_line_end(
    pipeline_report: tuple[str, Report],
) -> None:
    _, report = pipeline_report
    text = render("csv", report, RenderOptions())
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == len(report.findings) + 1
    assert text.startswith(",".join(FINDINGS.columns) + "\r\n")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_no_cell_begins_a_formula_however_the_file_is_split(
    pipeline_report: tuple[str, Report], delimiter: str
) -> None:
    text = render("csv", pipeline_report[1], RenderOptions())
    for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
        assert [one for one in line if one.lstrip().startswith(tuple("=+-@\t\r＝＋－＠"))] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("＝1", "'＝1"),
        ("  =1", "'  =1"),
        ("\t=1", "\\x09=1"),
        ("\r=1", "\\x0d=1"),
        ("a;=1", "a;'=1"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("C-1", "C-1"),
        ("\x1b[31m", "\\x1b[31m"),
        ("日本\u3000語", "日本 語"),
        (12, "12"),
        (None, ""),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(
    value: str | int | None, text: str
) -> None:
    assert cell(value) == text
