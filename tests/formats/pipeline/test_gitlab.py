"""The code quality report of GitLab: the keys that it asks for, fingerprints that differ."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from jsonschema import Draft202012Validator

from closeout.cli.render import RenderOptions, render
from closeout.cli.render.gitlab import Marks
from closeout.engine.report.findings import Report
from closeout.engine.report.unfound import unchecked

DOCUMENTED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation demands of a report."""


def issues(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render("gitlab", report, RenderOptions()))
    return found


def test_every_report_has_what_gitlab_asks_for(pipeline_report: tuple[str, Report]) -> None:
    found = issues(pipeline_report[1])
    assert [error.message for error in Draft202012Validator(DOCUMENTED).iter_errors(found)] == []


def test_every_finding_is_an_issue_with_a_fingerprint_of_its_own(
    pipeline_report: tuple[str, Report],
) -> None:
    _, report = pipeline_report
    found = [issue["fingerprint"] for issue in issues(report)]
    unread = filter(None, map(unchecked, report.contracts))
    assert found == [one.fingerprint for one in (*report.findings, *unread)]
    assert len(set(found)) == len(found)


def test_an_issue_has_severity_path_and_line(portfolio: Report) -> None:
    assert issues(portfolio)[0] == {
        "description": "Answer the refund request. Contract C6: The client asked for 120.00 USD "
        "back; without your answer it is refunded on 2026-03-12 09:00 UTC. Deadline 2026-03-12 "
        "09:00 UTC; safe until 2026-03-12 00:00 UTC.",
        "check_name": "refund-request-open",
        "fingerprint": portfolio.findings[0].fingerprint,
        "severity": "critical",
        "location": {"path": "exports/my contracts.json", "lines": {"begin": 25}},
        "content": {
            "body": "As of 2026-03-10 12:00 UTC (as given). "
            "Policies: my-policies 0.2.0, upwork 1.0.0."
        },
    }


def test_severities_tell_what_blocks_and_what_is_waived(
    full_report: Report, portfolio: Report
) -> None:
    assert [issue["severity"] for issue in issues(full_report)] == [
        "critical",
        "blocker",
        "major",
        "major",
        *["info"] * 5,
        "major",  # a contract that could not be read
    ]
    assert issues(portfolio)[1]["severity"] == "info"
    assert "Waived until 2026-05-01" in issues(portfolio)[1]["description"]


def test_findings_without_a_place_stand_at_the_first_file(
    portfolio: Report, full_report: Report, shapes: SimpleNamespace
) -> None:
    assert issues(portfolio)[3]["location"] == {"path": shapes.FILE, "lines": {"begin": 1}}
    assert issues(full_report)[3]["location"] == {"path": "<stdin>", "lines": {"begin": 1}}


def test_issues_that_say_the_same_have_marks_of_their_own_which_come_again_in_the_next_run() -> (
    None
):
    def marks() -> list[str]:
        made = Marks()
        return [made.next("invalid", path, "no field") for path in ("a.csv", "a.csv", "b.csv")]

    assert len(set(marks())) == 3
    assert marks() == marks()
