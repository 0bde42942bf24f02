"""Formats that say nothing of the instant for which everything was decided, or only in the rows that they have."""

from __future__ import annotations

from ...engine.report.counts import Counts
from ...engine.report.findings import Report
from .phrases import as_of_phrase

NEVER = frozenset({"concise"})
"""Each of their lines is one of an editor."""
BY_FINDING = frozenset({"csv", "gitlab", "parquet"})
BY_UNDETERMINED = frozenset({"undetermined-csv", "undetermined-parquet"})
"""Tables and lists with the instant in each entry."""


def is_undated(format: str, counts: Counts) -> bool:
    """Whether a format does not tell the instant of a report that tells so much."""
    return (
        format in NEVER
        or (format in BY_FINDING and not counts.findings)
        or (format in BY_UNDETERMINED and not counts.undetermined)
    )


def instant_line(report: Report) -> str:
    """`As of 2026-03-10 12:00 UTC (from the snapshot).`: to be told beside such a format."""
    return f"As of {as_of_phrase(report)}."
