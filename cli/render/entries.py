"""The entries of the text report: a contract, and each finding with why and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from ...engine.policy.pack import Basis, Effect, Severity
from ...engine.report.findings import ContractResult, Finding, Report, Shown, Subject, Verdict
from ...engine.written import NOT_KNOWN
from . import RenderOptions
from .answers import END_REASON, SUPPLY, tells_deadline, verdict_sentences
from .layout import LONG_TEXT, clipped, painted, plain, wrapped
from .phrases import action_phrase, is_folded
from .urgency import (
    contracts_by_urgency,
    dated,
    due,
    due_words,
    others_by_subject,
    relative,
)
from .words import capital, other_name, other_side, subject_words

NARROWEST = 40
LONGEST_ID = 36
"""Columns of an id; those of the platforms have 8 to 20 characters, a UUID has 36."""
LONGEST_LINK = 2_000
FEW_QUESTIONS = 5
"""So many questions are shown unless all are asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """A report with what its text looks up again and again."""

    report: Report
    options: RenderOptions
    width: int
    order: Mapping[str, int]
    """Place of a contract by urgency."""
    elsewhere: tuple[Finding, ...]
    """Findings without a contract, by account and client."""
    asked: frozenset[str]
    """Contracts of which the first questions ask."""

    @classmethod
    def of(cls, report: Report, options: RenderOptions) -> Page:
        """The page of a report."""
        width = max(options.width, NARROWEST)
        order = {one.id: place for place, one in enumerate(contracts_by_urgency(report))}
        first, _ = report.questions.first(FEW_QUESTIONS)
        asked = frozenset(one.contract for one in first if one.contract is not None)
        return cls(report, options, width, order, tuple(others_by_subject(report)), asked)

    def urgency(self, contract: ContractResult) -> int:
        """Sorts the contracts of a verdict."""
        return self.order[contract.id]

    def is_background(self, finding: Finding, verdict: Verdict) -> bool:
        """Whether a finding asks for nothing: good to know, or to keep open what is answered otherwise.

        With `-v` everything is told in its place.
        """
        if self.options.verbose or finding.severity is not Severity.INFO or finding.waived:
            return False
        effect = finding.action.effect
        if effect is Effect.KEEP:
            return verdict is not Verdict.KEEP_OPEN
        return effect is Effect.NONE and finding.deadline is None

    def asking(self, contract: ContractResult) -> list[Finding]:
        """The findings of a contract that are no background."""
        findings = self.report.by_contract.get(contract.id, ())
        return [one for one in findings if not self.is_background(one, contract.verdict)]

    def sentences(self, contract: ContractResult) -> list[str]:
        """What its verdict adds, without what stands above already: its questions, its end reason."""
        if self.options.verbose:
            return verdict_sentences(self.report, contract, tells_all=True)
        found = verdict_sentences(self.report, contract, tells_all=False)
        told = [SUPPLY] if contract.id in self.asked else []
        told += [END_REASON] if contract.closing_planned and contract.end_reason else []
        return [one for one in found if not one.startswith(tuple(told))]

    def tinted(self, lines: list[str], finding: Finding) -> list[str]:
        """The lines, the first with its severity's word in colour."""
        if not self.options.color:
            return lines
        severity = finding.severity
        word = f"{severity}, known:" if finding.is_known else f"{severity}:"
        before, word, after = lines[0].partition(word)
        return [f"{before}{painted(word, severity, True)}{after}", *lines[1:]]


def subject_title(page: Page, contract: ContractResult | None, subject: Subject, room: int) -> str:
    """One line that names a contract, a client or an account."""
    if contract is not None:
        return contract_title(contract, room, page.report.role)
    whole = replace(subject, milestone=None)
    return clipped(capital(subject_words(whole, LONGEST_ID)), room)


def contract_title(contract: ContractResult, room: int, role: str) -> str:
    """`C1: Logo for a bakery (client Bakery Blum, paused)`; a client reads the freelancer's name. The
    title gives way.
    """
    name = plain(contract.id, LONGEST_ID)
    marks = []
    if other := other_side(contract, role, room // 3):
        marks.append(other)
    if contract.status not in (None, "active"):
        marks.append(plain(str(contract.status)))
    if contract.closing_planned:
        marks.append("closing planned")
    tail = f" ({', '.join(marks)})" if marks else ""
    if contract.title is None or not contract.title.strip():
        return clipped(name + tail, room)
    title = plain(contract.title)
    left = room - len(clipped(name + tail, room)) - 2
    return clipped(f"{name}: {clipped(title, max(left, 10))}{tail}", room)


def contracts_lines(page: Page, contracts: Iterable[ContractResult]) -> list[str]:
    """Contracts one after the other; those that ask for the same patience in one line."""
    lines: list[str] = []
    for brief, group in groupby(contracts, key=lambda one: _brief(page, one)):
        if brief is None:
            lines += (line for contract in group for line in contract_lines(page, contract))
        else:
            names = [_short_title(page, contract) for contract in group]
            lines += wrapped(f"{', '.join(names)}: {brief}", page.width, 2, 4)
    return lines


def _short_title(page: Page, contract: ContractResult) -> str:
    """`C121 (Bakery Blum)`: the id, and with whom it is, else its title."""
    other = other_name(contract, page.report.role)
    name = other if other and other.strip() else contract.title
    words = f" ({clipped(plain(name), page.width // 3)})" if name and name.strip() else ""
    return plain(contract.id, LONGEST_ID) + words


def contract_lines(page: Page, contract: ContractResult) -> list[str]:
    """A contract: its name, what its verdict adds, and its findings."""
    title = contract_title(contract, page.width - 2, page.report.role)
    lines = ["  " + title]
    for sentence in page.sentences(contract):
        lines += wrapped(sentence, page.width, 4, 6)
    lines += findings_lines(page, page.asking(contract))
    if page.options.facts:
        lines += facts_lines(page, contract.facts)
    return lines


def is_patient(page: Page, contract: ContractResult) -> bool:
    """Whether a contract asks for patience alone, so that a few words say all of it."""
    if page.options.verbose or page.options.facts or contract.verdict not in _PATIENT:
        return False
    findings = page.asking(contract)
    return bool(findings) and all(is_brief(one) and not one.is_known for one in findings)


def _brief(page: Page, contract: ContractResult) -> str | None:
    """All that is to be said of a contract that asks for patience alone; None where there is more."""
    if not is_patient(page, contract):
        return None
    findings = page.asking(contract)
    parts = [brief_words(page, one) for one in findings]
    is_told = any(one.deadline == contract.until for one in findings)
    sentences = page.sentences(contract)
    parts += [one for one in sentences if not (is_told and one.startswith("Wait until"))]
    return "; ".join(dict.fromkeys(parts))


def brief_words(page: Page, finding: Finding) -> str:
    """What is to be waited for, and until when: `End one contract at a time. Behind C1: not before 2026-04-02`."""
    words = patience_words(finding)
    return words if finding.behind else words + until_words(page, finding, is_near_told=False)


def patience_words(finding: Finding) -> str:
    """What is to be waited for, and behind which contract."""
    title = plain(finding.action.title)
    clause, _, _ = plain(finding.message, LONG_TEXT).partition(", ")
    return f"{title}. {clause}" if finding.behind else title


_PATIENT = (Verdict.WAIT, Verdict.KEEP_OPEN)


def until_words(page: Page, finding: Finding, *, is_near_told: bool = True) -> str:
    """`, until 2026-03-15 10:00 CET, in 4 days`, while that is ahead; `is_near_told`: how long that is."""
    at, report = finding.deadline, page.report
    if at is None or at <= report.as_of:
        return ""
    return f", until {dated(at, report) if is_near_told else report.zone.text(at)}"


def findings_lines(page: Page, findings: Iterable[Finding]) -> list[str]:
    """Findings of one contract, client or account; what the baseline has is counted, with `-v` told."""
    lines: list[str] = []
    known = 0
    for finding in findings:
        if is_folded(page.report, finding, page.options):
            known += 1
        else:
            lines += finding_lines(page, finding)
    return [*lines, f"    {known} known"] if known else lines


def finding_lines(page: Page, finding: Finding) -> list[str]:
    """What to do, by when, and why, in one paragraph; with `-v` apart, and how, the evidence and the sources."""
    width, report = page.width, page.report
    known = ", known" if finding.is_known else ""
    action = f"{finding.severity}{known}: {action_phrase(report, finding)}"
    is_told = tells_deadline(report, finding)
    if is_told and finding.deadline is not None and page.options.verbose:
        action += f", {relative(finding.deadline, report.as_of)}"
    dates = "" if is_told else _deadline(finding, report)
    if not page.options.verbose:
        text = f"{action}{_in_short(page, finding, dates)} [{plain(finding.rule)}]"
        return [*page.tinted(wrapped(text, width, 4, 6), finding), *_waived(page, finding)]
    lines = page.tinted(wrapped(action, width, 4, 6), finding)
    if dates:
        lines += wrapped(dates, width, 6, 8)
    return [*lines, *_message(page, finding), *_waived(page, finding), *_details(page, finding)]


def is_brief(finding: Finding) -> bool:
    """Whether it asks for nothing but patience: its message is told with `-v` alone."""
    is_patient = finding.action.effect in (Effect.WAIT, Effect.KEEP)
    return is_patient and finding.severity is Severity.INFO and finding.waived is None


def _in_short(page: Page, finding: Finding, dates: str) -> str:
    """What follows the action in the same paragraph."""
    if is_brief(finding):
        return until_words(page, finding)
    text = plain(finding.message, LONG_TEXT)
    if finding.subject.milestone is not None:
        text = f"Milestone {plain(finding.subject.milestone, LONGEST_ID)}: {text}"
    return ". " + " ".join(filter(None, [dates and f"{dates}.", text]))


def _deadline(finding: Finding, report: Report) -> str:
    deadline, safe_by, as_of = finding.deadline, finding.safe_by, report.as_of
    if deadline is None and safe_by is None:
        return ""
    if deadline is None:
        return f"Safe until {dated(safe_by, report)}" if safe_by is not None else ""
    text = f"Deadline {dated(deadline, report)}"
    if safe_by is None or safe_by == deadline or deadline <= as_of:
        return text
    if safe_by <= as_of:
        return text  # what has passed is no plan
    return f"{text}; safe until {report.zone.text(safe_by).removesuffix(' UTC')}"


def _message(page: Page, finding: Finding) -> list[str]:
    text = plain(finding.message, LONG_TEXT)
    if finding.subject.milestone is not None:
        text = f"Milestone {plain(finding.subject.milestone, LONGEST_ID)}: {text}"
    basis = "" if finding.basis is Basis.OFFICIAL else f" (basis: {finding.basis})"
    return wrapped(f"{text} [{plain(finding.rule)}]{basis}", page.width, 6)


BASES = {
    Basis.OFFICIAL: "official, the platform states it",
    Basis.MIXED: "mixed, an official rule and a reading of it",
    Basis.ADVICE: "advice, not a rule of the platform",
}


def _waived(page: Page, finding: Finding) -> list[str]:
    """`Waived until 2026-06-30 00:00 UTC by Ana: agreed with the client`."""
    waived = finding.waived
    if waived is None:
        return []
    by = "" if waived.who is None else f" by {plain(waived.who)}"
    reason = plain(waived.reason, LONG_TEXT)
    text = f"Waived until {page.report.zone.text(waived.until)}{by}: {reason}"
    return wrapped(text, page.width, 6, 8)


def _details(page: Page, finding: Finding) -> list[str]:
    width = page.width
    lines: list[str] = []
    if finding.why:
        lines += wrapped(f"Why: {plain(finding.why, LONG_TEXT)}", width, 6, 8)
    for place, step in enumerate(finding.action.how, start=1):
        lines += wrapped(f"Step {place}: {plain(step, LONG_TEXT)}", width, 6, 8)
    for name, at in finding.events.items():
        when = NOT_KNOWN if at is None else dated(at, page.report)
        lines += wrapped(f"Event {plain(name)}: {when}", width, 6, 8)
    for name, value in finding.evidence.items():
        lines += value_lines(page, f"Evidence {plain(name)}", value, 6)
    lines += wrapped(f"Basis: {BASES[finding.basis]}", width, 6, 8)
    if finding.page:
        lines += wrapped(f"Rule: {plain(finding.page, LONGEST_LINK)}", width, 6, 8)
    for source in finding.sources:
        title = f"{plain(source.title)} ({plain(source.id)})"
        lines += wrapped(f"Source: {title}", width, 6, 8)
        if source.url:
            lines.append(" " * 8 + plain(source.url, LONGEST_LINK))
    return lines


def facts_lines(page: Page, facts: Mapping[str, Shown | None]) -> list[str]:
    """The facts of a contract or an account, one a line."""
    return [
        line
        for name, value in facts.items()
        for line in value_lines(page, f"Fact {plain(name)}", value, 4)
    ]


def value_lines(page: Page, label: str, value: Shown | None, indent: int) -> list[str]:
    """A named value."""
    text = NOT_KNOWN if value is None else plain(value.text, LONG_TEXT)
    return wrapped(f"{label}: {text}", page.width, indent, indent + 2)


def action_lines(page: Page, place: int, finding: Finding, about: str) -> list[str]:
    """`1. error: C121: Respond to the refund request, by 2026-03-12 09:00 UTC, in 2 days`.

    The date stays in one piece: it has a line of its own where the first has no room for it.
    """
    report = page.report
    text = f"{place}. {finding.severity}: {about}: {action_phrase(page.report, finding)}"
    instant = due(finding, report.as_of)
    if instant is None:
        return page.tinted(wrapped(text, page.width, 2, 5), finding)
    by = due_words(report, finding)
    date = f"{by}, {relative(instant, report.as_of)}"
    for told in (date, by):
        if len(in_one := wrapped(f"{text}, {told}", page.width, 2)) == 1:
            return page.tinted(in_one, finding)
    apart = [*wrapped(f"{text},", page.width, 2, 5), *wrapped(date, page.width, 5)]
    return page.tinted(apart, finding)
