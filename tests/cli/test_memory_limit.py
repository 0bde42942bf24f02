"""`check --memory-limit`: kept, or the run ends plainly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from closeout.cli.memory import size_of
from closeout.engine.problems import UsageError

PORTFOLIO = Path(__file__).parents[2] / "examples" / "portfolio.json"


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MiB", 500 << 20), ("2 GiB", 2 << 30), ("1.5gb", 1_500_000_000), ("64 kb", 64_000)],
)
def test_a_size_is_a_number_with_a_unit(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "500", "MiB", "-1MiB", "0MiB", "1e9MiB", "2 TiB", "2GiB!"])
def test_what_is_no_size_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="is no size of memory\n  write it as 500MiB or 2GiB"):
        size_of(text)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits what is counted here")
def test_a_run_that_needs_more_ends_without_an_output(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    run = checked("12MiB", output)
    assert run.returncode == 3
    assert run.stderr == (
        "--memory-limit: error: the run needs more memory than 12MiB\n"
        "  raise the limit, or check fewer contracts at a time\n"
    )
    assert not output.exists()


def test_a_run_that_needs_no_more_is_as_without_a_limit(tmp_path: Path) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("no limit is kept here")
    output = tmp_path / "out.json"
    assert checked("2GiB", output).returncode in (0, 1)
    assert output.read_text(encoding="utf-8").startswith('{\n  "version": 1')


def checked(limit: str, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "closeout.cli.entry", "check", "--memory-limit", limit]
    command += ["--format", "json", "--output", str(output), str(PORTFOLIO)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
