"""Spark on this machine, started once: only when it is asked for, and where it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from closeout import CloseoutError
from closeout.spark.surroundings import refuse_without_java, refuse_without_spark


def _missing(config: pytest.Config) -> str:
    """Why there are no tests with Spark; empty if there are."""
    if not config.getoption("--spark"):
        return "with Spark only when --spark asks for it"
    try:
        refuse_without_spark()
        refuse_without_java()
    except CloseoutError as missing:
        return missing.problems[0].message
    return ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip all tests of this folder where there is no Spark."""
    reason = _missing(config)
    here = str(Path(__file__).parent) + os.sep
    for item in items if reason else ():
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.skip(reason=reason))


SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session with two workers in this process's Java."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
