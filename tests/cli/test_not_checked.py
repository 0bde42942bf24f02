"""Contracts of which no rule could be asked: each format tells them, and no gate passes by not knowing them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

UNREAD = '{"id": "C2", "type": "fixed", "escrow": "12,50"}'
UNCOVERED = '{"id": "C2", "type": "fixed", "platform": "guru"}'
WHY = {
    UNREAD: "could not be read, so nothing is known of it",
    UNCOVERED: "no policy is for its platform, so nothing of it is checked",
}


def told(folder: Path, line: str, *options: str) -> tuple[int, str]:
    """The exit code of a check of this contract beside an ended one, and what it writes."""
    file = folder / "export.ndjson"
    ended = '{"id": "C1", "type": "hourly", "status": "ended", "ended_at": "2020-01-01"}'
    file.write_text(f"{ended}\n{line}\n", "utf-8")
    asked = ("check", "export.ndjson", "--as-of", "2026-03-10", "--on-invalid", "skip")
    found = CliRunner().invoke(app, [*asked, *options])
    return found.exit_code, found.stdout


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", WHY, ids=["not read", "without a policy"])
@pytest.mark.parametrize(
    ("fails", "fail_on"),
    [(1, "undetermined"), (0, "error"), (0, "info"), (0, "never")],
    ids=["undetermined", "error", "info", "never"],
)
def test_a_run_fails_for_it_where_nothing_may_be_left_undecided(
    fails: int, fail_on: str, line: str, folder: Path
) -> None:
    rules = ("--rule", "escrow-at-stake", "--fail-on", fail_on)
    assert told(folder, line, *rules)[0] == fails
    assert told(folder, line, *rules, "-f", "junit")[0] == fails


@pytest.mark.parametrize("line", WHY, ids=["not read", "without a policy"])
@pytest.mark.parametrize(
    ("fail_on", "level"), [("error", "warning"), ("undetermined", "error")], ids=["skip", "fail"]
)
def test_it_is_told_at_its_place_with_the_reason(
    fail_on: str, level: str, line: str, folder: Path
) -> None:
    rules = ("--rule", "escrow-at-stake", "--fail-on", fail_on)
    why = f"Contract C2: {WHY[line]}"
    assert told(folder, line, *rules, "-f", "concise")[1] == (
        f"export.ndjson:2:1: {level}: {why} [cannot-be-checked]\n"
    )
    github = told(folder, line, *rules, "-f", "github")[1].splitlines()[0]
    assert github == (f"::{level} file=export.ndjson,line=2,col=1,title=Cannot be checked::{why}.")
    (issue,) = json.loads(told(folder, line, *rules, "-f", "gitlab")[1])
    assert (issue["check_name"], issue["description"]) == ("cannot-be-checked", f"{why}.")
    assert issue["location"] == {"path": "export.ndjson", "lines": {"begin": 2}}
    (result,) = json.loads(told(folder, line, *rules, "-f", "sarif")[1])["runs"][0]["results"]
    assert (result["level"], result["message"]["text"]) == (level, f"{why}.")
    page = told(folder, line, "--fail-on", fail_on, "-f", "markdown")[1]
    assert f"| C2 |  | {WHY[line]} |" in page
    assert ("The run fails for 1 contract that could not be checked: C2." in page) == (
        level == "error"
    )


def test_json_and_the_table_of_contracts_say_that_it_was_not_read(folder: Path) -> None:
    contracts = json.loads(told(folder, UNREAD, "-f", "json")[1])["contracts"]
    assert [one.get("not_read") for one in contracts] == [None, True]
    rows = told(folder, UNREAD, "-f", "contracts-csv")[1].splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["not_read", "", "yes"]
