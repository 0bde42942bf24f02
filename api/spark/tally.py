"""What is said of a run in the end: counts, and the first problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..engine.policy.pack import SEVERITIES
from ..engine.problems import Level
from ..engine.report.findings import Verdict
from ..engine.written import counted

if TYPE_CHECKING:
    from .report import SparkReport

MOST_PROBLEMS = 20


class Tally(Struct, frozen=True):
    """How much there is of what."""

    text: str
    problems: str
    severities: Mapping[str, int]
    has_errors: bool

    @staticmethod
    def verdicts_of(report: SparkReport, ids: Sequence[str]) -> Iterator[bool]:
        """Of some contracts, whether they may not be ended."""
        if ids:
            asked = report.verdicts.where(report.verdicts["contract"].isin(list(ids)))
            yield from (
                row["verdict"] != Verdict.CLOSE for row in asked.select("verdict").collect()
            )


def told_tally(report: SparkReport, output: str) -> Tally:
    """The counts of a report."""
    verdicts = _counts(report.verdicts, "verdict")
    severities = _counts(report.findings, "severity")
    levels = _counts(report.problems, "level")
    undetermined = report.undetermined.count()
    lines = [
        f"{counted(sum(verdicts.values()), 'contract')} as of {report.as_of:%Y-%m-%dT%H:%M:%SZ}",
        *(f"  {verdicts[each]} {each}" for each in Verdict if each in verdicts),
        f"{counted(sum(severities.values()), 'finding')}",
        *(f"  {severities[each]} {each}" for each in SEVERITIES if each in severities),
        f"{undetermined} undetermined",
        f"{counted(sum(levels.values()), 'problem')} with the data",
        f"Written to {output}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    return Tally(text, _problems(report, sum(levels.values())), severities, Level.ERROR in levels)


def _counts(frame: Any, column: str) -> dict[str, int]:
    return {row[column]: row["count"] for row in frame.groupBy(column).count().collect()}


def _problems(report: SparkReport, total: int) -> str:
    """The first of them, errors before all others."""
    lines: list[str] = []
    is_less = report.problems["level"] != Level.ERROR.value
    for row in report.problems.orderBy(is_less, "level", "place").limit(MOST_PROBLEMS).collect():
        lines.append(f"{row['place']}: {row['level']}: {row['message']}")
        lines += [f"  {row['hint']}"] if row["hint"] else []
    if total > MOST_PROBLEMS:
        lines.append(f"{total - MOST_PROBLEMS} more problems are in the folder `problems`")
    return "".join(f"{line}\n" for line in lines)
