"""The entries of the text report: a contract, and each finding with why and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...engine.policy.pack import Basis, Effect, Severity
from ...engine.report.findings import ContractResult, Finding, Report, Shown, Subject, Verdict
from ...engine.report.granted import look_before
from ...engine.snapshot.fields import EXPORTED_AT
from ...engine.written import NOT_KNOWN, instant_text
from . import RenderOptions
from .age import export_again
from .layout import LONG_TEXT, clipped, painted, plain, wrapped
from .phrases import action_phrase
from .urgency import ACTING, dated, due, relative
from .words import capital, subject_words

NARROWEST = 40
LONGEST_ID = 36
"""Columns of an id; those of the platforms have 8 to 20 characters, a UUID has 36."""
LONGEST_LINK = 2_000
DAY_LENGTH = len("2026-03-15")


@dataclass(frozen=True, slots=True)
class Page:
    """A report with what its text looks up again and again."""

    report: Report
    options: RenderOptions
    width: int
    places: Mapping[str, int]
    """Place of a contract's first finding in the report."""
    elsewhere: tuple[Finding, ...]
    """Findings without a contract, by account and client."""

    @classmethod
    def of(cls, report: Report, options: RenderOptions) -> Page:
        """The page of a report."""
        places: dict[str, int] = {}
        for place, finding in enumerate(report.findings):
            places.setdefault(finding.subject.contract or "", place)
        by_subject = sorted(report.elsewhere, key=lambda finding: _subject_key(finding.subject))
        width = max(options.width, NARROWEST)
        return cls(report, options, width, places, tuple(by_subject))

    def urgency(self, contract: ContractResult) -> int:
        """Sorts the contracts of a verdict: by their first finding, then as in the export."""
        return self.places.get(contract.id, len(self.report.findings))

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

    def tinted(self, lines: list[str], finding: Finding) -> list[str]:
        """The lines, the first with its severity's word in colour."""
        if not self.options.color:
            return lines
        severity = finding.severity
        before, word, after = lines[0].partition(f"{severity}:")
        return [f"{before}{painted(word, severity, True)}{after}", *lines[1:]]


def _subject_key(subject: Subject) -> tuple[str, str, str]:
    return subject.account or "", subject.client or "", subject.contract or ""


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
    side, other = "client", contract.client
    if role == "client":
        side, other = "freelancer", contract.freelancer
    if other is not None:
        marks.append(f"{side} {plain(other, room // 3)}")
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


def contract_lines(page: Page, contract: ContractResult) -> list[str]:
    """A contract: its name, what its verdict adds, and its findings."""
    lines = ["  " + contract_title(contract, page.width - 2, page.report.role)]
    for sentence in _verdict_sentences(page, contract):
        lines += wrapped(sentence, page.width, 4, 6)
    for finding in page.report.by_contract.get(contract.id, ()):
        if not page.is_background(finding, contract.verdict):
            lines += finding_lines(page, finding)
    if page.options.facts:
        lines += facts_lines(page, contract.facts)
    return lines


def _verdict_sentences(page: Page, contract: ContractResult) -> list[str]:
    found = []
    if contract.is_invalid:
        found.append("This contract could not be read, so nothing is known of it.")
    if contract.until is not None and not _tells_until(page, contract):
        found.append(_until(contract.verdict, contract.until, page.report.as_of))
    elif contract.verdict is Verdict.WAIT and contract.id not in page.report.by_contract:
        found.append("Wait, then export again.")
    if contract.end_reason is not None and (
        contract.verdict is Verdict.CLOSE or page.options.verbose
    ):
        label = "End reason" if contract.verdict is Verdict.CLOSE else "End reason when it may end"
        found.append(f"{label}: {plain(contract.end_reason).replace('_', ' ')}")
    look = look_before(page.report, contract)
    if look:
        found.append(f"Before the click: {plain(look, LONG_TEXT)}")
    if contract.needs == (EXPORTED_AT,):
        found.append(f"{capital(export_again(page.report))}.")
    elif contract.needs and (contract.verdict is Verdict.CANNOT_TELL or page.options.verbose):
        found.append(f"To decide, supply: {', '.join(plain(need) for need in contract.needs)}")
    return found


def _tells_until(page: Page, contract: ContractResult) -> bool:
    """Whether a finding tells until when to wait; then it is not said twice."""
    found = page.report.by_contract.get(contract.id, ())
    until = contract.until
    return (
        until is not None
        and until > page.report.as_of
        and any(item.deadline == until and _tells_deadline(item) for item in found)
    )


def _until(verdict: Verdict, until: int, as_of: int) -> str:
    if until <= as_of:
        return f"Export again now: the wait ended {dated(until, as_of)}".removesuffix(", now")
    if verdict is not Verdict.WAIT:
        return f"Also wait until {dated(until, as_of)}, then export again"
    return f"Wait until {dated(until, as_of)}, then export again"


def finding_lines(page: Page, finding: Finding) -> list[str]:
    """What to do, by when, and why; with `-v` also how, the evidence and the sources."""
    width = page.width
    action = f"{finding.severity}: {action_phrase(page.report, finding)}"
    is_told = _tells_deadline(finding)
    if is_told and finding.deadline is not None:
        action += f", {relative(finding.deadline, page.report.as_of)}"
    lines = page.tinted(wrapped(action, width, 4, 6), finding)
    if not is_told and (finding.deadline is not None or finding.safe_by is not None):
        lines += wrapped(_deadline(finding, page.report.as_of), width, 6, 8)
    lines += _message(page, finding)
    lines += _waived(page, finding)
    if page.options.verbose:
        lines += _details(page, finding)
    return lines


def _tells_deadline(finding: Finding) -> bool:
    """Whether the message names the day of the deadline already, so that it is not told twice."""
    deadline = finding.deadline
    return deadline is not None and instant_text(deadline)[:DAY_LENGTH] in finding.message


def _deadline(finding: Finding, as_of: int) -> str:
    deadline, safe_by = finding.deadline, finding.safe_by
    if deadline is None:
        return f"Safe until {dated(safe_by, as_of)}" if safe_by is not None else ""
    text = f"Deadline {dated(deadline, as_of)}"
    if safe_by is None or safe_by == deadline or deadline <= as_of:
        return text
    if safe_by <= as_of:
        return text  # what has passed is no plan
    return f"{text}; safe until {instant_text(safe_by).removesuffix(' UTC')}"


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
    text = f"Waived until {instant_text(waived.until)}{by}: {reason}"
    return wrapped(text, page.width, 6, 8)


def _details(page: Page, finding: Finding) -> list[str]:
    width = page.width
    lines: list[str] = []
    if finding.why:
        lines += wrapped(f"Why: {plain(finding.why, LONG_TEXT)}", width, 6, 8)
    for place, step in enumerate(finding.action.how, start=1):
        lines += wrapped(f"Step {place}: {plain(step, LONG_TEXT)}", width, 6, 8)
    for name, at in finding.events.items():
        when = NOT_KNOWN if at is None else dated(at, page.report.as_of)
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


def action_lines(page: Page, place: int, finding: Finding) -> list[str]:
    """`1. error: Respond to the refund request, by 2026-03-12 09:00 UTC, in 2 days`.

    The date stays in one piece: it has a line of its own where the first has no room for it.
    """
    as_of = page.report.as_of
    text = f"{place}. {finding.severity}: {action_phrase(page.report, finding)}"
    instant = due(finding, as_of)
    if instant is None:
        return page.tinted(wrapped(text, page.width, 2, 5), finding)
    word = "by" if finding.action.effect in ACTING else "until"
    date = f"{word if instant >= as_of else 'overdue since'} {dated(instant, as_of)}"
    in_one = wrapped(f"{text}, {date}", page.width, 2)
    if len(in_one) == 1:
        return page.tinted(in_one, finding)
    apart = [*wrapped(f"{text},", page.width, 2, 5), *wrapped(date, page.width, 5)]
    return page.tinted(apart, finding)
