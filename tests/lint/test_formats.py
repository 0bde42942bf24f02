"""`closeout lint` from its arguments to what it prints, byte for byte, and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from typer.testing import CliRunner, Result

import closeout.schemas
from closeout.cli.app import app
from closeout.cli.render import sarif_log
from closeout.engine.language.limits import LARGEST_FILE
from closeout.engine.lint.checks import CHECKS

from ..formats.pipeline.test_gitlab import DOCUMENTED
from ..formats.pipeline.test_sarif import official_schema
from ..golden import golden
from .planted import House, write

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
PACK = House(
    (
        "late | total_paid: {gt: 100 USD, gte: 50 USD}",
        "never | status: active, all: [{status: ended}]",
        'hostile | status: paused | title: "::error::x"',
    ),
    "params:\n  odd: 3  # lint: allow unused-param: for those who extend this\n"
    "sources:\n  BOOK: {title: A book, review_by: 2026-01-01}\n",
)
EXPORT = {"version": 1, "as_of": "2026-03-10", "contracts": [
    {"id": "C1", "title": "Logo", "status": "paused", "total_paid": 0},
    {"id": "C2", "title": "Web", "status": "active"},
]}  # fmt: skip


@pytest.fixture(autouse=True)
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sarif_log, "tool_version", dict)
    (tmp_path / "export.json").write_text(json.dumps(EXPORT), encoding="utf-8")
    return write(PACK, tmp_path / "house")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lint", *arguments, "--as-of", "2026-03-10"])


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github", "gitlab", "junit"])
def test_the_report_to_the_byte(format: str) -> None:
    result = run("house", "-f", format)
    assert result.exit_code == 1
    assert result.stdout == golden(HERE / "reports" / f"report.{format}", result.stdout)


@pytest.mark.parametrize(
    ("words", "failures", "skipped"),
    [((), "4", "1"), (("--fail-on", "error"), "1", "1"), (("--fail-on", "never"), "0", "1")],
    ids=" ".join,
)
def test_of_junit_that_fails_for_which_the_run_fails(
    words: tuple[str, ...], failures: str, skipped: str
) -> None:
    result = run("house", "-f", "junit", *words)
    root = ElementTree.fromstring(result.stdout)
    assert root.get("failures") == failures
    assert sum(int(suite.get("skipped", 0)) for suite in root) == int(skipped)
    assert (result.exit_code == 1) == (failures != "0")


def test_of_junit_a_pack_that_does_not_load_is_an_error(tmp_path: Path) -> None:
    write(House(("late | statsu: active",)), tmp_path / "broken")
    root = ElementTree.fromstring(run("broken", "-f", "junit", "--fail-on", "never").stdout)
    assert root.get("errors") == "1"


def test_the_report_for_gitlab_has_the_keys_that_it_asks_for() -> None:
    issues = json.loads(run("house", "-f", "gitlab").stdout)
    Draft202012Validator(DOCUMENTED).validate(issues)
    assert len({one["fingerprint"] for one in issues}) == len(issues)


def test_json_keeps_to_its_schema() -> None:
    schema = Path(closeout.schemas.__path__[0]) / "lint.schema.json"
    judge = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    for arguments in (["house"], ["house", "--with", "export.json"], ["fiverr"]):
        judge.validate(json.loads(run(*arguments, "-f", "json").stdout))


def test_sarif_fits_the_official_schema() -> None:
    judge = Draft7Validator(official_schema(), format_checker=Draft7Validator.FORMAT_CHECKER)
    judge.validate(json.loads(run("house", "-f", "sarif").stdout))


def test_with_an_export_it_tells_how_often_rules_hold() -> None:
    report = json.loads(run("house", "--with", "export.json", "-f", "json").stdout)
    assert report["firings"] == [
        {"rule": "late", "holds": 0, "open": 1},
        {"rule": "never", "holds": 0, "open": 0},
        {"rule": "hostile", "holds": 1, "open": 0},
    ]
    silent = [one["about"] for one in report["findings"] if one["check"] == "fires-never"]
    assert silent == ["rule late", "rule never"]


def test_a_rule_that_need_not_hold_is_silenced_in_the_file(pack: Path) -> None:
    file = pack / "pack.yaml"
    silence = "  # lint: allow fires-never: the client pays late once a year\n  - id: late\n"
    file.write_text(file.read_text("utf-8").replace("  - id: late\n", silence), "utf-8")
    for arguments in (["house"], ["house", "--with", "export.json"]):
        report = json.loads(run(*arguments, "-f", "json").stdout)
        assert "unused-silence" not in {one["check"] for one in report["findings"]}
    silenced = [one["about"] for one in report["findings"] if one["silenced"]]
    assert "rule late" in silenced


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["fiverr"], 0),
        (["house"], 1),
        ([], 1),
        (["house", "--fail-on", "never"], 0),
        (["broken"], 2),
        (["nowhere"], 2),
        (["house", "--as-of", "soon"], 2),
        (["house", "--with", "missing.json"], 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_the_exit_code(arguments: list[str], code: int, tmp_path: Path) -> None:
    if arguments == ["broken"]:
        write(House(("late | statsu: active",)), tmp_path / "broken")
    assert CliRunner().invoke(app, ["lint", *arguments]).exit_code == code


def test_a_folder_without_a_pack_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("empty")
    assert result.exit_code == 2
    assert "there is no policy pack at or below this folder" in result.stderr


def test_every_check_is_explained_under_its_id() -> None:
    page = (DOCS / "lint.md").read_text(encoding="utf-8")
    told = re.findall(r"^### ([\w-]+)\n\*(\w+)", page, re.MULTILINE)
    assert told == [(check.id, check.severity.capitalize()) for check in CHECKS.values()]


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github", "gitlab", "junit"])
def test_a_pack_that_is_refused_unread_is_told_and_the_others_are_looked_at(
    tmp_path: Path, format: str
) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "pack.yaml").write_text("#" * (LARGEST_FILE + 1), encoding="utf-8")
    result = run("odd", "house", "-f", format)
    assert result.exit_code == 2
    assert "a policy file has at most 1 MB" in result.stdout
    assert "never-holds" in result.stdout
