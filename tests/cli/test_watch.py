"""`--watch` runs again when something changes that is read, and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli import watching
from closeout.cli.app import app

AS_OF = "As of 2026-03-10 12:00 UTC (from the snapshot).\n"
EXPORT = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "contracts": [{"id": "C1", "status": "active", "currency": "USD", "budget": "9.00"}],
}
PACK = """\
id: mine
title: Mine
actions: {go: {title: Go, effect: prepare}}
rules:
  - {id: x, title: X, for: contract, when: {budget: {lt: 10 USD}},
     then: {action: go, severity: info, message: "Less than 10 USD."}}
"""


def put(file: str, text: str) -> str:
    Path(file).parent.mkdir(exist_ok=True)
    Path(file).write_text(text, encoding="utf-8")
    return str(Path(file).absolute())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put("in/a.json", json.dumps(EXPORT))
    put("mine/pack.yaml", PACK)
    put(
        "mine/a.test.yaml",
        "as_of: 2026-03-10\n"
        "cases: [{name: A, contract: {status: active, currency: USD, budget: 9}, findings: [x]}]\n",
    )


def said(
    monkeypatch: pytest.MonkeyPatch, steps: Sequence[tuple[str, str]], *arguments: str
) -> tuple[str, str]:
    """Stdout and stderr of a command while files get other texts, one after the other, then Ctrl-C."""
    folders: list[Path] = []

    def changes(paths: Sequence[Path]) -> Iterator[set[str]]:
        folders.extend(paths)
        for file, text in steps:
            yield {put(file, text)}
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "_of_system", lambda: changes)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 130, result.stderr
    assert all(folder.is_dir() for folder in folders)
    return result.stdout, result.stderr


CHECK = ("check", "in", "--policies", "mine", "-q", "--watch")


def test_a_check_runs_again_when_an_export_or_a_policy_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = json.dumps(EXPORT).replace("9.00", "99.00")
    steps = [("in/a.json", other), ("mine/pack.yaml", PACK.replace("10 USD", "100 USD"))]
    out, err = said(monkeypatch, steps, *CHECK)
    assert [line.partition("info: ")[2] for line in out.splitlines()] == [
        "Contract C1: Less than 10 USD. [x]",
        "Contract C1: Less than 100 USD. [x]",
    ]
    assert (
        err == f"{AS_OF}changed: a.json\n{AS_OF}changed: pack.yaml\n{AS_OF}closeout: interrupted\n"
    )


def test_a_mistake_is_told_and_the_next_change_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [("mine/pack.yaml", PACK.replace("lt:", "lss:")), ("mine/pack.yaml", PACK)]
    out, err = said(monkeypatch, steps, *CHECK)
    assert out.count("Less than 10 USD.") == 2
    assert "mine/pack.yaml:5:" in err and "error: " in err


@pytest.mark.parametrize(
    "file",
    ["other/a.json", "in/.a.json.swp", "in/~a.json", "mine/.git/x.yaml", "mine/__pycache__/x"],
)
def test_other_and_hidden_files_are_no_reason_to_run_again(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(file).parent.mkdir(exist_ok=True)
    out, err = said(monkeypatch, [(file, "x")], *CHECK)
    assert (out.count("\n"), err) == (1, f"{AS_OF}closeout: interrupted\n")


def test_an_output_in_a_folder_that_is_read_is_no_reason_to_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = [("in/out.txt", "x")]
    arguments = ("check", "in/a.json", "--policies", "mine", "-f", "text:in/out.txt", "--watch")
    assert said(monkeypatch, steps, *arguments)[1] == "closeout: interrupted\n"


def test_the_cases_run_again_when_a_case_or_a_rule_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [("mine/pack.yaml", PACK.replace("10 USD}", "1 USD}")), ("mine/pack.yaml", PACK)]
    out, _ = said(monkeypatch, steps, "test", "mine/a.test.yaml", "--watch")
    counts = [line for line in out.splitlines() if line.startswith("1 case in 1 file: ")]
    assert ["all passed" in line for line in counts] == [True, False, True]


def test_stdin_cannot_be_watched() -> None:
    result = CliRunner().invoke(app, ["check", "-", "--watch"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "stdin is read once and cannot be watched" in result.stderr


def test_a_missing_library_is_told_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(app, ["check", "in", "--watch"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'closeout[watch]'" in result.stderr
