"""What the baseline knows is folded or quiet in every format, and what is new stands first."""

from __future__ import annotations

import json

import pytest

from closeout.cli.render import RenderOptions, render
from closeout.engine.records import record_with
from closeout.engine.report.findings import Finding, Report
from closeout.engine.report.unfound import UNCHECKED

NEW = "still-earning"


@pytest.fixture
def known(full_report: Report) -> Report:
    """The report with every verdict; the baseline has all findings but one of severity info."""

    def mark(finding: Finding) -> Finding:
        return record_with(finding, is_known=finding.rule != NEW)

    unsure = tuple(record_with(one, is_known=True) for one in full_report.undetermined)
    return record_with(
        full_report, findings=tuple(map(mark, full_report.findings)), undetermined=unsure
    )


def told(format_: str, report: Report, *, verbose: bool = False) -> str:
    text = render(format_, report, RenderOptions(verbose=verbose))
    assert isinstance(text, str)
    return text


def test_text_counts_what_is_known_and_tells_what_is_new(known: Report) -> None:
    text = told("text", known)
    after = text.partition("Prepare (do this first)")[2]
    assert after.startswith(": 2 contracts\n  Nothing new, 2 known: 2 contracts\n  C6, C11\n")
    assert "Keep open: 1 contract (C7)\n" in text
    assert "Account A1\n    1 known\n" in text
    assert "9 findings (2\n  errors, 2 warnings, 5 info), 8 known." in text


def test_text_tells_everything_of_a_contract_that_is_to_be_ended(known: Report) -> None:
    assert "    info, known: End the contract yourself" in told("text", known)


def test_text_with_all_details_tells_the_known_ones_too(known: Report) -> None:
    text = told("text", known, verbose=True)
    assert "Nothing new" not in text
    assert "    error, known: Do not end the contract\n" in text


def test_what_is_to_be_done_first_begins_with_what_is_new(known: Report) -> None:
    first = record_with(known.findings[2], is_known=False)
    report = record_with(known, findings=(*known.findings[:2], first, *known.findings[3:]))
    head = told("text", report).partition("Do first\n")[2].partition("\n\n")[0]
    assert [line for line in head.split("\n") if line[2:3].isdigit()] == [
        "  1. C11: Slow client (ended): warning, overdue, 2 days ago: Contact support.",
        "  2. error: C6: Answer the refund request, by the end of 2026-03-11 UTC",
        "  3. error: C3: Do not end the contract",
        "  4. warning: Account A1: Ask politely for feedback",
    ]


def test_markdown_has_one_row_for_all_that_is_known(known: Report) -> None:
    page = told("markdown", known)
    assert "|  | 7 known |  |  |  |\n" in page
    assert "| info (known) | Contract C2: Menu translation" in page
    assert "| error |" not in page


def test_github_has_notices_for_known_ones_after_the_new_ones(known: Report) -> None:
    first = record_with(known.findings[0], is_known=False)
    report = record_with(known, findings=(first, *known.findings[1:]))
    names = [
        line[2:].split(" ")[0] for line in told("github", report).split("\n") if line[:1] == ":"
    ]
    assert names[:2] == ["error", "notice"]
    assert set(names[1:-1]) == {"notice"}
    assert names[-1] == "warning"  # a contract that could not be read


def test_json_marks_what_is_known_and_leaves_the_rest_as_it_was(
    known: Report, full_report: Report
) -> None:
    found, plain = json.loads(told("json", known)), json.loads(told("json", full_report))
    assert found["summary"].pop("known") == 8
    for kind in ("findings", "undetermined"):
        marks = [one.pop("known", None) for one in found[kind]]
        assert marks == [None if one["rule"] == NEW else True for one in plain[kind]]
    assert found == plain


def test_sarif_tells_new_from_unchanged_only_where_there_is_a_baseline(
    known: Report, full_report: Report
) -> None:
    def states(report: Report) -> list[str | None]:
        results = json.loads(told("sarif", report))["runs"][0]["results"]
        return [one.get("baselineState") for one in results]

    expected = ["new" if one.rule == NEW else "unchanged" for one in known.findings]
    assert states(known) == [*expected, None]  # the last is a contract that could not be read
    assert set(states(full_report)) == {None}


def test_gitlab_plays_known_ones_down(known: Report) -> None:
    issues = json.loads(told("gitlab", known))
    assert {issue["severity"] for issue in issues[:-1]} == {"info"}
    assert issues[-1]["check_name"] == UNCHECKED


def test_one_line_a_finding_says_which_are_known(known: Report) -> None:
    lines = told("concise", known).splitlines()
    assert [line for line in lines if "(known)" not in line] == [
        line for line in lines if f"[{NEW}]" in line or f"[{UNCHECKED}]" in line
    ]
