"""Folders of contracts become folders of what was found: `python -m closeout.spark IN... OUT`, and
`closeout check --engine spark IN... OUT`.
"""

from __future__ import annotations

import os
import socket
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct

from ..cli.ending import closed, ending_of, tell, told_fault
from ..engine.policy.pack import SEVERITIES
from ..engine.problems import EngineFault, Place, SurroundingsError, UsageError
from ..engine.snapshot.bad_value import BadValueError
from ..engine.snapshot.given_role import role_called
from ..engine.snapshot.model import ROLES
from .folders import Folder, frame_of
from .surroundings import refuse_without_java, refuse_without_spark
from .tally import told_tally

if TYPE_CHECKING:
    from .checks import Role
    from .report import SparkReport

NEVER = "never"
WRITTEN = ("ndjson", "parquet")
FAIL_ON = (*SEVERITIES, NEVER)


class Asked(Struct, frozen=True):
    """What a run was asked for."""

    inputs: Sequence[str]
    output: str
    master: str | None = None
    """None: as Spark is configured."""
    read: str | None = None
    """What the inputs are, one of `WRITTEN`; None: by the endings of their names."""
    format: str = WRITTEN[0]
    policies: Sequence[str] | None = None
    as_of: str | None = None
    close: Sequence[str] = ()
    role: Role | None = None
    strict: bool = False
    fail_on: str = FAIL_ON[0]


def main() -> NoReturn:
    """Run and exit: 0, 1 for findings, 2 for wrong usage, 3 for data that cannot be used or no Spark."""
    try:
        code = run(Asked(**vars(_arguments().parse_args())))
    except SystemExit:
        raise
    except BaseException as fault:
        code = _ended(fault)
    sys.exit(closed(code))


def _ended(fault: BaseException) -> int:
    ending = ending_of(fault)
    if ending is None:
        return told_fault(fault)
    code, message = ending
    return tell(message) or code


def _arguments() -> ArgumentParser:
    parser = ArgumentParser(
        "python -m closeout.spark",
        description="Check contracts with Spark, account by account. "
        "Settings of closeout.yaml and of the environment do not hold here.",
    )
    add = parser.add_argument
    add("inputs", nargs="+", metavar="IN", help="files, folders or patterns of Parquet or NDJSON")
    add("output", metavar="OUT", help="a folder that does not exist yet")
    add("--master", metavar="URL", help="such as local[2] or spark://host:7077; else as configured")
    add("--read", choices=WRITTEN, help="what IN is; else by the endings of its names")
    add("-f", "--format", choices=WRITTEN, default=WRITTEN[0], help="what OUT is; default: ndjson")
    add("--policies", action="append", metavar="PACK", help="default: all that come with closeout")
    add("--as-of", metavar="INSTANT", help="judge at this instant; default: now")
    add("--close", action="append", default=[], metavar="ID", help="this contract is to be ended")
    add("--role", type=_role, metavar="ROLE", help=f"who exported: {', '.join(ROLES)}")
    add("--strict", action="store_true", help="assume nothing")
    add("--fail-on", choices=FAIL_ON, default=FAIL_ON[0], help="default: error")
    return parser


def _role(text: str) -> str:
    try:
        return role_called(text)
    except BadValueError as refused:
        raise ArgumentTypeError(f"{refused.message}: {refused.hint}") from None


def run(asked: Asked) -> int:
    """Check, write the folders, tell what there is; the exit code. Raises `CloseoutError`."""
    refuse_without_spark()
    refuse_without_java()
    from ..loading import load_policies

    policies = load_policies(asked.policies)
    spark = _session(asked.master)
    try:
        return _checked(spark, asked, policies)
    finally:
        spark.stop()


def _session(master: str | None) -> Any:
    """A session; where Spark runs on this machine, its workers are of this Python.

    Over TCP both ends can wait for ever for each other where a worker has much to write before it has read all
    that it was sent; Spark offers Unix sockets from 4.1 on, and older ones pass over the setting.
    """
    from pyspark.sql import SparkSession

    if master is None or master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("closeout")
    if hasattr(socket, "AF_UNIX"):
        builder = builder.config("spark.python.unix.domain.socket.enabled", "true")
    try:
        spark = (builder if master is None else builder.master(master)).getOrCreate()
    except Exception as failure:  # of Java, and of the gateway to it
        message = f"Spark cannot be started: {reason(failure)}"
        raise SurroundingsError.at(Place("--master"), message) from failure
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _checked(spark: Any, asked: Asked, policies: Any) -> int:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    from .checks import check

    folder = Folder(spark, asked.output)
    folder.refuse_if_there()
    try:
        report = check(
            frame_of(spark, asked.inputs, asked.read),
            policies,
            as_of=asked.as_of,
            close=asked.close,
            role=asked.role,
            strict=asked.strict,
        )
        with folder.whole() as part:
            _write(report, part, asked.format)
            tally = told_tally(report, asked.output)
    except (PySparkException, Py4JError) as failure:
        raise _failed(failure) from failure
    sys.stdout.write(tally.text)
    sys.stderr.write(tally.problems)
    if tally.has_errors:
        return 3
    is_failing = SEVERITIES[: SEVERITIES.index(asked.fail_on) + 1] if asked.fail_on != NEVER else ()
    is_refused = any(tally.verdicts_of(report, asked.close))
    return int(is_refused or any(tally.severities.get(each) for each in is_failing))


def _write(report: SparkReport, folder: str, format: str) -> None:
    frames = {
        "findings": report.findings,
        "verdicts": report.verdicts,
        "undetermined": report.undetermined,
        "problems": report.problems,
    }
    for name, frame in frames.items():
        if format == "parquet":
            frame.write.parquet(f"{folder}/{name}")
        elif "line" in frame.columns:
            frame.select("line").write.text(f"{folder}/{name}")
        else:
            frame.write.json(f"{folder}/{name}")


def reason(failure: BaseException) -> str:
    """The first line of what Spark or Java says."""
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    return (lines[0] if lines else type(failure).__name__)[:300]


def _failed(failure: Exception) -> Exception:
    text = str(failure)
    place = Place("closeout.spark")
    if "PATH_NOT_FOUND" in text:
        return UsageError.at(Place("IN"), reason(failure))
    if "No module named 'closeout'" in text:
        message = "closeout is not installed on the workers"
        hint = "install it there, and let PYSPARK_PYTHON name that Python"
        return SurroundingsError.at(place, message, hint)
    if "EngineFault" in text:
        told = next(line for line in text.splitlines() if "EngineFault" in line)
        return EngineFault(told.partition("EngineFault: ")[2])
    lines = [
        line.strip() for line in text.splitlines() if "Error: " in line or "Exception: " in line
    ]
    told = f"{reason(failure)} {lines[-1] if lines else ''}".strip()[:500]
    return SurroundingsError.at(place, f"Spark gave up: {told}")
