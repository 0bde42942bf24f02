"""In which order findings and rules that are not decided are told."""

from __future__ import annotations

from ..policy.pack import RANK, Rule
from .findings import Finding, SortKey, Subject, Undetermined


def finding_order(finding: Finding) -> SortKey:
    """Severity, deadline (absent last), contract, milestone, rule, account, client, pack."""
    if finding.entry is not None:
        return finding.entry[0]
    deadline = finding.deadline
    rank = (RANK[finding.severity], deadline is None, deadline or 0)
    return rank + _place(finding.subject, finding.rule, finding.pack)


def undetermined_order(item: Undetermined) -> SortKey:
    """Contract, milestone, rule, account, client, pack."""
    return _place(item.subject, item.rule, item.pack)


def _place(subject: Subject, rule: str, pack: str) -> SortKey:
    """By code point, absent first."""
    account, client = subject.account, subject.client
    contract, milestone = subject.contract, subject.milestone
    return (
        contract is not None,
        contract or "",
        milestone is not None,
        milestone or "",
        rule,
        account is not None,
        account or "",
        client is not None,
        client or "",
        pack,
    )


def finding_order_code(rule: Rule, deadline: str) -> str:
    """`finding_order` as an expression over the names of the ids and of an instant."""
    return (
        f"({RANK[rule.severity]}, {deadline} is None, {deadline} or 0, "
        "contract is not None, contract or '', milestone is not None, milestone or '', "
        f"{rule.id!r}, account is not None, account or '', client is not None, client or '', "
        f"{rule.pack!r})"
    )
