"""Every output tells the instant for which it was decided; what has no room for it has it told on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from closeout.cli.app import app
from closeout.cli.render import BINARY, FORMATS

from ..tiny import use_tiny_pack

QUIET = '{"version": 1, "as_of": "2026-03-10", "contracts": [{"id": "C1", "status": "active"}]}'
TOLD = "As of 2026-03-10 00:00 UTC (from the snapshot).\n"
BESIDE = {"concise", "csv", "gitlab", "undetermined-csv", "parquet", "undetermined-parquet"}
"""Formats that say nothing where nothing was found."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_tiny_pack(tmp_path / "tiny", monkeypatch)
    monkeypatch.delenv("CLOSEOUT_AS_OF", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(QUIET, encoding="utf-8")


def run(*arguments: str) -> tuple[str, str]:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code in (0, 1), (done.output, done.exception)
    return done.stdout, done.stderr


@pytest.mark.parametrize("format", sorted({*FORMATS} - BESIDE - BINARY))
def test_a_format_tells_it(format: str) -> None:
    out, err = run("check", "a.json", "-f", format)
    assert "2026-03-10" in out
    assert err == ""


@pytest.mark.parametrize("format", sorted(BESIDE))
def test_a_format_without_room_has_it_told_beside(format: str) -> None:
    target = f"{format}:out" if format in BINARY else format
    assert run("check", "a.json", "-f", target)[1] == TOLD
    assert run("check", "a.json", "-f", target, "-f", "json:out.json")[1] == ""
    assert run("check", "a.json", "--as-of", "2026-03-11", "-f", target)[1] == (
        "As of 2026-03-11 00:00 UTC (as given).\n"
    )


def test_the_quiet_view_tells_it_in_the_zone_of_the_reader() -> None:
    assert run("check", "a.json", "-q", "--time-zone", "Asia/Tokyo")[1] == (
        "As of 2026-03-10 09:00 JST (from the snapshot).\n"
    )


def test_of_several_reports_each_has_its_own() -> None:
    Path("b.json").write_text(QUIET.replace("03-10", "03-09"), encoding="utf-8")
    told = run("check", "a.json", "b.json", "--each", "-q")[1]
    assert told.splitlines()[:2] == [
        "a.json: As of 2026-03-10 00:00 UTC (from the snapshot).",
        "b.json: As of 2026-03-09 00:00 UTC (from the snapshot).",
    ]


def test_questions_tell_it() -> None:
    assert run("ask", "a.json", "-f", "text")[0].endswith(TOLD)
    assert (
        '"as_of": "2026-03-10T00:00:00Z",\n  "as_of_origin": "snapshot"'
        in (run("ask", "a.json", "-f", "json")[0])
    )


def test_questions_in_a_table_tell_it_in_each_row_or_beside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ("ask", "a.json", "-f", "csv")
    head = "contract,milestone,field,question,decides,until,answer,as_of,as_of_origin\n"
    assert run(*asked) == (head, TOLD)
    monkeypatch.delenv("CLOSEOUT_POLICIES")
    Path("a.json").write_text(QUIET.replace("}", ', "closing_planned": true}', 1), "utf-8")
    out, err = run(*asked)
    rows = out.splitlines()[1:]
    assert [row for row in rows if not row.endswith(",,2026-03-10T00:00:00Z,snapshot")] == []
    assert (len(rows) > 0, err) == (True, "")
