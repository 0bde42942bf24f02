"""The format `undetermined-csv`: as `csv`, but one row a rule that cannot be decided, and what would decide it."""

from __future__ import annotations

from ...engine.report.findings import Report
from . import RenderOptions
from .csv import CsvRows
from .entry_wise import text_of
from .tables import UNDETERMINED


def render(report: Report, options: RenderOptions) -> str:
    """The undecided rules as a table with a header; lines end in CR LF."""
    return text_of(ENTRIES, report, options)


class ENTRIES(CsvRows):
    """A line an undecided rule."""

    table = UNDETERMINED
