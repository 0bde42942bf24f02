"""Without Spark or Java: a clear message, exit code 3, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import closeout.spark
from closeout import CloseoutError
from closeout.spark import surroundings
from closeout.spark.surroundings import refuse_without_java, refuse_without_spark


def test_a_library_that_is_missing_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(surroundings, "find_spec", lambda name: None)
    with pytest.raises(CloseoutError) as refused:
        refuse_without_spark()
    problem = refused.value.problems[0]
    assert problem.message == "Spark needs the library pyspark, which is not installed"
    assert problem.hint == "install it beside closeout: pip install 'closeout[spark]'"
    with pytest.raises(CloseoutError, match="pyspark"):
        closeout.spark.check([])


def java(folder: Path, version: str) -> Path:
    """A home of a Java that tells this version, and can do nothing else."""
    program = folder / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", "utf-8")
    program.chmod(0o755)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the made-up Java is a script of a shell")
@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.8.0_402", "Spark needs Java 17 or later, and this is Java 8"),
        ("11.0.22", "Spark needs Java 17 or later, and this is Java 11"),
        ("17.0.15", None),
        ("21", None),
    ],
)
def test_java_has_to_be_new_enough(
    version: str, message: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path, version)))
    if message is None:
        refuse_without_java()
        return
    with pytest.raises(CloseoutError) as refused:
        refuse_without_java()
    assert refused.value.problems[0].message == message


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m closeout.spark`, as if Spark were installed."""
    code = (
        "import sys; from closeout.spark import command; "
        "command.refuse_without_spark = lambda: None; command.main()"
    )
    whole: dict[str, Any] = {"PATH": "/nowhere", **environment}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=whole
    )


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "java: error: Spark needs Java, and there is no java\n"),
        (
            {"JAVA_HOME": "/nowhere"},
            "JAVA_HOME: error: Spark needs Java, and there is no /nowhere/bin/java\n",
        ),
    ],
    ids=["no java on the path", "a JAVA_HOME that is not there"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths are written otherwise")
def test_without_java_the_command_ends_with_code_3(
    environment: dict[str, str], message: str, tmp_path: Path
) -> None:
    run = command("in.ndjson", str(tmp_path / "out"), **environment)
    hint = "  install Java 17 or 21, and let JAVA_HOME name its folder\n"
    assert (run.returncode, run.stdout, run.stderr) == (3, "", message + hint)


def test_wrong_usage_of_the_command_ends_with_code_2() -> None:
    run = command("in.ndjson")
    assert run.returncode == 2
    assert "the following arguments are required: OUT" in run.stderr
