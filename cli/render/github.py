"""The format `github`: workflow commands that annotate the input files, the worst first.

GitHub shows ten errors, ten warnings and ten notices of a step; that is why the worst come first.
Nothing that comes from the input can end a command or begin another one. The summary of the run
page is another text: `markdown.step_summary`, to be appended to the file that the variable
`GITHUB_STEP_SUMMARY` names.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.policy.pack import Severity
from ...engine.problems import shown
from ...engine.report.findings import ContractResult, Finding, Report, Verdict
from . import RenderOptions
from .answers import planned_answer
from .layout import plain
from .missing import remedy
from .phrases import (
    action_phrase,
    counts_phrase,
    hidden_phrase,
    needs_phrase,
    told_phrase,
    unmet_phrase,
)
from .unfound import contract_spot
from .whereabouts import Spot, finding_spot, first_file, spot
from .words import subject_phrase

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
QUIET = "notice"
"""For what is waived or known: it does not fail the run."""


def render(report: Report, options: RenderOptions) -> str:
    """The report as workflow commands, and a line for people who read the log."""
    otherwise = first_file(report)
    lines = [*_refused(report)]
    lines += [
        _finding(report, finding, finding_spot(report, finding, otherwise))
        for finding in _worst_first(report)
    ]
    lines += _undecided(report)
    summary = " ".join(filter(None, (counts_phrase(report), hidden_phrase(options))))
    return "\n".join([*lines, summary]) + "\n"


def command(name: str, message: str, title: str, place: Spot | None) -> str:
    """`::error file=F,line=L,col=C,title=T::message`; standard input is no file to annotate."""
    properties = []
    if place is not None and place.is_file:
        properties.append(f"file={_property(shown(place.path))}")
        if place.line:
            properties.append(f"line={place.line},col={max(place.column, 1)}")
    properties.append(f"title={_property(title)}")
    return f"::{name} {','.join(properties)}::{_data(message)}"


def _worst_first(report: Report) -> Iterator[Finding]:
    """As the report has them, by severity; waived and known ones last."""
    yield from sorted(report.findings, key=_is_quiet)


def _is_quiet(finding: Finding) -> bool:
    return finding.waived is not None or finding.is_known is True


def _finding(report: Report, finding: Finding, place: Spot | None) -> str:
    name = QUIET if _is_quiet(finding) else COMMANDS[finding.severity]
    text = f"{told_phrase(report, finding)} [{plain(finding.rule)}]"
    return command(name, text, action_phrase(report, finding), place)


def _refused(report: Report) -> Iterator[str]:
    """The contracts that were to be ended and may not be: what the run fails for first of all."""
    for contract in report.contracts:
        if contract.is_refused:
            text = f"Contract {plain(contract.id)}: {planned_answer(report, contract)}."
            place = None if contract.place is None else spot(contract.place)
            yield command("error", text, "Not to be ended now", place)


def _undecided(report: Report) -> Iterator[str]:
    """Rules that the run fails for, those of severity error that it does not, then contracts that nobody can
    decide about.
    """
    for one in sorted(report.undetermined, key=lambda one: not one.fails):
        if one.fails or one.severity is Severity.ERROR:
            stands = contract_spot(report.by_id.get(one.subject.contract or ""))
            needs = ", ".join(map(remedy, one.needs)) or "more than the export can say"
            text = f"{subject_phrase(one.subject)}: {needs} [{plain(one.rule)}]"
            title = f"Not decided: {plain(one.action.title)}"
            yield command("error" if one.fails else QUIET, text, title, stands)
    for contract in report.contracts:
        if contract.verdict is Verdict.CANNOT_TELL:
            place = None if contract.place is None else spot(contract.place)
            yield command("notice", _needs(report, contract), "Cannot tell", place)


def _needs(report: Report, contract: ContractResult) -> str:
    name = f"Contract {plain(contract.id)}"
    if contract.is_invalid:
        return f"{name} could not be read, so nothing is known of it."
    if contract.unmet:
        return f"{name} cannot be decided; {unmet_phrase(contract)}."
    if not contract.needs:
        return f"{name} cannot be decided."
    return f"{name} cannot be decided; {needs_phrase(report, contract)}."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
