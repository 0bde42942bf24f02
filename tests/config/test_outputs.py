"""Several formats at once, each whole in its place; what clashes is refused before any work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from closeout.cli import outputs
from closeout.cli.app import app
from closeout.cli.render import FORMATS

SNAPSHOT = {
    "version": 1,
    "as_of": "2026-03-10T12:00:00Z",
    "contracts": [
        {
            "id": "C1",
            "status": "ended",
            "refund_request": {
                "requested_at": "2026-03-08",
                "requested_by": "client",
                "response": "none",
                "amount": "10.00",
            },
        }
    ],
}
"""One finding of severity error, and nothing to ask: asking takes longer than everything else."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    Path("a.json").write_text(json.dumps(SNAPSHOT), encoding="utf-8")


def check(*options: str) -> Result:
    return CliRunner().invoke(app, ["check", "a.json", *options])


def written() -> list[str]:
    return sorted(path.name for path in Path().iterdir() if path.name != "a.json")


PLACES = [
    pytest.param((), "text", {}, id="text to stdout"),
    pytest.param(("-f", "json"), "json", {}, id="another format to stdout"),
    pytest.param(("-f", "json:-"), "json", {}, id="a dash is stdout"),
    pytest.param(("-f", "json", "-o", "x"), None, {"x": "json"}, id="output"),
    pytest.param(("-f", "json:x"), None, {"x": "json"}, id="a file"),
    pytest.param(("-f", "text", "-f", "json:x"), "text", {"x": "json"}, id="stdout and a file"),
    pytest.param(
        ("-f", "json:x", "-f", "text:y", "-f", "csv"), "csv", {"x": "json", "y": "text"}, id="three"
    ),
    pytest.param(
        ("-f", "json:x", "-f", "text", "-o", "y"),
        None,
        {"x": "json", "y": "text"},
        id="output for the bare one",
    ),
    pytest.param(("-f", "json:x", "-f", "json"), "json", {"x": "json"}, id="one format twice"),
    pytest.param(("-f", "auto"), "text", {}, id="auto"),
]


@pytest.mark.parametrize(("options", "printed", "targets"), PLACES)
def test_each_format_goes_to_its_place(
    options: tuple[str, ...], printed: str | None, targets: dict[str, str]
) -> None:
    alone = {name: check("-f", name).stdout for name in ("text", "json", "csv")}
    result = check(*options)
    assert result.stdout == ("" if printed is None else alone[printed])
    assert {name: Path(name).read_text("utf-8") for name in written()} == {
        name: alone[format] for name, format in targets.items()
    }


def test_nothing_is_printed_before_every_file_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[Path | None] = []
    monkeypatch.setattr(outputs, "write", lambda _, target: order.append(target))
    check("-f", "json:x", "-f", "text", "-f", "csv:y")
    assert order == [Path("x"), Path("y"), None]


CLASHES = [
    pytest.param(
        ("-f", "text", "-f", "json"),
        "--format: error: text and json would both go to standard output",
        id="two to stdout",
    ),
    pytest.param(
        ("-f", "text", "-f", "json:-"),
        "--format: error: text and json would both go to standard output",
        id="two to stdout, one by name",
    ),
    pytest.param(
        ("-f", "text", "-f", "json", "-o", "x"),
        "--format: error: text and json would both go to x",
        id="two to the output",
    ),
    pytest.param(
        ("-f", "text:x", "-f", "json:./x"),
        "x: error: text and json would both be written to it",
        id="two to a file",
    ),
    pytest.param(
        ("-f", "text:x", "-f", "json:link"),
        "link: error: text and json would both be written to it",
        id="two to a file by a link",
    ),
    pytest.param(
        ("-f", "text:x", "-f", "json", "-o", "x"),
        "x: error: text and json would both be written to it",
        id="a file and the output",
    ),
    pytest.param(
        ("-f", "json:x", "-o", "y"),
        "--output: error: every format has a file of its own",
        id="output without a format",
    ),
    pytest.param(("-f", "json:a.json"), "a.json: error: is an input of this run", id="the input"),
    pytest.param(("-f", "json:"), '--format: error: "json:" names no file', id="no file"),
    pytest.param(("-f", "json:."), ".: error: is a folder", id="a folder"),
    pytest.param(("-f", "json:no/x"), "no/x: error: its folder does not exist", id="no folder"),
    pytest.param(("-f", "jsn:x"), '--format: error: there is no format "jsn"', id="no format"),
]


@pytest.mark.parametrize(("options", "told"), CLASHES)
def test_what_clashes_is_refused_and_nothing_is_written(
    options: tuple[str, ...], told: str
) -> None:
    Path("link").symlink_to("x")
    result = check(*options)
    assert (result.exit_code, result.stdout, written()) == (2, "", ["link"])
    assert result.stderr.startswith(told)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every folder can be written to")
def test_a_folder_that_may_not_be_written_to_is_refused_before_any_work() -> None:
    Path("shut").mkdir(mode=0o500)
    result = check("-f", "json:shut/x")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("shut/x: error: cannot be written: permission denied")


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes in folders")
def test_a_pipe_is_written_to_and_not_replaced() -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        check("-f", "json:pipe")
        assert os.read(reader, 1 << 16).decode() == check("-f", "json").stdout
    finally:
        os.close(reader)
    assert Path("pipe").is_fifo()


@pytest.mark.parametrize("format", [*FORMATS, "auto"])
def test_no_format_changes_the_exit_code(format: str) -> None:
    assert check("-f", format).exit_code == 1
    assert check("-f", f"{format}:x", "-f", "text").exit_code == 1
    assert check("-f", format, "--fail-on", "never").exit_code == 0


def test_inside_github_actions_auto_annotates_and_adds_to_the_summary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    Path("summary.md").write_text("Before.\n", encoding="utf-8")
    result = check("-f", "auto")
    assert result.stdout.startswith("::error ")
    page = Path("summary.md").read_text("utf-8")
    assert page.startswith("Before.\n")
    assert "C1" in page
    check("-f", "json")
    assert Path("summary.md").read_text("utf-8") == page


def test_a_summary_that_cannot_be_written_is_told_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/summary.md")
    result = check("-f", "github")
    assert result.exit_code == 1
    assert result.stderr == (
        "GITHUB_STEP_SUMMARY: warning: the summary cannot be written to no/summary.md: "
        "no such file or directory\n"
    )
