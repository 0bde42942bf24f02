"""A standalone cluster of Spark on this machine: a master and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

HOST = "127.0.0.1"
PATIENCE = 400
"""Seconds until something that has to come has come."""
Found = TypeVar("Found")


def waited_for(found: Callable[[], Found | None], what: str) -> Found:
    """What comes in time. There is nothing to be woken by, so it is asked for again and again."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        value = found()
        if value is not None:
            return value
        time.sleep(0.2)
    raise AssertionError(f"{what} has not come in {PATIENCE} s")


@dataclass
class Cluster:
    """The processes, and what the master says."""

    folder: Path
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As `--master` takes it."""
        return self._of_log(r"Starting Spark master at (spark://[\d.:]+)")

    def state(self) -> dict[str, Any]:
        """What the page of the master says to programs."""
        address = self._of_log(r"started at http://[^ :]+:(\d+)")
        with urlopen(f"http://{HOST}:{address}/json/", timeout=30) as answer:
            state: dict[str, Any] = json.load(answer)
            return state

    def living(self) -> int:
        """How many workers the master knows as alive."""
        return sum(worker["state"] == "ALIVE" for worker in self.state()["workers"])

    def _of_log(self, pattern: str) -> str:
        log = self.folder / "master.log"

        def told() -> str | None:
            found = re.search(pattern, log.read_text("utf-8"))
            return found[1] if found else None

        return waited_for(told, "a master")


def _started(folder: Path, name: str, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_LOCAL_IP": HOST,
        "SPARK_HOME": str(home),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_DAEMON_MEMORY": "256m",
    }
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [home / "bin" / "spark-class", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster whose workers have one core each; afterwards no process of it is left."""
    package = "org.apache.spark.deploy"
    ports = ("--host", HOST, "--port", "0", "--webui-port", "0")
    found = Cluster(folder, _started(folder, "master", f"{package}.master.Master", *ports))
    try:
        for number in range(workers):
            arguments = (*ports, "--cores", "1", "--memory", "1g", "--work-dir")
            work = str(folder / f"work{number}")
            found.workers.append(
                _started(
                    folder,
                    f"worker{number}",
                    f"{package}.worker.Worker",
                    *arguments,
                    work,
                    found.url,
                )
            )
        waited_for(lambda: found.living() == workers or None, "the workers")
        yield found
    finally:
        for process in (*found.workers, found.master):
            killed(process)


def killed(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
