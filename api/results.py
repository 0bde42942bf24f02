"""What a report holds, as values of Python: contracts, findings, rules that cannot be decided.

Instants are `datetime`s in the zone of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from .instants import moment

if TYPE_CHECKING:
    from .engine.policy.pack import Severity
    from .engine.report import findings as told
    from .engine.report.findings import Verdict
    from .engine.zones import Zone


class ContractResult(Struct, frozen=True):
    """The answer for one contract."""

    id: str
    verdict: Verdict
    """May it be ended now?"""
    until: datetime | None
    """When the verdict has to be looked at again."""
    end_reason: str | None
    """What to name as the reason, where it may be ended; None: not decided."""
    needs: tuple[str, ...]
    """The fields that would decide it, where it cannot be told."""
    assumes: tuple[str, ...]
    """Ids of the assumptions that it rests on."""
    title: str | None
    client: str | None
    """Name or id."""
    account: str | None
    status: str | None
    is_invalid: bool
    """It could not be read, as `problems` of the report say, and nothing of it is known."""


class Finding(Struct, frozen=True):
    """A rule that certainly holds, and what it asks for."""

    rule: str
    severity: Severity
    action: str
    """The id of what is to be done."""
    action_title: str
    message: str
    """What is said to a person, with times in the zone of the report."""
    why: str
    scope: str
    """What it is about: milestone, contract, client, account or export."""
    account: str | None
    client: str | None
    contract: str | None
    milestone: str | None
    deadline: datetime | None
    safe_by: datetime | None
    """By when to act at the latest to be safe, whatever is not known."""
    evidence: Mapping[str, object]
    """The facts that it rests on, as the format json writes them."""
    sources: tuple[str, ...]
    basis: str
    """What the rule rests on: official, mixed or advice."""
    assumes: tuple[str, ...]
    fingerprint: str
    """The same from run to run."""
    page: str
    """Where the rule is described; may be empty."""


class Undetermined(Struct, frozen=True):
    """A rule that cannot be decided."""

    rule: str
    severity: Severity
    needs: tuple[str, ...]
    """The fields that would decide it."""
    scope: str
    account: str | None
    client: str | None
    contract: str | None
    milestone: str | None


def contract_result(one: told.ContractResult, zone: Zone) -> ContractResult:
    """A contract of a report."""
    return ContractResult(
        id=one.id,
        verdict=one.verdict,
        until=moment(one.until, zone),
        end_reason=one.end_reason,
        needs=one.needs,
        assumes=one.assumes,
        title=one.title,
        client=one.client,
        account=one.account,
        status=one.status,
        is_invalid=one.is_invalid,
    )


def finding(one: told.Finding, zone: Zone) -> Finding:
    """A finding of a report."""
    return Finding(
        rule=one.rule,
        severity=one.severity,
        action=one.action.id,
        action_title=one.action.title,
        message=one.message,
        why=one.why,
        scope=str(one.subject.scope),
        account=one.subject.account,
        client=one.subject.client,
        contract=one.subject.contract,
        milestone=one.subject.milestone,
        deadline=moment(one.deadline, zone),
        safe_by=moment(one.safe_by, zone),
        evidence={name: value.json for name, value in one.evidence.items()},
        sources=tuple(source.id for source in one.sources),
        basis=str(one.basis),
        assumes=one.assumes,
        fingerprint=one.fingerprint,
        page=one.page,
    )


def undetermined(one: told.Undetermined) -> Undetermined:
    """A rule of a report that cannot be decided."""
    subject = one.subject
    return Undetermined(
        rule=one.rule,
        severity=one.severity,
        needs=one.needs,
        scope=str(subject.scope),
        account=subject.account,
        client=subject.client,
        contract=subject.contract,
        milestone=subject.milestone,
    )
