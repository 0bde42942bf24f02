"""What the formats `json` and `ndjson` have in common: the texts of their entries are those of a form."""

from __future__ import annotations

from ...engine.report.findings import ContractResult, Finding, Report, Undetermined
from .entry_texts import EntryTexts
from .entry_wise import EntryWise


class JsonEntries(EntryWise):
    """Entries by the texts of a form."""

    form: EntryTexts
    names_contracts = False
    asks = True

    def contract(self, report: Report, contract: ContractResult) -> str:
        """The text of a verdict."""
        return self.form.contract(report, contract, self.options.facts)

    def finding(self, report: Report, finding: Finding) -> str:
        """The text of a finding."""
        return self.form.finding(finding)

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """The text of a rule that could not be decided."""
        return self.form.undetermined(one)
