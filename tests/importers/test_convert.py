"""`closeout convert` and `closeout template` with files: whole or not at all, and there and back."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import clock
from closeout.cli.app import app

EXPORTS = Path(__file__).parents[2] / "examples" / "exports"
PAGES = [str(EXPORTS / f"upwork-details-page-{number}.json") for number in (1, 2)]
AT = ["--exported-at", "2026-03-10T12:00:00Z"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], prog_name="closeout")


def test_an_error_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("before", encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text("id,status\nnobody,active\n", encoding="utf-8")
    for arguments, code in (
        ([*PAGES, "-o", out], 2),
        ([*PAGES, *AT, "-o", out, "--supplement", bad], 3),
        ([*PAGES, *AT, "-o", out, "--merge", bad], 3),
        ([*PAGES, *AT, "-o", out, "--from", "upwork-rest"], 3),
        ([*PAGES, *AT, "-o", tmp_path], 2),
        ([*PAGES, *AT, "-o", tmp_path / "none" / "out.json"], 2),
    ):
        assert run("convert", *arguments).exit_code == code
        assert out.read_text(encoding="utf-8") == "before"
        assert sorted(each.name for each in tmp_path.iterdir()) == ["bad.csv", "out.json"]


def test_an_option_earlier_than_the_export_knows_is_refused() -> None:
    result = run("convert", *PAGES, "--exported-at", "2026-03-03")
    assert result.exit_code == 2
    assert "is after the export, which knows up to 2026-03-03T00:00:00Z" in result.stderr
    assert result.stdout == ""


def test_the_earlier_of_what_is_stated_and_given_counts() -> None:
    older = EXPORTS / "upwork-older-contracts.json"
    result = run("convert", older, "--exported-at", "2026-03-09T00:00:00Z")
    assert json.loads(result.stdout)["exported_at"] == "2026-03-09T00:00:00Z"
    result = run("convert", older, "--exported-at", "2026-04-01")
    assert json.loads(result.stdout)["exported_at"] == "2026-03-10T12:00:00Z"


def test_the_report_is_the_result_where_the_snapshot_goes_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run("convert", *PAGES, *AT, "--report", "-o", out)
    first = result.stdout.splitlines()[0]
    assert re.fullmatch(r"\d+ of \d+ rules can be decided for all of 4 contracts", first)
    assert json.loads(out.read_text(encoding="utf-8"))["version"] == 1


def test_templates_filled_in_until_nothing_is_asked_decide_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers may open a question of a cell that no rule waited for before; twice is enough here."""
    monkeypatch.setattr(clock, "now", lambda: 1_773_144_000)
    snapshot, table = tmp_path / "s.json", tmp_path / "more.csv"
    assert run("convert", *PAGES, *AT, "-o", snapshot).exit_code == 0
    for whole in (tmp_path / "more.json", tmp_path / "all.json"):
        assert run("template", "--for", snapshot, "-o", table).exit_code == 0
        fill_in(table)
        result = run("convert", snapshot, "--supplement", table, "--report", "-o", whole)
        assert result.exit_code == 0, result.stderr
        snapshot = whole
    assert re.match(r"(\d+) of \1 rules can be decided", result.stdout), result.stdout
    assert run("template", "--for", snapshot).stdout == "id,title\n"


def fill_in(table: Path) -> None:
    """Answer every empty cell of a template; a request or dispute as a whole, where that is asked."""
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    filled = {name: value_of(name) for name in rows[0]}
    for row in rows:
        asked = [name for name, cell in row.items() if not cell]
        for name in asked:
            whole, _, part = name.partition(".")
            is_foreign = whole == "milestone" and not row["milestone.id"]
            if not is_foreign and not (part and whole in asked):
                row[name] = filled[name]
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def value_of(name: str) -> str:
    """A value that fits a column of the template."""
    words: dict[str, Any] = {
        "status": "active",
        "work_state": "complete",
        "milestone.work_state": "complete",
        "close_requests": "[]",
        "situation": "[]",
        "open_tasks": "0",
        "more_work_expected": "false",
        "requirements_missed": "false",
        "repeat_client": "false",
        "hours.unlogged": "0",
        "total_paid": "100",
        "refund_request": "none",
        "dispute": "none",
    }
    if name in words:
        return str(words[name])
    if name.endswith(".state"):
        return "none"
    return "none" if name.endswith("_at") else ""


@pytest.mark.parametrize("name", sorted(each.name for each in EXPORTS.glob("*.json")))
def test_check_recognises_an_export_by_itself(name: str) -> None:
    result = run("check", EXPORTS / name, "--as-of", "2026-03-10T12:00:00Z", "-f", "json")
    assert result.exit_code in (0, 1)
    assert json.loads(result.stdout)["summary"]["contracts"] in (1, 2)
    line = json.dumps(json.loads((EXPORTS / name).read_text(encoding="utf-8")))
    assert CliRunner().invoke(app, ["validate", "-"], input=line).exit_code == 0
