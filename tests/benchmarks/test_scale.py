"""The programs that `benchmarks/scale.py` compares decide the same, on a small portfolio."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.contenders import duckdb_sql, same_bytes, tuned
from benchmarks.scaling.page import block, replaced
from benchmarks.scaling.programs import DUCKDB, ONE, PACK, TUNED, Portfolio, pairs, told, written
from benchmarks.scaling.runs import REPOSITORY, Run, Taken
from closeout.cli.app import app

CONTRACTS = 500
"""Enough for every rule to hold somewhere, and for accounts of which something is not known."""


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return written(tmp_path_factory.mktemp("portfolio"), CONTRACTS, seed=36)


@pytest.fixture(scope="module")
def report(portfolio: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What closeout writes of it."""
    file = tmp_path_factory.mktemp("report") / "report.ndjson"
    pack = str(REPOSITORY / PACK)
    options = ["--policies", pack, "--engine", "python", "--jobs", "1", "--fail-on", "never"]
    result = CliRunner().invoke(
        app, ["check", str(portfolio.lines), *options, "-f", f"ndjson:{file}"]
    )
    assert result.exit_code == 0, result.output
    return file


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a program by hand; what it prints."""

    def run(main: Callable[[], None], *arguments: Path) -> str:
        monkeypatch.setattr(sys, "argv", ["program", *map(str, arguments)])
        with redirect_stdout(io.StringIO()) as out:
            main()
        return out.getvalue()

    return run


def kinds(file: Path) -> Iterator[tuple[str, str | None]]:
    with file.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            yield line["kind"], line.get("rule")


def test_every_rule_of_the_bench_pack_but_one_holds_somewhere_and_seven_may_be(
    report: Path,
) -> None:
    seen = set(kinds(report))
    assert len({rule for kind, rule in seen if kind == "finding"}) == 18
    assert len({rule for kind, rule in seen if kind == "undetermined"}) == 7


def test_python_by_hand_writes_the_bytes_of_closeout(
    portfolio: Portfolio, report: Path, by_hand: Callable[..., str]
) -> None:
    assert by_hand(same_bytes.main, portfolio.lines) == report.read_text(encoding="utf-8")


def test_tuned_python_finds_what_closeout_finds(
    portfolio: Portfolio, report: Path, by_hand: Callable[..., str], tmp_path: Path
) -> None:
    hits = tmp_path / "hits.ndjson"
    hits.write_text(by_hand(tuned.main, portfolio.lines), encoding="utf-8")
    assert pairs(hits) == told(report)


def test_sql_finds_what_closeout_finds(
    portfolio: Portfolio, report: Path, by_hand: Callable[..., str], tmp_path: Path
) -> None:
    pytest.importorskip("duckdb")
    by_hand(duckdb_sql.main, portfolio.lines, tmp_path / "hits.ndjson")
    assert pairs(tmp_path / "hits.ndjson") == told(report)


def test_a_block_of_the_page_tells_medians_and_the_ratios_of_each_round() -> None:
    runs = {
        TUNED: Taken([Run(1, 1, 10), Run(2, 1, 10), Run(4, 1, 10)]),
        DUCKDB: Taken([Run(2, 4, 90), Run(2, 4, 90), Run(2, 4, 90)]),
        ONE: Taken([Run(3, 2, 50), Run(8, 2, 51), Run(8, 2, 52)]),
    }
    told = block(20_000, runs, 1234).splitlines()
    assert "1,234 findings, equal in all; rounds: 3." in told[2]
    assert told[-3:] == [
        "| closeout, 1 process | 8.00 | 2.00 | 51 | 3.0 (2.0) |  | 4.0 (0.5) |",
        "",
        "- closeout, 1 process, against Python, tuned, hits alone, wall time: to reach at most 3x, "
        "reached with 3.00x.",
    ]


def test_a_block_takes_the_place_of_the_one_before_and_leaves_the_rest() -> None:
    page = "# Performance\n\nWords.\n"
    page = replaced(page, "30", "one")
    page = replaced(page, "2000", "two")
    page = replaced(page, "30", "three \\1")
    assert page == (
        "# Performance\n\nWords.\n\n<!-- measured: 30 -->\nthree \\1\n<!-- end: 30 -->\n\n"
        "<!-- measured: 2000 -->\ntwo\n<!-- end: 2000 -->\n"
    )
