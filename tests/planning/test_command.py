"""`closeout plan` as a command: what it says of an export that cannot be planned, and the guide's commands."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

from .portfolio import document, ready

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "plan.md").read_text("utf-8")
COMMANDS = re.findall(r"^closeout ([^#\n]*)", GUIDE, re.MULTILINE)


def run(path: Path, text: str, *options: str) -> Result:
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["plan", str(path), "--weeks", "1", *options])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_runs_as_it_stands(command: str, tmp_path: Path) -> None:
    arguments = [
        str(ROOT / each) if each.startswith("examples/") else each for each in shlex.split(command)
    ]
    arguments = [re.sub(r"^(json|html|ics):", rf"\1:{tmp_path}/", each) for each in arguments]
    result = CliRunner().invoke(app, [*arguments, "--weeks", "1", "--engine", "python"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout or all(
        (tmp_path / f"plan.{end}").stat().st_size for end in ("json", "html", "ics")
    )


def test_what_cannot_be_told_is_asked_before_anything_else(tmp_path: Path) -> None:
    dark = ready("C1")
    del dark["milestones"]
    result = run(tmp_path / "a.json", document([dark]))
    assert result.exit_code == 0
    _, asked, *_ = result.stdout.split("\n\n")
    assert asked.startswith("Answer these first, then plan again\n  C1: ")
    assert "End it" not in result.stdout


def test_an_export_that_is_too_old_is_to_be_made_again(tmp_path: Path) -> None:
    text = document([ready("C1")], exported_at="2026-03-01T12:00:00Z")
    result = run(tmp_path / "a.json", text)
    assert result.exit_code == 0
    assert "Nothing is ended in this plan: the export is too old for it." in result.stdout
    assert "End it" not in result.stdout
    told = json.loads(run(tmp_path / "a.json", text, "-f", "json").stdout)
    assert (told["export_too_old"], told["steps"]) == (True, [])


@pytest.mark.parametrize(
    ("text", "options", "code", "says"),
    [
        pytest.param(document([]), (), 3, "there are no contracts", id="no contracts"),
        pytest.param("", (), 3, "", id="an empty file"),
        pytest.param(
            document([ready("C1")]), ("--close", "C9"), 2, "C9", id="a contract that is not there"
        ),
        pytest.param(
            document([ready("C1")]),
            ("--time-zone", "Europe/Berln"),
            2,
            "Europe/Berlin",
            id="no zone",
        ),
        pytest.param(document([ready("C1")]), ("-f", "sarif"), 2, "formats: text", id="no format"),
        pytest.param(document([ready("C1")]), ("--weeks", "0"), 2, "--weeks", id="no weeks"),
    ],
)
def test_what_cannot_be_planned_is_told_with_a_remedy(
    tmp_path: Path, text: str, options: tuple[str, ...], code: int, says: str
) -> None:
    result = run(tmp_path / "a.json", text, *options)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr and "Traceback" not in result.stderr


DARK = {
    "id": "C4",
    "status": "active",
    "type": "fixed",
    "escrow": "500",
    "started_at": "2026-01-10",
}
AT_REST = ready("C1", closing_planned=False, work_state="in_progress", more_work_expected=True)
NOTHING = "to do, to wait for or to end."


@pytest.mark.parametrize("format", ["text", "html"])
@pytest.mark.parametrize(
    ("contracts", "told"),
    [
        ([DARK], ["Nothing can be planned for C4 yet: it cannot be told."]),
        (
            [DARK, DARK | {"id": "C5"}],
            ["Nothing can be planned for C4 and C5 yet: they cannot be told."],
        ),
        (
            [AT_REST, DARK],
            ["Nothing can be planned for C4 yet: it cannot be told.", f"Nothing else {NOTHING}"],
        ),
        ([AT_REST], [f"Nothing {NOTHING}"]),
        ([ready("C1")], []),
    ],
    ids=["one dark", "all dark", "one of two dark", "at rest", "with steps"],
)
def test_nothing_to_do_is_never_said_of_what_cannot_be_told(
    contracts: list[dict[str, object]], told: list[str], format: str, tmp_path: Path
) -> None:
    said = run(tmp_path / "a.json", document(contracts), "-f", format).stdout
    lines = [
        one.removeprefix("<p>").removesuffix("</p>")
        for one in said.splitlines()
        if "Nothing can be planned" in one or NOTHING in one
    ]
    assert lines == told


def test_a_program_is_told_of_what_nothing_can_be_planned(tmp_path: Path) -> None:
    said = run(tmp_path / "a.json", document([AT_REST, DARK]), "-f", "json").stdout
    assert json.loads(said)["cannot_tell"] == ["C4"]


def test_nothing_to_plan_is_said(tmp_path: Path) -> None:
    contract = ready("C1", closing_planned=False, work_state="in_progress", more_work_expected=True)
    result = run(tmp_path / "a.json", document([contract]))
    assert "Nothing to do, to wait for or to end." in result.stdout


@pytest.mark.parametrize(
    ("count", "role", "is_told"),
    [(2, "freelancer", True), (1, "freelancer", False), (2, "client", False)],
    ids=["two that end in turn", "one that ends today anyway", "a client's, who ends both today"],
)
def test_all_at_once_is_told_where_it_is_not_the_plan(
    count: int, role: str, is_told: bool, tmp_path: Path
) -> None:
    contracts = [
        ready(f"C{number}", client={"id": f"K{number}"}, freelancer={"id": f"F{number}"})
        for number in range(count)
    ]
    told = run(tmp_path / "a.json", document(contracts, role=role)).stdout
    assert ("All at once instead" in told) is is_told
    assert " 0 freelancers" not in told and " 0 clients" not in told
