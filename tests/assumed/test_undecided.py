"""What a run means that cannot decide a rule of severity error, and what nobody assumes with `--strict`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from closeout.cli.app import app

AS_OF = "2026-03-10T12:00:00Z"

RULE = """
- id: look-first
  title: Look first
  for: contract
  when: {needs_care: true}
  then: {action: hold, severity: %s, message: Look first.}
"""
PACK = """
id: house
version: 1.0.0
platform: upwork
facts:
  contract.needs_care: {all: [{open_tasks: {gt: 0}}]}
actions:
  hold: {title: Hold it, effect: prepare}
"""
ASSUMED = """
assumptions:
  nothing-open:
    for: contract
    field: open_tasks
    value: 0
    says: No task is open, where nobody noted one.
    because: Only a person can note it.
    basis: advice
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = {"version": 1, "as_of": AS_OF, "contracts": [{"id": "C1", "status": "active"}]}
    Path("a.json").write_text(json.dumps(document), encoding="utf-8")


def pack(severity: str = "error", more: str = "") -> None:
    Path("house").mkdir(exist_ok=True)
    Path("house/pack.yaml").write_text(PACK + more, encoding="utf-8")
    Path("house/rules.yaml").write_text(RULE % severity, encoding="utf-8")


def check(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", "a.json", "--policies", "house", *options])


EXITS: list[tuple[str, tuple[str, ...], int]] = [
    ("error", (), 1),
    ("error", ("--undecided", "error", "--fail-on", "warning"), 1),
    ("error", ("--undecided", "ignore"), 0),
    ("error", ("--fail-on", "never"), 0),
    ("error", ("--fail-on", "never", "--undecided", "error"), 0),
    ("error", ("--undecided", "ignore", "--fail-on", "undetermined"), 1),
    ("error", ("--rule", "look-first"), 1),
    ("warning", (), 0),
    ("warning", ("--fail-on", "warning"), 0),
    ("warning", ("--fail-on", "undetermined"), 1),
]


@pytest.mark.parametrize(
    ("severity", "options", "code"),
    EXITS,
    ids=[" ".join((severity, *options)) for severity, options, _ in EXITS],
)
def test_what_cannot_be_decided_counts_as_an_error_where_the_rule_is_one(
    severity: str, options: tuple[str, ...], code: int
) -> None:
    pack(severity)
    assert check(*options).exit_code == code


def test_what_cannot_be_decided_and_is_in_the_baseline_fails_no_run() -> None:
    pack()
    written = ["baseline", "write", "a.json", "--policies", "house", "-o", "known.json"]
    assert CliRunner().invoke(app, written).exit_code == 0
    assert check("--baseline", "known.json").exit_code == 0


@pytest.mark.parametrize("where", ["flag", "file", "environment"])
def test_strict_assumes_nothing(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(more=ASSUMED)
    assert undetermined(check("-f", "json")) == []
    if where == "file":
        Path("closeout.yaml").write_text("strict: true\n", "utf-8")
    if where == "environment":
        monkeypatch.setenv("CLOSEOUT_STRICT", "true")
    result = check("-f", "json", *(("--strict",) if where == "flag" else ()))
    assert (undetermined(result), result.exit_code) == (["look-first"], 1)
    assert undetermined(check("-f", "json", "--no-strict")) == []


def test_a_flag_of_strict_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pack()
    monkeypatch.setenv("CLOSEOUT_STRICT", "yes")
    result = check()
    assert result.exit_code == 2
    assert "CLOSEOUT_STRICT: error: `strict` cannot be `yes`" in result.stderr
    assert "expected true or false" in result.stderr


def test_strict_with_a_pack_that_assumes_nothing_changes_nothing() -> None:
    pack("warning")
    assert check("-f", "json", "--strict").stdout == check("-f", "json").stdout


def undetermined(result: Result) -> list[str]:
    found: dict[str, Any] = json.loads(result.stdout)
    return [item["rule"] for item in found["undetermined"]]


FORBIDS = """
- id: never-yet
  title: Never yet
  for: contract
  when:
    any:
      - not: {certainly: {open_tasks: 0}}
      - requirements_missed: true
  then: {action: forbid, severity: warning, message: Not yet.}
"""
FORBID = """
  forbid: {title: Do not end it, effect: block}
"""


def test_what_forbids_the_end_without_an_assumption_is_told_once_and_not_as_undecided_too() -> None:
    Path("house").mkdir()
    Path("house/pack.yaml").write_text(PACK + FORBID + ASSUMED, encoding="utf-8")
    Path("house/rules.yaml").write_text(FORBIDS, encoding="utf-8")
    report = json.loads(check("-f", "json", "--fail-on", "never").stdout)
    assert [each["rule"] for each in report["findings"]] == ["never-yet"]
    assert report["undetermined"] == []
    assert [each["verdict"] for each in report["contracts"]] == ["do-not-end"]
