"""What a report means for the run: which findings are shown, and which fail it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..engine.policy.pack import SEVERITIES, Pack, Severity
from ..engine.report.findings import ContractResult, Finding, Item, Report, Undetermined, Verdict
from ..engine.report.granted import only_named
from ..engine.units import Scope
from ..engine.written import counted
from .settings.choices import FailOn, MinSeverity, Undecided


def only(report: Report, rules: frozenset[str]) -> Report:
    """The report with only the findings of the named rules; all if none is named."""
    if not rules:
        return report
    return only_named(
        dataclasses.replace(
            report,
            findings=tuple(item for item in report.findings if item.rule in rules),
            undetermined=tuple(item for item in report.undetermined if item.rule in rules),
        )
    )


def rule_notes(report: Report, rules: frozenset[str], packs: Sequence[Pack]) -> tuple[str, ...]:
    """For each rule: for how many it holds, cannot be decided, and does not hold.

    A milestone counts for its contract. Of clients and accounts a report names only those that something
    is said of.
    """
    scopes = {rule.id: rule.scope for pack in packs for rule in pack.rules}
    return tuple(
        _rule_note(report, rule, scopes.get(rule, Scope.CONTRACT)) for rule in sorted(rules)
    )


def _rule_note(report: Report, rule: str, scope: Scope) -> str:
    holds = {one.subject for one in report.findings if one.rule == rule}
    unsure = {one.subject for one in report.undetermined if one.rule == rule} - holds
    if scope not in (Scope.CONTRACT, Scope.MILESTONE):
        extent = counted(len(holds), str(scope))
        return f"{rule} holds for {extent}, cannot be decided for {len(unsure)}"
    contracts = {one.contract for one in holds}
    undecided = {one.contract for one in unsure} - contracts
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


class Hidden(NamedTuple):
    """How many findings a report leaves out."""

    by_severity: Mapping[str, int]
    failing: int
    """Those of them that the run fails for."""

    def with_others(self, other: Hidden) -> Hidden:
        """Those that two reports leave out."""
        counts = Counter(self.by_severity) + Counter(other.by_severity)
        return Hidden(counts, self.failing + other.failing)


NOTHING_HIDDEN = Hidden({}, 0)


def visible(report: Report, least: MinSeverity) -> tuple[Report, Hidden]:
    """The report without the findings below a severity, and what was left out."""
    shown = SEVERITIES[: SEVERITIES.index(Severity(least.value)) + 1]
    kept = tuple(item for item in report.findings if item.severity in shown)
    left = [item for item in report.findings if item.severity not in shown]
    counts = Counter(str(item.severity) for item in left)
    return only_named(dataclasses.replace(report, findings=kept)), Hidden(
        counts, sum(item.fails for item in left)
    )


def failing(
    report: Report,
    fail_on: FailOn,
    undecided: Undecided = Undecided.ERROR,
    closing: frozenset[str] = frozenset(),
) -> Report:
    """The report with everything marked that the run fails for.

    Findings that are severe enough, not waived and not known; a rule of severity error that cannot
    be decided, since no run passes by ignorance; each contract that was named to be ended
    (`closing`) and may not be; and, where nothing may be left undecided, each of which no rule could be
    asked: no waiver and no baseline has a say in these.
    """
    never = fail_on is FailOn.NEVER
    return dataclasses.replace(
        report,
        findings=tuple(
            _failing(item, not never and _fails(item, fail_on)) for item in report.findings
        ),
        undetermined=tuple(
            _failing(item, not never and _is_open(item, fail_on, undecided))
            for item in report.undetermined
        ),
        contracts=tuple(_answered(item, fail_on, closing) for item in report.contracts),
    )


def _failing(item: Item, fails: bool) -> Item:
    """Most are as they were: a copy of each would take longer than to judge it."""
    return item if item.fails is fails else replace(item, fails=fails)


def _fails(item: Finding, fail_on: FailOn) -> bool:
    if item.waived is not None or item.is_known:
        return False
    if fail_on is FailOn.UNDETERMINED:
        return True
    return item.severity in SEVERITIES[: SEVERITIES.index(Severity(fail_on.value)) + 1]


def _is_open(item: Undetermined, fail_on: FailOn, undecided: Undecided) -> bool:
    if item.is_known:
        return False
    is_grave = undecided is Undecided.ERROR and item.severity is Severity.ERROR
    return is_grave or fail_on is FailOn.UNDETERMINED


def _answered(item: ContractResult, fail_on: FailOn, closing: frozenset[str]) -> ContractResult:
    is_refused = (
        fail_on is not FailOn.NEVER and item.id in closing and item.verdict is not Verdict.CLOSE
    )
    is_open = fail_on is FailOn.UNDETERMINED and item.is_unchecked
    if not (is_refused or is_open):
        return item
    return replace(item, is_refused=is_refused, fails=is_open)


def fails(report: Report) -> bool:
    """Whether anything is marked that the run fails for."""
    return (
        any(item.fails for item in report.findings)
        or any(item.fails for item in report.undetermined)
        or any(item.is_refused or item.fails for item in report.contracts)
    )
