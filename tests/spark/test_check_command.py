"""`closeout check --engine spark`, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from closeout import load_policies

from .cluster import HOST, PATIENCE
from .portfolios import AS_OF, HOUSE, lines_of, portfolio, whole
from .test_cluster import lines_in


def test_it_writes_the_lines_of_the_whole(tmp_path: Path) -> None:
    contracts = portfolio(7, 300)
    given, output = tmp_path / "in.ndjson", tmp_path / "out"
    given.write_text("\n".join(lines_of(contracts)), "utf-8")
    settings = logging_settings(tmp_path / "settings")
    options = ["--engine", "spark", "--master", "local[2]", "--policies", str(HOUSE)]
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "closeout.cli.entry",
            "check",
            *options,
            "--as-of",
            AS_OF,
            given,
            output,
        ],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=os.environ
        | {"SPARK_LOCAL_IP": HOST, "CLOSEOUT_POLICIES": "fiverr", "SPARK_CONF_DIR": str(settings)},
    )
    assert run.returncode == 3, run.stderr  # some contracts of the portfolio cannot be read
    found = sorted(
        line
        for name in ("findings", "verdicts", "undetermined")
        for line in lines_in(output / name)
    )
    assert found == whole(contracts, load_policies(HOUSE))
    assert '"spark.python.unix.domain.socket.enabled":"true"' in logged_in(settings)


def logging_settings(folder: Path) -> Path:
    """Settings of Spark by which a run leaves a log of its events."""
    folder.mkdir()
    lines = [
        "spark.eventLog.enabled true",
        "spark.eventLog.compress false",
        f"spark.eventLog.dir {folder.as_uri()}",
    ]
    (folder / "spark-defaults.conf").write_text("\n".join(lines), "utf-8")
    return folder


def logged_in(settings: Path) -> str:
    """What runs with these settings have logged."""
    return "".join(
        path.read_text("utf-8")
        for path in settings.rglob("*")
        if path.is_file() and path.suffix != ".conf"
    )
