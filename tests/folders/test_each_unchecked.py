"""`check --each`: what each format tells of a file that cannot be checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator

from ..formats.pipeline.test_sarif import official_schema
from .test_each import CLEAN, export, put, repository, run

__all__ = ["repository"]


def assert_fits(log: Any) -> None:
    """The log fits the official schema of SARIF."""
    assert [error.message for error in Draft7Validator(official_schema()).iter_errors(log)] == []


BROKEN = {
    "x.csv": "contract,type,status,escrow\nC1,fixed,actve,0\nC2,fixed,active,abc\n",
    "set/y.json": json.dumps({"version": 1, "contracts": [{"id": "C1", **CLEAN}]}),
    "set/closeout.yaml": "fail-on: x\n",
}
STATUS = (
    "row 2, column C `status`: expected active, paused, ended, suspended or disputed, found "
    '"actve"; did you mean "active"?'
)
SETTING = "`fail-on` cannot be `x`; expected error, warning, info, undetermined, never"


@pytest.fixture
def unchecked() -> dict[str, str]:
    """What each format tells of a run in which only one file can be checked."""
    for name, text in BROKEN.items():
        put(name, text)
    export("a.json", CLEAN)
    formats = ("sarif", "junit", "gitlab", "github", "concise", "csv")
    outputs = [argument for each in formats for argument in ("-f", f"{each}:out.{each}")]
    done = run("--each", "x.csv", "a.json", "set/y.json", *outputs)
    assert done.exit_code == 2, done.stderr
    return {each: Path(f"out.{each}").read_text("utf-8") for each in formats}


def test_a_file_that_cannot_be_checked_is_an_annotation_at_its_line(
    unchecked: dict[str, str],
) -> None:
    assert unchecked["github"].splitlines()[:2] == [
        f"::error file=x.csv,line=2,col=10,title=Cannot be checked::{STATUS} (and 1 more problem)",
        f"::error file=set/closeout.yaml,line=1,col=10,title=Cannot be checked::{SETTING}",
    ]
    assert unchecked["concise"].splitlines() == [
        f"x.csv:2:10: error: {STATUS} (and 1 more problem) [cannot-be-checked]",
        f"set/closeout.yaml:1:10: error: {SETTING} [cannot-be-checked]",
    ]
    assert unchecked["csv"].count("\n") == 1


def test_a_file_that_cannot_be_checked_is_a_test_case_with_an_error(
    unchecked: dict[str, str],
) -> None:
    root = ElementTree.fromstring(unchecked["junit"])
    counts = ("tests", "failures", "errors")
    assert [(suite.get("name"), *map(suite.get, counts)) for suite in [root, *root]] == [
        ("closeout", "3", "0", "2"),
        ("x.csv", "1", "0", "1"),
        ("a.json", "1", "0", "0"),
        ("set/y.json", "1", "0", "1"),
    ]
    (case,) = root[0]
    (error,) = case
    assert (case.get("name"), error.tag, error.get("message")) == (
        "Cannot be checked",
        "error",
        f"{STATUS} (and 1 more problem)",
    )
    assert (error.text or "").splitlines()[0] == f"x.csv:2:10: {STATUS}"
    assert (error.text or "").count("\n") == 1


def test_a_file_that_cannot_be_checked_is_an_issue(unchecked: dict[str, str]) -> None:
    issues = json.loads(unchecked["gitlab"])
    told = [(one["description"], one["severity"], one["location"]) for one in issues]
    assert told == [
        (
            f"Cannot be checked: {STATUS} (and 1 more problem)",
            "blocker",
            {"path": "x.csv", "lines": {"begin": 2}},
        ),
        (
            f"Cannot be checked: {SETTING}",
            "blocker",
            {"path": "set/closeout.yaml", "lines": {"begin": 1}},
        ),
    ]
    assert len({issue["fingerprint"] for issue in issues}) == 2


def test_a_file_that_cannot_be_checked_is_a_notification_of_a_run_that_failed(
    unchecked: dict[str, str],
) -> None:
    (found,) = json.loads(unchecked["sarif"])["runs"]
    (invocation,) = found["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    first, second = invocation["toolExecutionNotifications"]
    assert first == {
        "level": "error",
        "message": {"text": f"Cannot be checked: {STATUS} (and 1 more problem)"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "x.csv"},
                    "region": {"startLine": 2, "startColumn": 10},
                }
            }
        ],
    }
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "set/closeout.yaml"
    }
    assert_fits(json.loads(unchecked["sarif"]))


def test_where_no_file_can_be_checked_the_log_has_a_run_that_failed() -> None:
    put("a.json", "{")
    log = json.loads(run("--each", "a.json", "-f", "sarif").stdout)
    (found,) = log["runs"]
    assert (found["results"], found["tool"]["driver"]["rules"]) == ([], [])
    (told,) = found["invocations"][0]["toolExecutionNotifications"]
    assert told["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a.json"}
    assert_fits(log)


@pytest.mark.parametrize("format_", ["github", "junit", "gitlab", "sarif", "concise"])
def test_why_a_file_cannot_be_checked_is_told_on_stderr_alone_where_names_are_hidden(
    format_: str,
) -> None:
    twice = {"id": "Secret-7", **CLEAN}
    put("a.json", {"version": 1, "contracts": [twice, twice]})
    done = run("--each", "a.json", "--redact", "-f", format_)
    assert (done.exit_code, "Secret-7" in done.stderr) == (3, True)
    assert "Secret-7" not in done.stdout
    assert "the error output tells why" in done.stdout


def test_the_page_of_a_run_names_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "page.md")
    export("a.json", CLEAN)
    put("b.json", "{")
    run("--each", "a.json", "b.json", "-f", "github")
    assert (
        Path("page.md")
        .read_text("utf-8")
        .endswith(
            "\n\n# All files\n\n"
            "- 2 files checked one by one, exit code 3:\n"
            "- 0  a.json: 1 contract, 0 findings\n"
            "- 3  b.json: cannot be checked\n"
        )
    )
