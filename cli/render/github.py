"""The format `github`: workflow commands that annotate the input files, the worst first.

GitHub shows ten errors, ten warnings and ten notices of a step; that is why the worst come first.
Nothing that comes from the input can end a command or begin another one. The summary of the run
page is another text: `markdown.step_summary`, to be appended to the file that the variable
`GITHUB_STEP_SUMMARY` names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...engine.policy.pack import Severity
from ...engine.problems import shown
from ...engine.report.findings import ContractResult, Finding, Report, Undetermined, Verdict
from ...engine.report.unfound import unchecked
from . import RenderOptions
from .answers import planned_answer
from .entry_wise import EntryWise, Parts, Rank, text_of
from .layout import plain
from .missing import remedies
from .phrases import (
    action_phrase,
    counts_phrase,
    hidden_phrase,
    needs_phrase,
    told_phrase,
    unmet_phrase,
)
from .unfound import (
    UNCHECKED_TITLE,
    contract_spot,
    undecided_spot,
    unfound_phrase,
    unfound_severity,
)
from .whereabouts import Spot, finding_spot
from .words import subject_phrase

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
QUIET = "notice"
"""For what is waived or known: it does not fail the run."""


def render(report: Report, options: RenderOptions) -> str:
    """The report as workflow commands, and a line for people who read the log."""
    return text_of(ENTRIES, report, options)


class ENTRIES(EntryWise):
    """The lines one by one: see `entry_wise`."""

    def rank(self, one: Finding | Undetermined) -> Rank:
        """What the run fails for first, what is waived or known last."""
        return (_is_quiet(one) if isinstance(one, Finding) else not one.fails,)

    def refused(self, report: Report, contract: ContractResult) -> str:
        """A contract that was to be ended and may not be: what the run fails for first of all."""
        if not contract.is_refused:
            return ""
        text = f"Contract {plain(contract.id)}: {planned_answer(report, contract)}."
        return command("error", text, "Not to be ended now", contract_spot(contract))

    def finding(self, report: Report, finding: Finding) -> str:
        """A finding at its contract."""
        name = QUIET if _is_quiet(finding) else COMMANDS[finding.severity]
        text = f"{told_phrase(report, finding)} [{plain(finding.rule)}]"
        place = finding_spot(report, finding, self.otherwise)
        return command(name, text, action_phrase(report, finding), place)

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """A rule that the run fails for, or one of severity error that it does not fail for."""
        if not one.fails and one.severity is not Severity.ERROR:
            return ""
        stands = undecided_spot(report, one, self.otherwise)
        text = f"{subject_phrase(one.subject)}: {remedies(one)} [{plain(one.rule)}]"
        title = f"Not decided: {plain(one.action.title)}"
        return command("error" if one.fails else QUIET, text, title, stands)

    def contract(self, report: Report, contract: ContractResult) -> str:
        """A contract that nobody can decide about; it is worse where not one rule could be asked."""
        one = unchecked(contract)
        if one is not None:
            text = f"{unfound_phrase(report, one)}."
            name = COMMANDS[unfound_severity(one)]
            return command(name, text, UNCHECKED_TITLE, contract_spot(contract))
        if contract.verdict is not Verdict.CANNOT_TELL:
            return ""
        return command("notice", _needs(report, contract), "Cannot tell", contract_spot(contract))

    def whole(self, parts: Parts) -> Iterator[str]:
        """All lines, and the summary."""
        told = chain(parts.refused, parts.findings, parts.undetermined, parts.contracts)
        yield from (f"{line}\n" for line in told if line)
        counts = counts_phrase(parts.report, parts.counts)
        yield " ".join(filter(None, (counts, hidden_phrase(parts.options)))) + "\n"


def command(name: str, message: str, title: str, place: Spot | None) -> str:
    """`::error file=F,line=L,col=C,title=T::message`; standard input is no file to annotate."""
    properties = []
    if place is not None and place.is_file:
        properties.append(f"file={_property(shown(place.path))}")
        if place.line:
            properties.append(f"line={place.line},col={max(place.column, 1)}")
    properties.append(f"title={_property(title)}")
    return f"::{name} {','.join(properties)}::{_data(message)}"


def _is_quiet(finding: Finding) -> bool:
    return finding.waived is not None or finding.is_known is True


def _needs(report: Report, contract: ContractResult) -> str:
    name = f"Contract {plain(contract.id)}"
    if contract.unmet:
        return f"{name} cannot be decided; {unmet_phrase(contract)}."
    if not contract.needs:
        return f"{name} cannot be decided."
    return f"{name} cannot be decided; {needs_phrase(report, contract)}."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
