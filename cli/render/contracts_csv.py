"""The format `contracts-csv`: as `csv`, but one row a contract: its verdict and what to do first."""

from __future__ import annotations

from ...engine.report.findings import Report
from . import RenderOptions
from .csv import CsvRows
from .entry_wise import text_of
from .tables import CONTRACTS


def render(report: Report, options: RenderOptions) -> str:
    """The contracts as a table with a header; lines end in CR LF."""
    return text_of(ENTRIES, report, options)


class ENTRIES(CsvRows):
    """A line a contract."""

    table = CONTRACTS
