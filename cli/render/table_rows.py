"""What the formats have in common that are a table: an entry is a row, of what the table is of."""

from __future__ import annotations

from collections.abc import Iterable

from ...engine.report.findings import ContractResult, Finding, Report, Undetermined
from .entry_wise import EntryWise, Parts
from .tables import Cell, Table


class TableRows(EntryWise):
    """The rows of a table as texts."""

    table: Table

    def row(self, cells: Iterable[Cell]) -> str:
        """The text of a row."""
        raise NotImplementedError

    def rows(self, parts: Parts) -> Iterable[str]:
        """The texts of all rows."""
        rows: Iterable[str] = getattr(parts, self.table.name)
        return rows

    def finding(self, report: Report, finding: Finding) -> str:
        """The row of a finding, where the table is of these."""
        if self.table.name != "findings":
            return ""
        return self.row(self.table.cells(report, finding, self.otherwise))

    def contract(self, report: Report, contract: ContractResult) -> str:
        """The row of a contract, where the table is of these."""
        if self.table.name != "contracts":
            return ""
        return self.row(self.table.cells(report, contract, self.otherwise))

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """The row of a rule that could not be decided, where the table is of these."""
        if self.table.name != "undetermined":
            return ""
        return self.row(self.table.cells(report, one, self.otherwise))
