"""`check --engine spark` hands over what `python -m closeout.spark` would take, and refuses the rest."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.spark import command
from closeout.spark.command import Asked


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Asked]:
    """What runs were asked for; none is made, and each ends with 1."""
    asked: list[Asked] = []
    monkeypatch.setattr(command, "run", lambda each: asked.append(each) or 1)
    monkeypatch.chdir(tmp_path)
    return asked


def told(*arguments: str) -> str:
    """What a command writes, and its code."""
    result = CliRunner().invoke(app, ["check", "--engine", "spark", *arguments])
    return f"{result.output}code {result.exit_code}\n"


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--master", "local[2]", "--read", "ndjson", "-f", "parquet", "--role", "Buyer"],
        [
            "--policies",
            "upwork",
            "--policies",
            "fiverr",
            "--close",
            "C1",
            "--close",
            "C2",
            "--strict",
        ],
        ["--as-of", "2026-03-10T12:00:00Z", "--fail-on", "never"],
        ["--as-of", "now"],
    ],
    ids=["nothing", "how it is read and written", "what it is judged by", "when", "now"],
)
def test_both_entrances_ask_for_the_same_run(
    options: list[str], runs: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(*options, "in", "more", "out") == "code 1\n"
    monkeypatch.setattr(sys, "argv", ["closeout.spark", *options, "in", "more", "out"])
    with pytest.raises(SystemExit):
        command.main()
    one, other = (
        {name: getattr(each, name) for name in Asked.__slots__}
        | {"policies": list(each.policies or ()), "close": list(each.close)}
        for each in runs
    )
    assert one == other
    assert list(runs[0].inputs) == ["in", "more"]


def test_settings_of_the_folder_hold_as_for_every_check(runs: list[Asked]) -> None:
    Path("closeout.yaml").write_text("fail-on: warning\nstrict: true\nformat: sarif\n", "utf-8")
    assert told("in", "out") == "code 1\n"
    assert (runs[0].fail_on, runs[0].strict, runs[0].format) == ("warning", True, "ndjson")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ["in"],
            "OUT: error: there is no folder for the results: name what to read, and where to write\n"
            "  closeout check --engine spark IN... OUT\n",
        ),
        (
            ["-", "out"],
            "-: error: Spark reads no stdin, and writes to no stdout\n"
            "  write what comes from there into a file\n",
        ),
        (
            ["-f", "html", "in", "out"],
            '--format: error: results of --engine spark are not written as "html"\n'
            "  known: ndjson, parquet\n",
        ),
        (
            ["-f", "ndjson", "-f", "parquet", "in", "out"],
            "--format: error: results are written once\n  keep one\n",
        ),
        (
            ["--fail-on", "undetermined", "in", "out"],
            "--fail-on: error: fail-on: undetermined has no meaning with --engine spark\n"
            "  expected error, warning, info or never\n",
        ),
    ],
    ids=["no output", "stdin", "another format", "two formats", "what Spark does not count"],
)
def test_what_cannot_be_is_refused(arguments: list[str], error: str, runs: list[Asked]) -> None:
    assert told(*arguments) == f"{error}code 2\n"
    assert runs == []


@pytest.mark.parametrize(
    "option",
    [
        ["--jobs", "2"],
        ["--memory-limit", "2GiB"],
        ["--waivers", "waivers.yaml"],
        ["--baseline", "baseline.json"],
        ["--supplement", "answers.csv"],
        ["--each"],
        ["--watch"],
        ["--redact"],
        ["--min-severity", "error"],
        ["--on-invalid", "skip"],
        ["--output", "out.json"],
        ["--quiet"],
    ],
    ids=lambda option: option[0],
)
def test_an_option_that_has_no_meaning_is_refused(option: list[str], runs: list[Asked]) -> None:
    assert told(*option, "in", "out") == (
        f"{option[0]}: error: this has no meaning with --engine spark\n"
        "  leave it out; docs/spark.md says what there is\ncode 2\n"
    )
    assert runs == []


def test_a_setting_that_has_no_meaning_is_refused_where_it_stands(runs: list[Asked]) -> None:
    Path("closeout.yaml").write_text("fail-on: error\nwaivers: waivers.yaml\n", "utf-8")
    output = told("in", "out")
    assert output.startswith(
        "closeout.yaml:2:10: error: the setting waivers has no meaning with --engine"
    )
    assert output.endswith("code 2\n")
    assert runs == []


@pytest.mark.parametrize("option", [["--master", "local[2]"], ["--read", "ndjson"]])
def test_options_of_spark_are_refused_without_it(option: list[str], runs: list[Asked]) -> None:
    result = CliRunner().invoke(app, ["check", *option, "in.json"])
    assert result.output == (
        f"{option[0]}: error: this is for --engine spark alone\n"
        "  leave it out; docs/spark.md says what there is\n"
    )
    assert result.exit_code == 2
