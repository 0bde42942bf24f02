"""The command on a standalone cluster of two workers, one of which is killed in mid-run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import closeout.spark
from closeout import load_policies

from .cluster import HOST, PATIENCE, cluster, killed, waited_for
from .portfolios import AS_OF, HOUSE, lines_of, portfolio, whole

CONTRACTS = 1_200


def lines_in(folder: Path) -> list[str]:
    """Of all files that Spark wrote there."""
    return [
        line
        for file in sorted(folder.glob("part-*"))
        for line in file.read_text("utf-8").splitlines()
    ]


def test_a_worker_that_is_killed_in_mid_run_changes_nothing(tmp_path: Path) -> None:
    import pyspark

    home = Path(pyspark.__file__).parent
    contracts = portfolio(5, CONTRACTS)
    given, output = tmp_path / "in", tmp_path / "out"
    given.mkdir()
    lines = lines_of(contracts)
    (given / "a.ndjson").write_text("\n".join(lines), "utf-8")
    settings = {
        "spark.executor.memory": "512m",
        "spark.driver.host": HOST,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "6",
    }
    with cluster(tmp_path, 2) as machines:
        run = subprocess.Popen(
            [
                home / "bin" / "spark-submit",
                "--master",
                machines.url,
                *(part for key, value in settings.items() for part in ("--conf", f"{key}={value}")),
                Path(closeout.spark.__path__[0]) / "__main__.py",
                *("--policies", str(HOUSE), "--as-of", AS_OF, given, output),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": HOST},
            start_new_session=True,
        )
        try:
            part = tmp_path / "out.part"
            waited_for(lambda: part.exists() or run.poll() is not None or None, "a first result")
            is_running = run.poll() is None
            killed(machines.workers[0])
            stdout, stderr = run.communicate(timeout=PATIENCE)
            assert machines.living() == 1
        finally:
            if run.poll() is None:
                run.kill()
                run.communicate()
    assert is_running, stderr
    assert run.returncode == 3, stderr  # some contracts of the portfolio cannot be read
    found = sorted(
        line
        for name in ("findings", "verdicts", "undetermined")
        for line in lines_in(output / name)
    )
    assert found == whole(contracts, load_policies(HOUSE))
    # spark-submit puts both streams of a program into its stdout
    assert 'escrow: expected an amount, found "12,50"' in stdout
    assert f"{CONTRACTS - 1} contracts as of 2026-03-10T12:00:00Z\n" in stdout
    assert not part.exists()
