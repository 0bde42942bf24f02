"""What holds for every format: safe to print, whole, the same bytes, nothing left out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from closeout.cli.render import BINARY, FORMATS, RenderOptions, render
from closeout.engine.report.findings import Report

ALL = sorted(set(FORMATS) - BINARY)
PIPELINE = ("sarif", "junit", "github", "gitlab", "markdown", "csv", "ndjson", "ics")
HIDDEN = (
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)


def test_the_pipeline_formats_are_in_the_table() -> None:
    assert set(PIPELINE) <= set(ALL)


@pytest.mark.parametrize("format_", ALL)
def test_nothing_acts_on_a_terminal_or_hides_in_a_line(
    pipeline_report: tuple[str, Report], format_: str
) -> None:
    text = render(format_, pipeline_report[1], RenderOptions(verbose=True, facts=True))
    assert re.findall(HIDDEN, text) == []
    assert text.endswith("\n") or (format_, text) == ("concise", "")
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize("format_", [name for name in ALL if name not in ("github", "csv", "ics")])
def test_no_line_is_a_workflow_command(pipeline_report: tuple[str, Report], format_: str) -> None:
    text = render(format_, pipeline_report[1], RenderOptions(verbose=True))
    assert [line for line in text.splitlines() if re.match(r"\s*::[a-z-]+.*::", line)] == []
    assert "##[" not in text


@pytest.mark.parametrize("format_", ["csv", "ics"])
def test_no_cell_and_no_calendar_line_begins_a_workflow_command(
    pipeline_report: tuple[str, Report], format_: str
) -> None:
    text = render(format_, pipeline_report[1], RenderOptions())
    assert [line for line in text.split("\r\n") if re.match(r"\s*(::|##\[)", line)] == []


@pytest.mark.parametrize("format_", PIPELINE)
def test_every_text_of_the_report_leaves_a_trace(injection: Report, format_: str) -> None:
    text = render(format_, injection, RenderOptions())
    missing = [one.fingerprint for one in injection.findings if one.fingerprint not in text]
    if format_ in ("sarif", "gitlab", "csv", "ndjson"):
        assert missing == []
    else:
        dated = [one for one in injection.findings if one.deadline is not None]
        marker = {"junit": "\nSource: ", "github": "\n::", "markdown": "\n| ", "ics": "\r\nUID:"}
        wanted = len(dated) * 2 if format_ == "ics" else len(injection.findings)
        assert text.count(marker[format_]) >= wanted - 1


@pytest.mark.parametrize("format_", PIPELINE)
def test_very_long_texts_are_cut_where_people_read(
    format_: str, make: SimpleNamespace, shapes: SimpleNamespace
) -> None:
    long = "long " * 40_000
    contract = make.contract("C1", "wait", title=long, client=long)
    finding = make.finding("r", "leave-feedback", "error", long, contract="C1")
    text = render(format_, shapes.placed(make.report((contract,), (finding,))), RenderOptions())
    if format_ in ("csv", "ndjson"):
        assert text.count("long ") >= 40_000
    else:
        assert len(text) < 10_000


PROGRAM = """
import sys
from closeout.cli.app import main
sys.argv = ["closeout", "check", "in.json", "--fail-on", "never", *sys.argv[1:]]
main()
"""


@pytest.fixture(scope="module")
def of_two_processes(
    tmp_path_factory: pytest.TempPathFactory, shapes: SimpleNamespace
) -> list[Path]:
    """A folder for each of two processes, with a hostile snapshot in every format."""
    texts = [text for text in shapes.INJECTIONS if "\ud800" not in text]
    document: dict[str, Any] = {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "contracts": [
            {
                "id": f"{number} {text}",
                "title": text,
                "client": {"id": text, "name": text},
                "type": "fixed",
                "status": "active",
                "closing_planned": True,
                "currency": "USD",
                "milestones": [
                    {
                        "id": text,
                        "title": text,
                        "state": "submitted",
                        "amount": "300.00",
                        "funded_amount": "300.00",
                        "submissions": ["2026-03-01T09:00:00Z"],
                        "changes_requested_at": "none",
                    }
                ],
            }
            for number, text in enumerate(texts)
        ],
    }
    folders = []
    for seed in ("1", "2"):
        folders.append(tmp_path_factory.mktemp("hostile"))
        (folders[-1] / "in.json").write_text(json.dumps(document), "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *(f"-f{name}:{name}" for name in PIPELINE)],
            capture_output=True,
            cwd=folders[-1],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout == b""
    return folders


@pytest.mark.parametrize("format_", PIPELINE)
def test_a_hostile_snapshot_gives_the_same_safe_bytes_in_every_process(
    format_: str, of_two_processes: list[Path]
) -> None:
    (output,) = {(folder / format_).read_bytes() for folder in of_two_processes}
    assert re.findall(HIDDEN, output.decode("utf-8")) == []
