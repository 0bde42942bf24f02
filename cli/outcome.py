"""What a report means for the run: which findings are shown, and which fail it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..engine.policy.pack import SEVERITIES, Severity
from ..engine.report.findings import Report, Verdict
from ..engine.written import counted
from .settings.choices import FailOn, MinSeverity, Undecided

if TYPE_CHECKING:
    from ..engine.report.baseline import Baseline


def only(report: Report, rules: frozenset[str]) -> Report:
    """The report with only the findings of the named rules; all if none is named."""
    if not rules:
        return report
    return replace(
        report,
        findings=tuple(item for item in report.findings if item.rule in rules),
        undetermined=tuple(item for item in report.undetermined if item.rule in rules),
    )


def rule_notes(report: Report, rules: frozenset[str]) -> tuple[str, ...]:
    """For each rule: for how many it holds, cannot be decided, and does not hold.

    A milestone counts for its contract. Of clients and accounts a report names only those that something
    is said of.
    """
    return tuple(_rule_note(report, rule) for rule in sorted(rules))


def _rule_note(report: Report, rule: str) -> str:
    holds = {one.subject for one in report.findings if one.rule == rule}
    unsure = {one.subject for one in report.undetermined if one.rule == rule}
    contracts = {one.contract for one in holds if one.contract is not None}
    undecided = {one.contract for one in unsure if one.contract is not None} - contracts
    others = len(holds) - sum(one.contract is not None for one in holds)
    if others or any(one.contract is None for one in unsure):
        left = sum(one.contract is None for one in unsure)
        return f"{rule} holds for {others}, cannot be decided for {left} (clients or accounts)"
    rest = len(report.contracts) - len(contracts) - len(undecided)
    return (
        f"{rule} holds for {counted(len(contracts), 'contract')}, cannot be decided for "
        f"{len(undecided)}, does not hold for {rest}"
    )


def told_of(
    report: Report, rules: frozenset[str], least: MinSeverity, closing: frozenset[str]
) -> frozenset[str] | None:
    """Ids of the contracts that a page for people is about: with a rule, or a finding or undecided rule of
    that severity, or named to be ended. None: all, where neither rule nor severity is asked for.
    """
    if not rules and least is MinSeverity.INFO:
        return None
    shown = SEVERITIES[: SEVERITIES.index(Severity(least.value)) + 1]
    subjects = [one.subject for one in report.findings if one.severity in shown]
    subjects += [one.subject for one in report.undetermined if one.severity in shown]
    return closing | {one.contract for one in subjects if one.contract is not None}


def visible(report: Report, least: MinSeverity) -> tuple[Report, dict[str, int]]:
    """The report without the findings below a severity, and how many of each were left out."""
    shown = SEVERITIES[: SEVERITIES.index(Severity(least.value)) + 1]
    hidden: dict[str, int] = {}
    for finding in report.findings:
        if finding.severity not in shown:
            hidden[finding.severity] = hidden.get(finding.severity, 0) + 1
    kept = tuple(item for item in report.findings if item.severity in shown)
    return replace(report, findings=kept), hidden


def fails(
    report: Report,
    fail_on: FailOn,
    baseline: Baseline | None = None,
    undecided: Undecided = Undecided.ERROR,
) -> bool:
    """Whether a finding fails the run: severe enough, not waived, and not known already.

    A rule of severity error that cannot be decided counts as an error: no run passes by ignorance.
    """
    if fail_on is FailOn.NEVER:
        return False
    findings = [
        item
        for item in report.findings
        if item.waived is None and not (baseline and baseline.knows(item))
    ]
    open_ = [item for item in report.undetermined if not (baseline and baseline.knows(item))]
    if fail_on is FailOn.UNDETERMINED:
        return bool(findings or open_)
    if undecided is Undecided.ERROR and any(item.severity is Severity.ERROR for item in open_):
        return True
    failing = SEVERITIES[: SEVERITIES.index(Severity(fail_on.value)) + 1]
    return any(finding.severity in failing for finding in findings)


def all_may_close(report: Report, closing: frozenset[str]) -> bool:
    """Whether every contract that was named to be ended has the verdict `close`.

    No waiver and no baseline has a say in this.
    """
    return all(
        contract.verdict is Verdict.CLOSE for contract in report.contracts if contract.id in closing
    )
