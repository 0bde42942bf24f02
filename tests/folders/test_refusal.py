"""A file of closeout itself that is named as an export is refused by what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app

from .test_finding import REPORTS, folder, put, run

__all__ = ["folder"]

REPORT = "this is a report of closeout, no export\n  name the export that it was made of\n"
PACK = "this belongs to a policy pack, no export\n  name its folder with --policies\n"
ANSWERS = (
    "these are answers to `closeout ask`, no export\n"
    "  name the export that they are about, and this file with --supplement\n"
)


def report(format_: str) -> Path:
    put("a.json")
    file = Path(f"report.{format_.rpartition('-')[2]}")
    done = run("check", "a.json", "-f", f"{format_}:{file}", "--fail-on", "never")
    assert done.exit_code == 0
    return file


@pytest.mark.parametrize("format_", [*REPORTS, "undetermined-csv", "undetermined-parquet"])
@pytest.mark.parametrize("command", ["check", "validate", "convert"])
def test_a_report_that_is_named_is_no_export(command: str, format_: str) -> None:
    file = report(format_)
    done = run(command, str(file))
    assert done.exit_code == 3
    assert done.output.startswith(f"{file}: error: {REPORT}")
    assert "verdict" not in done.output


@pytest.mark.parametrize("format_", ["json", "ndjson", "csv", "contracts-csv", "xlsx"])
def test_a_report_on_standard_input_is_no_export(format_: str) -> None:
    content = report(format_).read_bytes()
    done = CliRunner().invoke(app, ["check", "-"], input=content)
    assert (done.exit_code, done.stderr) == (3, f"<stdin>: error: {REPORT}")


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("format_", ["csv", "contracts-csv", "undetermined-csv"])
def test_a_table_that_a_spreadsheet_has_saved_again_stays_a_report(
    format_: str, separator: str
) -> None:
    first, rest = report(format_).read_text("utf-8").split("\n", 1)
    cells = (f'"{cell}"' for cell in first.strip().split(","))
    put("again.csv", f"\ufeff{separator.join(cells)}\n{rest}")
    done = run("check", "again.csv")
    assert (done.exit_code, done.stderr) == (3, f"again.csv: error: {REPORT}")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "closeout.yaml",
            "fail-on: never\n",
            "these are settings of closeout, no export\n"
            "  they hold for the exports in their folder: name those\n",
        ),
        (
            "waivers.yaml",
            "- {rule: x, contract: C1, reason: r, until: 2026-04-01}\n",
            "these are waivers, no export\n  name them with --waivers\n",
        ),
        (
            "known.json",
            '{"version": 1, "findings": [], "undetermined": []}',
            "this is a baseline of closeout, no export\n  name it with --baseline\n",
        ),
        (
            "statements.yaml",
            "statements: {}\n",
            "these are statements of sources, no export\n  name its folder with --policies\n",
        ),
        (
            "mutants.yaml",
            "survivors: []\n",
            "these are mutants that survived, no export\n  `closeout test --mutate` reads them\n",
        ),
        (
            "x.test.yaml",
            "cases:\n  - name: x\n    contracts: []\n",
            "these are cases of policies, no export\n  `closeout test` runs them\n",
        ),
        ("pack/pack.yaml", "id: mine\n", PACK),
        ("pack/rule.yaml", "- id: x\n", PACK),
        ("a.answers.csv", "id,title,dispute\nC1,,none\n", ANSWERS),
        (
            "ask.csv",
            "contract,milestone,field,question,decides,answer\n",
            "these are questions of `closeout ask`, no export\n  name the export that they are about, "
            "and with --supplement this file once it is filled in\n",
        ),
    ],
)
def test_another_file_of_closeout_is_told_as_what_it_is(name: str, text: str, told: str) -> None:
    put("pack/pack.yaml", "id: mine\n")
    put("a.json")
    put(name, text)
    done = run("check", "a.json", name)
    assert (done.exit_code, done.stderr) == (3, f"{name}: error: {told}")


@pytest.mark.parametrize("name", ["x/closeout.yaml", "x.test.yaml", "pack/x.yaml", "known.json"])
def test_an_export_may_be_called_as_it_likes_where_it_is_named(name: str) -> None:
    put("pack/pack.yaml", "id: mine\n")
    put(name)
    done = run("check", name, "--fail-on", "never")
    assert (done.exit_code, "no export" in done.stderr) == (0, False)


def test_one_by_one_a_report_is_told_and_the_others_are_checked() -> None:
    file = report("contracts-csv")
    done = run("check", "--each", str(file), "a.json", "--fail-on", "never", "-f", "github")
    assert done.exit_code == 3
    told = REPORT.strip().replace("\n  ", "; ")
    first = f"::error file={file},title=Cannot be checked::{told}"
    assert done.stdout.splitlines()[0] == first
    assert "  0  a.json: 1 contract," in done.stderr
