"""Every format that tells entry by entry writes the same bytes of contracts that are held and that are not."""

from __future__ import annotations

import errno
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from typer.testing import CliRunner

from closeout.cli import held
from closeout.cli.app import app
from closeout.cli.render import parquet
from closeout.cli.render.entry_wise import ENTRY_WISE
from closeout.engine.evaluation import by_account as engine_by_account
from closeout.engine.processes import cores
from closeout.engine.snapshot import spool

from .test_by_account import EXPORTS, HEADER, Files, Json, portfolio, written
from .test_by_account import checked as checked_with
from .test_in_place import PACK

Written = dict[str, bytes]


def packed(folder: Path, files: Files) -> list[str]:
    """The export as packed NDJSON."""
    found = []
    for name in map(Path, written(folder, files)):
        file = name.with_suffix(".ndjson.gz")
        file.write_bytes(gzip.compress(name.read_bytes()))
        found.append(str(file))
    return found


def documents(folder: Path, files: Files) -> list[str]:
    """The export as JSON documents, of which the contracts stand at any column."""
    found = []
    for number, (header, contracts) in enumerate(files):
        file = folder / f"export{number}.json"
        file.write_text(json.dumps({**header, "contracts": contracts}, indent=number), "utf-8")
        found.append(str(file))
    return found


@pytest.fixture
def outputs(tmp_path: Path) -> Callable[..., Written]:
    """What a run writes in each of the formats, and all else that it says."""

    def run(names: list[str], *options: str) -> Written:
        files = {format: tmp_path / f"out.{format}" for format in sorted(ENTRY_WISE)}
        for file in files.values():
            file.unlink(missing_ok=True)
        asked = [each for format, file in files.items() for each in ("-f", f"{format}:{file}")]
        done = checked_with(names, "--policies", str(PACK), *asked, *options)
        found = {format: file.read_bytes() for format, file in files.items()}
        return found | {"": f"{done.exit_code} {done.stdout} {done.stderr}".encode()}

    return run


@pytest.fixture
def few_held(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """From the call on few contracts are held, and no account that has so many."""

    def few(huge: int) -> None:
        monkeypatch.setattr(held, "HELD", 5)
        monkeypatch.setattr(engine_by_account, "LEAST", 1)
        monkeypatch.setattr(engine_by_account, "SLICE", 4)
        monkeypatch.setattr(engine_by_account, "HUGE", huge)
        monkeypatch.setattr(spool, "_WRITTEN_AT_ONCE", 3)

    return few


WAYS: dict[str, tuple[Callable[[Path, Files], list[str]], int]] = {
    "in place": (written, 10_000),
    "in place, in slices": (written, 0),
    "in a spool": (packed, 10_000),
    "in a spool, in slices": (documents, 0),
}
CASES = [
    pytest.param(files, *way, id=f"{export}; {name}")
    for number, (export, files) in enumerate(EXPORTS.items())
    for name, way in list(WAYS.items())[number % 2 :: 2]
]


@pytest.mark.parametrize(("files", "write", "huge"), CASES)
def test_every_format_is_written_as_of_a_report_in_one(
    files: Files,
    write: Callable[[Path, Files], list[str]],
    huge: int,
    tmp_path: Path,
    outputs: Callable[..., Written],
    few_held: Callable[[int], None],
    spilled: list[BinaryIO],
) -> None:
    names = write(tmp_path, files)
    whole = outputs(names, "--jobs", "1")
    assert not spilled
    few_held(huge)
    assert outputs(names, "--jobs", str(min(2, cores()))) == whole
    assert spilled


def odd_lines(found: list[Json]) -> bytes:
    """Contracts that do not stand where lines begin, between empty lines of another system."""
    lines = [" " * (number % 3) + json.dumps(one) for number, one in enumerate(found)]
    return b"\xef\xbb\xbf" + "\r\n\r\n".join([json.dumps(HEADER), *lines]).encode()


@pytest.mark.parametrize(
    "options", [(), ("--min-severity", "error"), ("--rule", "much-is-open")], ids=str
)
def test_a_contract_stands_where_its_record_begins(
    options: tuple[str, ...],
    tmp_path: Path,
    outputs: Callable[..., Written],
    few_held: Callable[[int], None],
) -> None:
    file = tmp_path / "export.ndjson"
    file.write_bytes(odd_lines(portfolio(3, 20)))
    whole = outputs([str(file)], *options)
    few_held(10_000)
    assert outputs([str(file)], *options) == whole
    assert b"export.ndjson,41,2," in whole["contracts-csv"]


@pytest.mark.parametrize("formats", [(), ("-f", "ndjson")], ids=["every format", "one format"])
def test_what_a_baseline_knows_is_told_and_what_of_it_is_gone(
    formats: tuple[str, ...],
    tmp_path: Path,
    outputs: Callable[..., Written],
    few_held: Callable[[int], None],
    spilled: list[BinaryIO],
) -> None:
    contracts, known = portfolio(3, 30), tmp_path / "known.json"
    names = written(tmp_path, [(HEADER, contracts[:20])])
    wrote = CliRunner().invoke(
        app, ["baseline", "write", *names, "--policies", str(PACK), "-o", str(known)]
    )
    assert wrote.exit_code == 0
    names = written(tmp_path, [(HEADER, contracts[10:])])

    def run() -> Written:
        options = ("--baseline", str(known), "--fail-on", "info")
        if not formats:
            return outputs(names, *options)
        done = checked_with(names, "--policies", str(PACK), *formats, *options)
        return {"": done.output.encode(), "exit code": str(done.exit_code).encode()}

    whole = run()
    assert not spilled
    few_held(10_000)
    assert run() == whole
    assert spilled
    assert b"gone: " in whole[""]


def test_the_page_of_a_run_gets_the_whole_report(
    tmp_path: Path,
    few_held: Callable[[int], None],
    spilled: list[BinaryIO],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = tmp_path / "page.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    few_held(10_000)
    names = written(tmp_path, [(HEADER, portfolio(3, 20))])
    done = checked_with(names, "--policies", str(PACK), "-f", "github")
    assert done.exit_code in (0, 1)
    assert not spilled
    assert "20 contracts" in page.read_text("utf-8")


def test_a_table_that_finds_no_room_is_told_and_not_written(
    tmp_path: Path, few_held: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parquet.ParquetRows, "_write", full)
    few_held(10_000)
    names = documents(tmp_path, [(HEADER, portfolio(3, 20))])
    output = tmp_path / "out.parquet"
    run = checked_with(names, "--policies", str(PACK), "-f", "parquet", "-o", str(output))
    assert run.exit_code == 3
    assert "the table cannot be written to it: no space left on device" in run.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["export0.json"]
