"""The 19 rules by hand, with all that `closeout check -f ndjson` writes: the same bytes.

Verdicts, messages, deadlines, evidence, fingerprints, what cannot be decided and what would decide it.

python -m benchmarks.contenders.same_bytes portfolio.ndjson
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from operator import itemgetter

from benchmarks.contenders.lines import Contract, Milestone, accounts
from benchmarks.contenders.tuned import DAYS_3, DAYS_7, DAYS_14, DAYS_21, DAYS_30, cents

ERROR, WARNING, INFO = 0, 1, 2
SEVERITIES = ("error", "warning", "info")
NEVER = "~"
"""Behind every instant."""
Key = tuple[int, str, str, str, str, str, str]
"""Severity, deadline, contract, milestone, rule, account, client: the order of findings."""


@cache
def window_end(instant: str) -> str:
    """Fourteen days later."""
    later = datetime.fromisoformat(instant) + timedelta(days=14)
    return later.strftime("%Y-%m-%dT%H:%M:%SZ")


def quoted(text: str | None) -> str:
    """JSON of a plain text."""
    return "null" if text is None else f'"{text}"'


def money(amount: int) -> str:
    """Cents as they are told."""
    return f"{amount // 100}.{amount % 100:02} USD"


@dataclass(slots=True)
class Report:
    """The lines, as they come."""

    contracts: list[str] = field(default_factory=list)
    findings: list[tuple[Key, str]] = field(default_factory=list)
    open: list[tuple[tuple[str, str, str, str], str]] = field(default_factory=list)
    severities: list[int] = field(default_factory=lambda: [0, 0, 0])

    def found(
        self,
        rule: str,
        subject: tuple[str, str | None, str | None, str | None, str | None],
        action: str,
        severity: int,
        message: str,
        evidence: str,
        deadline: str | None = None,
    ) -> None:
        """A rule that holds. `subject`: scope, account, client, contract, milestone."""
        self.severities[severity] += 1
        scope, account, client, contract, milestone = subject
        at = ", ".join(map(quoted, (account, client, contract, milestone)))
        print_ = sha256(f'["bench", "{rule}", {at}]'.encode()).hexdigest()
        key = (
            severity,
            deadline or NEVER,
            contract or "",
            milestone or "",
            rule,
            account or "",
            client or "",
        )
        self.findings.append(
            (
                key,
                f'{{"kind": "finding", "rule": "{rule}", {said(scope, subject)}, "action": "{action}", '
                f'"severity": "{SEVERITIES[severity]}", "basis": "advice", "message": "{message}", '
                f'"deadline": {quoted(deadline)}, "safe_by": null, "evidence": {{{evidence}}}, '
                f'"events": {{}}, "sources": [], "assumes": [], "fingerprint": "{print_}"}}\n',
            )
        )

    def undecided(
        self,
        rule: str,
        subject: tuple[str, str | None, str | None, str | None, str | None],
        severity: int,
        need: str,
    ) -> None:
        """A rule that cannot be decided without a field."""
        key = (subject[3] or "", "", rule, subject[1] or "")
        self.open.append(
            (
                key,
                f'{{"kind": "undetermined", "rule": "{rule}", {said(subject[0], subject)}, '
                f'"needs": ["{need}"], "severity": "{SEVERITIES[severity]}"}}\n',
            )
        )

    def text(self) -> str:
        """All of it."""
        self.findings.sort()
        self.open.sort()
        error, warning, info = self.severities
        head = (
            '{"kind": "report", "version": 1, "as_of": "2026-03-10T12:00:00Z", '
            '"as_of_origin": "snapshot", "exported_at": "2026-03-10T12:00:00Z", '
            '"export_age": "fresh", "engine": "python", '
            '"policies": [{"id": "bench", "version": "0"}], '
            f'"summary": {{"contracts": {len(self.contracts)}, "findings": {len(self.findings)}, '
            f'"undetermined": {len(self.open)}, "error": {error}, "warning": {warning}, '
            f'"info": {info}}}}}\n'
        )
        found, undecided = (line for _, line in self.findings), (line for _, line in self.open)
        return "".join((head, *self.contracts, *found, *undecided))


def said(scope: str, subject: tuple[str, str | None, str | None, str | None, str | None]) -> str:
    """The subject of a line."""
    _, account, client, contract, milestone = subject
    return (
        f'"scope": "{scope}", "account": {quoted(account)}, "client": {quoted(client)}, '
        f'"contract": {quoted(contract)}, "milestone": {quoted(milestone)}'
    )


@dataclass(slots=True)
class Effects:
    """What findings mean for the verdict of a contract."""

    block: bool = False
    wait: bool = False
    prepare: bool = False
    keep: bool = False
    until: str | None = None

    def waits(self, until: str | None = None) -> None:
        """Wait, perhaps until an instant."""
        self.wait = True
        if until is not None and (self.until is None or until > self.until):
            self.until = until

    def verdict(self, has_ended: bool) -> str:
        """The one answer."""
        if self.block:
            return "do-not-end"
        if self.prepare and (has_ended or not self.wait):
            return "prepare"
        if self.wait:
            return "wait"
        return "keep-open" if self.keep else "nothing-to-do"


def of_milestone(one: Contract, part: Milestone, report: Report, effects: Effects) -> int:
    """The rules for milestones; returns what is open of it, in cents."""
    subject, state = ("milestone", None, None, one.id, part.id), part.state
    amount, is_active = f"{part.amount} USD", one.status == "active"
    if state == "submitted":
        if part.submissions:
            last = max(part.submissions)
            proof = f'"state": "submitted", "last_submitted_at": "{last}", "amount": "{amount}"'
            if last <= DAYS_14:
                effects.prepare = True
                message = f"Submitted on {last[:10]}: {amount}."
                report.found("release-overdue", subject, "act", WARNING, message, proof)
            else:
                end = window_end(last)
                effects.waits(end)
                message = f"In review until {end[:10]}: {amount}."
                report.found("release-pending", subject, "wait", INFO, message, proof, end)
        return cents(part.funded_amount)
    if state == "funded":
        funded = cents(part.funded_amount)
        if part.due_at <= DAYS_3:
            proof = f'"state": "funded", "due_at": "{part.due_at}"'
            message = f"Due on {part.due_at[:10]}."
            report.found("milestone-late", subject, "know", WARNING, message, proof)
        last = one.last_activity_at
        if is_active and last <= DAYS_30 and funded > cents(part.paid_amount):
            effects.block = True
            proof = (
                f'"state": "funded", "funded_amount": "{part.funded_amount} USD", '
                f'"paid_amount": "{part.paid_amount} USD", "contract.status": "active", '
                f'"contract.last_activity_at": "{last}"'
            )
            message = f"{part.funded_amount} USD since {last[:10]}."
            report.found("money-lies-still", subject, "leave-alone", ERROR, message, proof)
        return funded
    if state == "not_funded" and is_active and part.work_state == "in_progress":
        effects.prepare = True
        proof = (
            '"state": "not_funded", "work_state": "in_progress", "contract.status": "active", '
            f'"amount": "{amount}"'
        )
        message = f"Nothing is funded of {amount}."
        report.found("work-not-funded", subject, "act", WARNING, message, proof)
    return 0


def of_ended(one: Contract, total: int, report: Report, effects: Effects) -> None:
    """The rules for contracts that have ended."""
    subject, end, paid = ("contract", None, None, one.id, None), one.ended_at, one.total_paid
    ended = f'"status": "ended", "ended_at": "{end}"'
    if total == 0:
        proof = f'"status": "ended", "total_paid": "{paid} USD", "ended_at": "{end}"'
        message = f"Ended on {end[:10]} with {paid} USD."
        report.found("nothing-paid", subject, "know", INFO, message, proof)
    given = one.feedback
    theirs, mine = "feedback.from_client.state", "feedback.from_freelancer.state"
    if end <= DAYS_14:
        if total and given is None:
            report.undecided("no-feedback-came", subject, INFO, theirs)
        elif total and given is not None and given.from_client.state == "none":
            proof = f'{ended}, "total_paid": "{paid} USD", "{theirs}": "none"'
            message = f"Ended on {end[:10]}."
            report.found("no-feedback-came", subject, "know", INFO, message, proof)
        return
    deadline = window_end(end)
    if given is None:
        report.undecided("ask-for-feedback", subject, INFO, theirs)
        if total:
            report.undecided("leave-feedback", subject, INFO, mine)
        return
    if given.from_client.state == "none":
        message = f"Ask until {deadline[:10]}."
        proof = f'{ended}, "{theirs}": "none"'
        report.found("ask-for-feedback", subject, "know", INFO, message, proof, deadline)
    if total and given.from_freelancer.state == "none":
        effects.prepare = True
        proof = f'{ended}, "total_paid": "{paid} USD", "{mine}": "none"'
        message = f"Until {deadline[:10]}."
        report.found("leave-feedback", subject, "act", INFO, message, proof, deadline)


def of_active(one: Contract, total: int, open: int, report: Report, effects: Effects) -> None:
    """The rules for contracts on which work goes on."""
    subject, active = ("contract", None, None, one.id, None), '"status": "active"'
    if one.type == "fixed" and open > 30_000:
        effects.keep = True
        proof = f'{active}, "type": "fixed", "open_amount": "{money(open)}"'
        report.found("much-is-open", subject, "keep", INFO, f"{money(open)} are open.", proof)
    if one.type == "hourly" and one.hours is not None and one.hours.this_week > 0:
        effects.waits()
        hours = f"{one.hours.this_week} hours"
        proof = f'{active}, "type": "hourly", "hours.this_week": "{hours}"'
        report.found("hours-this-week", subject, "wait", INFO, f"{hours} of this week.", proof)
    word, mine = one.last_client_message_at, one.last_freelancer_message_at
    if mine > DAYS_7:
        if word is None:
            report.undecided("silent-client", subject, WARNING, "last_client_message_at")
        elif word <= DAYS_21:
            proof = f'{active}, "last_client_message_at": "{word}", "last_freelancer_message_at": "{mine}"'
            message = f"No word since {word[:10]}."
            report.found("silent-client", subject, "know", WARNING, message, proof)
    if total >= 25_000:
        if one.work_state is None:
            report.undecided("work-complete", subject, INFO, "work_state")
        elif one.work_state == "complete":
            proof = f'{active}, "work_state": "complete", "total_paid": "{one.total_paid} USD"'
            message = f"{one.total_paid} USD are paid."
            report.found("work-complete", subject, "know", INFO, message, proof)
    if one.refund_request is None:
        report.undecided("refund-asked", subject, WARNING, "refund_request.requested_at")


def of_account(contracts: list[Contract], report: Report) -> None:
    """All rules for an account and what lies in it."""
    account = contracts[0].account_id
    active: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    ended: list[tuple[str, str | None]] = []
    for one in contracts:
        effects, status, total = Effects(), one.status, cents(one.total_paid)
        open = sum(of_milestone(one, part, report, effects) for part in one.milestones)
        paid[one.client.id] += total
        if status == "ended":
            state = None if one.feedback is None else one.feedback.from_client.state
            ended.append((one.ended_at, state))
            of_ended(one, total, report, effects)
        else:
            last = one.last_activity_at
            if last <= DAYS_30:
                proof = f'"status": "{status}", "last_activity_at": "{last}"'
                subject = ("contract", None, None, one.id, None)
                message = f"Nothing since {last[:10]}."
                report.found("dormant", subject, "know", INFO, message, proof)
            if status == "active":
                active[one.client.id] += 1
                of_active(one, total, open, report, effects)
        report.contracts.append(
            f'{{"kind": "contract", "id": "{one.id}", "verdict": "{effects.verdict(status == "ended")}", '
            f'"until": {quoted(effects.until)}, "end_reason": null, "needs": [], "assumes": []}}\n'
        )
    for client, count in active.items():
        if count >= 2:
            subject = ("client", account, client, None, None)
            proof = f'"active_contracts": {count}'
            report.found("busy-client", subject, "know", INFO, f"{count} contracts.", proof)
    for client, total in paid.items():
        if total > 500_000:
            subject = ("client", account, client, None, None)
            proof, message = f'"paid": "{money(total)}"', "More than 5000 USD."
            report.found("good-client", subject, "know", INFO, message, proof)
    subject, count = ("account", account, None, None, None), active.total()
    if count >= 25:
        proof = f'"active_contracts": {count}'
        report.found("many-open", subject, "know", INFO, f"{count} contracts.", proof)
    least, most = row(ended)
    if least >= 3:
        proof = f'"row_without_feedback": {least}' if least == most else ""
        message = f"{least if least == most else 'not known'} in a row."
        report.found("feedback-fails-to-come", subject, "know", WARNING, message, proof)
    elif most >= 3:
        need = "feedback.from_client.state"
        report.undecided("feedback-fails-to-come", subject, WARNING, need)


def row(ended: list[tuple[str, str | None]]) -> tuple[int, int]:
    """How many in a row are without feedback, from the newest on: at least, and at most. Of one instant
    they count by id, as they come.
    """
    ended.sort(key=itemgetter(0), reverse=True)
    states = [state for _, state in ended]
    least = next((at for at, state in enumerate(states) if state != "none"), len(states))
    most = next((at for at, state in enumerate(states) if state == "given"), len(states))
    return least, most


def main() -> None:
    """Write the report."""
    report = Report()
    for contracts in accounts(sys.argv[1]):
        of_account(contracts, report)
    sys.stdout.write(report.text())


if __name__ == "__main__":
    main()
