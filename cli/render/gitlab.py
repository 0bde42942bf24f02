"""The format `gitlab`: a code quality report, for the widget of a merge request.

Every finding is an issue with a fingerprint of its own, at its contract's line; findings on clients
and accounts stand at the first line of the first input file. So is what the run fails for although no
rule holds, and a contract that could not be checked at all. Waived ones are kept as `info`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import Any

from ...engine.policy.pack import Effect, Severity
from ...engine.problems import STDIN_NAME
from ...engine.report.findings import ContractResult, Finding, Report, Undetermined
from ...engine.report.unfound import Unfound, refused, unchecked, undecided
from . import RenderOptions
from .entry_wise import EntryWise, Parts, text_of
from .json_writing import Entry, entry, pieces
from .layout import plain
from .markdown_text import escaped
from .phrases import action_phrase, as_of_phrase, policies_phrase, told_phrase
from .sarif_log import mark_of
from .unfound import contract_spot, unfound_phrase, unfound_severity
from .whereabouts import Spot, finding_spot

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
BLOCKER, QUIET = "blocker", "info"
INDENT = "\n  "
"""Before an issue of the list."""


def render(report: Report, options: RenderOptions) -> str:
    """The findings as a list of issues."""
    return text_of(ENTRIES, report, options)


class ENTRIES(EntryWise):
    """The issues one by one: see `entry_wise`."""

    def __init__(self, options: RenderOptions, otherwise: Spot | None) -> None:
        super().__init__(options, otherwise)
        self._body = ""

    def finding(self, report: Report, finding: Finding) -> str:
        """An issue."""
        spot = finding_spot(report, finding, self.otherwise)
        return self._text(report, _issue(report, finding, spot))

    def refused(self, report: Report, contract: ContractResult) -> str:
        """An issue about a contract that was named to be ended and may not be."""
        return self._unfound(report, refused(contract))

    def contract(self, report: Report, contract: ContractResult) -> str:
        """An issue about a contract that could not be checked at all."""
        return self._unfound(report, unchecked(contract))

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """An issue about what the run fails for although no rule holds."""
        return self._unfound(report, undecided(report, one))

    def _unfound(self, report: Report, one: Unfound | None) -> str:
        if one is None:
            return ""
        spot = contract_spot(one.contract) or self.otherwise
        return self._text(report, _unfound(report, one, spot))

    def _text(self, report: Report, issue: dict[str, Any]) -> str:
        if not self._body:  # the same of all
            told = f"As of {as_of_phrase(report)}. Policies: {policies_phrase(report)}."
            self._body = escaped(told)
        return entry(issue | {"content": {"body": self._body}}, INDENT)

    def whole(self, parts: Parts) -> Iterator[str]:
        """The list around the issues."""
        issues = chain(parts.findings, parts.refused, parts.undetermined, parts.contracts)
        return pieces(map(Entry, filter(None, issues)))


def _issue(report: Report, finding: Finding, spot: Spot | None) -> dict[str, Any]:
    return {
        "description": f"{action_phrase(report, finding)}. {told_phrase(report, finding)}",
        "check_name": plain(finding.rule),
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": location_of(spot),
    }


def _unfound(report: Report, one: Unfound, spot: Spot | None) -> dict[str, Any]:
    description, severity = f"{unfound_phrase(report, one)}.", unfound_severity(one)
    return issue(description, plain(one.rule), one.fingerprint, severity, spot)


class Marks:
    """Fingerprints of issues that have none of their own: what stays the same when lines move, each once."""

    def __init__(self) -> None:
        self._met: Counter[tuple[str, ...]] = Counter()

    def next(self, *parts: str) -> str:
        """The fingerprint of an issue by what it is about; where that was there before, another one."""
        self._met[parts] += 1
        return sha256(f"{mark_of(*parts)} {self._met[parts]}".encode()).hexdigest()


def issue(
    description: str, rule: str, fingerprint: str, severity: Severity, spot: Spot | None
) -> dict[str, Any]:
    """An issue that is as severe as what it tells."""
    return {
        "description": description,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[severity],
        "location": location_of(spot),
    }


def location_of(spot: Spot | None) -> dict[str, Any]:
    """The path and the line of a place."""
    place = spot or Spot(STDIN_NAME)
    return {"path": place.path, "lines": {"begin": max(place.line, 1)}}


def _severity(finding: Finding) -> str:
    if finding.waived is not None or finding.is_known:
        return QUIET
    if finding.severity is Severity.ERROR and finding.action.effect is Effect.BLOCK:
        return BLOCKER
    return SEVERITIES[finding.severity]
