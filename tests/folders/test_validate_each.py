"""`validate --each` holds every file by itself, and formats for machines tell the same as the text."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from typer.testing import CliRunner

from closeout.cli.app import app

from ..formats.pipeline.test_gitlab import DOCUMENTED
from ..formats.pipeline.test_sarif import official_schema

SIDES = {"freelancer": "C1", "client": "C2"}
TOLD = [
    ("error", "contract C3, escrow: expected an amount, found \"x\"", 'write it like "12.50"', "invalid"),
    ("error", "contract C4, ended_at: stated, although status is active", None, "contradiction"),
    ("warning", "contract C3, stauts: no field has this name; it is ignored", 'did you mean "status"?',
     "doubtful"),
]  # fmt: skip
BAD = (
    '{"version": 1, "contracts": [{"id": "C3", "escrow": "x",\n"stauts": "y"},\n'
    '{"id": "C4", "status": "active", "ended_at": "2026-01-01"}]}\n'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two exports of different sides in folders of their own."""
    monkeypatch.chdir(tmp_path)
    for role, id in SIDES.items():
        Path(role).mkdir()
        document = {"version": 1, "role": role, "contracts": [{"id": id}]}
        Path(role, "export.json").write_text(json.dumps(document), "utf-8")
    return tmp_path


def validate(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["validate", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_files_that_cannot_be_read_together_are_held_each_by_itself() -> None:
    code, told, _ = validate(".")
    assert (code, told.splitlines()[-2]) == (
        3,
        "  files that are read together must agree; or take each file by itself: --each",
    )
    assert validate("--each", ".") == (
        0,
        "2 files, 2 contracts: 0 errors, 0 contradictions, 0 warnings\n",
        "",
    )


def test_one_that_is_wrong_fails_the_run_and_the_others_are_held_all_the_same() -> None:
    Path("client/bad.json").write_text(BAD, "utf-8")
    code, told, _ = validate("--each", ".")
    assert code == 3
    assert [line for line in told.splitlines() if line.startswith("client/bad.json:")] == [
        'client/bad.json:1:53: error: contract C3, escrow: expected an amount, found "x"',
        "client/bad.json:2:1: warning: contract C3, stauts: no field has this name; it is ignored",
        "client/bad.json:3:46: contradiction: contract C4, ended_at: stated, although status is active",
    ]
    assert told.splitlines()[-1] == "3 files, 4 contracts: 1 error, 1 contradiction, 1 warning"


def test_settings_beside_a_file_hold_for_it_alone() -> None:
    Path("client/closeout.yaml").write_text("exclude: [export.json]\n", "utf-8")
    assert validate("--each", ".")[1].startswith("1 file, 1 contract: ")
    Path("freelancer/closeout.yaml").write_text("role: client\n", "utf-8")
    code, told, _ = validate("--each", ".")
    assert (code, told.splitlines()[0]) == (
        3,
        "freelancer/export.json:1:24: error: role is freelancer here and client by "
        "freelancer/closeout.yaml:1:7",
    )


def test_every_format_tells_the_same() -> None:
    Path("bad.json").write_text(BAD, "utf-8")
    document = json.loads(validate("bad.json", "-f", "json")[1])["problems"]
    expected = {(words, hint) for _, words, hint, _ in TOLD}
    assert {(one["message"], one["hint"]) for one in document} == expected
    lines = validate("bad.json", "-f", "concise")[1].splitlines()
    assert {line.partition(": ")[2] for line in lines} == {
        f"{severity}: {'; '.join(filter(None, (words, hint)))} [{kind}]"
        for severity, words, hint, kind in TOLD
    }
    assert [line.partition(": ")[0] for line in lines] == [
        f"bad.json:{one['line']}:{one['column']}" for one in document
    ]
    commands = validate("bad.json", "-f", "github")[1].splitlines()
    assert [line.partition(" ")[0] for line in commands[:-1]] == ["::error", "::error", "::warning"]
    assert commands[-1] == "1 file, 2 contracts: 1 error, 1 contradiction, 1 warning"
    issues = json.loads(validate("bad.json", "-f", "gitlab")[1])
    Draft202012Validator(DOCUMENTED).validate(issues)
    severities = {"error": "critical", "warning": "major"}
    assert [
        (one["check_name"], one["severity"], one["location"]["lines"]["begin"]) for one in issues
    ] == [
        (kind, severities[severity], one["line"])
        for one in document
        for severity, words, _, kind in TOLD
        if words == one["message"]
    ]
    suites = ElementTree.fromstring(validate("bad.json", "-f", "junit")[1])
    assert (suites.get("tests"), suites.get("failures")) == ("4", "2")
    whole, file = suites
    assert [case.get("name") for case in whole] == [commands[-1]]
    assert file.get("name") == "bad.json"
    assert [
        (case.get("name", "").partition(": ")[0], case[0].get("type"), case[0].text)
        for case in file
    ] == [
        (
            f"bad.json:{one['line']}:{one['column']}",
            kind if severity == "error" else None,
            "; ".join(filter(None, (words, hint))),
        )
        for one in document
        for severity, words, hint, kind in TOLD
        if words == one["message"]
    ]
    (run,) = json.loads(validate("bad.json", "-f", "sarif")[1])["runs"]
    assert [
        (one["ruleId"], one["level"], one["locations"][0]["physicalLocation"]["region"])
        for one in run["results"]
    ] == [
        (kind, severity, {"startLine": one["line"], "startColumn": one["column"]})
        for one in document
        for severity, words, _, kind in TOLD
        if words == one["message"]
    ]


def test_the_log_is_one_of_the_official_schema_and_stays_the_same_when_lines_move() -> None:
    Path("bad.json").write_text(BAD, "utf-8")
    code, told, totals = validate("bad.json", "-f", "sarif", "-o", "bad.sarif")
    assert (code, told) == (3, "")
    assert totals == "1 file, 2 contracts: 1 error, 1 contradiction, 1 warning\n"
    log = json.loads(Path("bad.sarif").read_text("utf-8"))
    Draft7Validator(official_schema()).validate(log)
    Path("bad.json").write_text(f"\n\n{BAD}", "utf-8")
    again = json.loads(validate("bad.json", "-f", "sarif")[1])
    assert [one["partialFingerprints"] for one in again["runs"][0]["results"]] == [
        one["partialFingerprints"] for one in log["runs"][0]["results"]
    ]


def test_issues_keep_their_marks_when_lines_move() -> None:
    Path("bad.json").write_text(BAD, "utf-8")
    before = json.loads(validate("bad.json", "-f", "gitlab")[1])
    Path("bad.json").write_text(f"\n\n{BAD}", "utf-8")
    after = json.loads(validate("bad.json", "-f", "gitlab")[1])
    assert [one["fingerprint"] for one in after] == [one["fingerprint"] for one in before]
