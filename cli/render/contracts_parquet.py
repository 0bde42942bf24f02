"""The format `contracts-parquet`: the table of the format contracts-csv with types; see `parquet`."""

from __future__ import annotations

from ...engine.report.findings import Report
from . import RenderOptions
from .parquet import written
from .tables import CONTRACTS


def render(report: Report, options: RenderOptions) -> bytes:
    """The contracts as a Parquet file. Raises `UsageError` without DuckDB."""
    return written(CONTRACTS, report)
