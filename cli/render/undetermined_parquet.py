"""The format `undetermined-parquet`: the table of the format undetermined-csv with types; see `parquet`."""

from __future__ import annotations

from ...engine.report.findings import Report
from . import RenderOptions
from .entry_wise import bytes_of
from .parquet import ParquetRows
from .tables import UNDETERMINED


def render(report: Report, options: RenderOptions) -> bytes:
    """The undecided rules as a Parquet file. Raises `UsageError` without DuckDB."""
    return bytes_of(ENTRIES, report, options)


class ENTRIES(ParquetRows):
    """A row an undecided rule."""

    table = UNDETERMINED
