"""A finding in one plain line, for formats that have no room for more: safe to print anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ...engine.policy.pack import SEVERITIES, Basis, Effect, Severity, Source
from ...engine.report.counts import Counts
from ...engine.report.findings import ContractResult, Finding, Report
from ...engine.report.granted import condition_of, look_before
from ...engine.snapshot.fields import EXPORTED_AT, PLATFORM, currencies_of
from ...engine.written import counted
from ...engine.zones import Zone
from . import RenderOptions
from .age import export_again
from .layout import LONG_TEXT, plain
from .needed import fields_needed, needs_words
from .words import ORIGINS, capital, other_name, other_side, subject_phrase

LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9!#$%&*+,./:;=?@_~-]*", re.IGNORECASE)
"""What may become a link: no other scheme, and no character that could end the link early."""

NO_POLICY = "no policy is for its platform"
"""Why nothing can be told of a contract, whatever is supplied."""


def dates_phrase(report: Report, finding: Finding) -> str:
    """`Deadline 2026-03-12 15:30 UTC; safe until 2026-03-12 00:00 UTC.`, or nothing."""
    parts = []
    if finding.deadline is not None:
        parts.append(f"deadline {report.zone.text(finding.deadline)}")
    if finding.safe_by is not None and finding.safe_by != finding.deadline:
        parts.append(f"safe until {report.zone.text(finding.safe_by)}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def waiver_phrase(report: Report, finding: Finding) -> str:
    """`Waived until 2026-05-01 00:00 UTC by Ann: agreed with the client`, or nothing."""
    waived = finding.waived
    if waived is None:
        return ""
    who = f" by {plain(waived.who)}" if waived.who else ""
    until = report.zone.text(waived.until)
    return f"Waived until {until}{who}: {plain(waived.reason, LONG_TEXT)}"


def is_folded(report: Report, finding: Finding, options: RenderOptions) -> bool:
    """Whether a finding is only counted: the baseline has it, and nobody asks about its contract."""
    contract = report.contract_of(finding)
    is_asked_for = options.verbose or (contract is not None and contract.closing_planned)
    return finding.is_known is True and not is_asked_for


def basis_phrase(finding: Finding) -> str:
    """`(basis: advice)`; nothing for what a platform says officially."""
    return "" if finding.basis is Basis.OFFICIAL else f"(basis: {finding.basis})"


def action_phrase(report: Report, finding: Finding) -> str:
    """`Leave your feedback, if you have not`: what to do, and what it goes without saying."""
    condition = condition_of(report, finding)
    action = plain(finding.action.title)
    return f"{action}, {plain(condition)}" if condition else action


def told_phrase(report: Report, finding: Finding) -> str:
    """What `finding_phrase` says, and what to look at before the contract is ended."""
    contract = report.contract_of(finding)
    text = finding_phrase(report, finding)
    if contract is None or finding.action.effect is not Effect.CLOSE:
        return text
    look = look_before(report, contract)
    return f"{text} {capital(plain(look, LONG_TEXT))}." if look else text


def needs_phrase(report: Report, contract: ContractResult) -> str:
    """`supply escrow, milestones; ended_at of C7`, or what else is in the way."""
    if contract.needs == (EXPORTED_AT,):
        return export_again(report, contract)
    if contract.needs == (PLATFORM,):
        return NO_POLICY
    fields = fields_needed(report, contract)
    supply = [f"supply {fields}"] if fields else []
    return "; ".join([*supply, *between_phrases(contract.needs)])


def unmet_phrase(contract: ContractResult) -> str:
    """`ending it requires that escrow is 0 (escrow: 150.00 USD)`; "" where fields would tell."""
    if not contract.unmet:
        return ""
    required = " and that ".join(plain(one, LONG_TEXT) for one in contract.unmet)
    return f"ending it requires that {required}"


def supply_phrase(needs: Sequence[str]) -> str:
    """`supply escrow, milestones`, and what no field would tell."""
    asked = [need for need in needs if not currencies_of(need)]
    supply = [f"supply {needs_words(asked)}"] if asked else []
    return "; ".join([*supply, *between_phrases(needs)])


def between_phrases(needs: Iterable[str]) -> list[str]:
    """`amounts in EUR and USD are neither compared nor added: ...`, for the needs that only a policy fills."""
    return [
        f"amounts in {plain(' and '.join(codes))} are neither compared nor added: the policy has to name "
        "an amount for each currency"
        for codes in map(currencies_of, needs)
        if codes
    ]


def finding_phrase(report: Report, finding: Finding) -> str:
    """Everything that a person has to know: whose, what, by when, and whether it is waived."""
    parts = (
        f"{subject_phrase(finding.subject)}: {plain(finding.message, LONG_TEXT)}",
        dates_phrase(report, finding),
        basis_phrase(finding),
        waiver_phrase(report, finding),
    )
    return " ".join(part for part in parts if part)


def about_phrase(report: Report, finding: Finding) -> str:
    """Title and client of the contract that a finding is about; empty for clients and accounts."""
    contract = report.contract_of(finding)
    return "" if contract is None else contract_phrase(contract, report.role)


def contract_phrase(contract: ContractResult, role: str = "freelancer") -> str:
    """`Logo for a bakery (client Bakery Blum)`, what is known of it, or nothing."""
    title = "" if contract.title is None or not contract.title.strip() else plain(contract.title)
    name = other_name(contract, role)
    other = other_side(contract, role) if name is not None and name.strip() else ""
    return f"{title} ({other})" if title and other else title or other


def link(source: Source) -> str:
    """The address of a source where it is one of the web, else nothing."""
    return source.url if LINK.fullmatch(source.url) else ""


def as_of_phrase(report: Report) -> str:
    """`2026-03-10 12:00 UTC (from the snapshot)`."""
    return f"{report.zone.text(report.as_of)} ({ORIGINS[report.as_of_origin]})"


def reach_phrase(as_of: int, exported_at: int, zone: Zone) -> str:
    """`; the export reaches to 2026-03-08 09:00 UTC`, or nothing where that is the instant told."""
    return "" if exported_at == as_of else f"; the export reaches to {zone.text(exported_at)}"


def policies_phrase(report: Report) -> str:
    """`my-policies 0.2.0, upwork 1.0.0`."""
    packs = ", ".join(f"{plain(id_)} {plain(version)}" for id_, version in report.policies)
    return packs or "none"


def hidden_phrase(options: RenderOptions) -> str:
    """`Hidden by --min-severity: 1 warning, 3 info.`, or nothing."""
    hidden = by_severity(options.hidden)
    return f"Hidden by --min-severity: {hidden}." if hidden else ""


def by_severity(counts: Mapping[str, int] | Mapping[Severity, int]) -> str:
    """`2 errors, 1 warning, 5 info`."""
    found = ((severity, counts.get(severity, 0)) for severity in SEVERITIES)
    return ", ".join(
        f"{number} info" if severity is Severity.INFO else counted(number, severity)
        for severity, number in found
        if number
    )


def counts_phrase(report: Report, counts: Counts) -> str:
    """`9 contracts as of ... 3 findings (1 error, 2 info), 1 waived, 1 known. 0 undetermined.`"""
    contracts = counted(counts.contracts, "contract")
    return f"{contracts} as of {as_of_phrase(report)}. {findings_phrase(counts)}"


def findings_phrase(counts: Counts) -> str:
    """`3 findings (1 error, 2 info), 1 waived, 1 known. 0 undetermined.`"""
    parts = by_severity(counts.by_severity)
    findings = counted(counts.findings, "finding")
    findings += f" ({parts})" if parts else ""
    findings += f", {counts.waived} waived" if counts.waived else ""
    findings += f", {counts.known} known" if counts.known else ""
    return f"{findings}. {counts.undetermined} undetermined."
