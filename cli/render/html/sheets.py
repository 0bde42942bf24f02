"""The sheet of a contract: what to do and why, what it rests on, and what would change it and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ....engine.report.findings import ContractResult, Finding, Report, Shown, Subject, Undetermined
from ....engine.report.question import Question
from ....engine.written import NOT_KNOWN
from ..answers import planned_answer, verdict_sentences
from ..finding_lines import BASES
from ..layout import LONG_TEXT, plain
from ..missing import remedy
from ..page import LONGEST_ID
from ..phrases import action_phrase, dates_phrase, link, waiver_phrase
from ..urgency import due_words
from ..words import HEADINGS, capital, other_name, other_side, subject_words
from .timeline import Moment, event_words


class Fact(Struct, frozen=True):
    """A named value."""

    name: str
    text: str


class Link(Struct, frozen=True):
    """A source: what it is called, and its address on the web or nothing."""

    text: str
    address: str


class Entry(Struct, frozen=True):
    """A finding."""

    severity: str
    action: str
    milestone: str
    message: str
    dates: str
    due: str
    waived: str
    is_known: bool
    """The baseline has it."""
    why: str
    steps: tuple[str, ...]
    evidence: tuple[Fact, ...]
    events: tuple[Fact, ...]
    rests_on: tuple[str, ...]
    basis: str
    rule: str
    sources: tuple[Link, ...]


class Sheet(Struct, frozen=True):
    """A contract, or a client or account of which a rule holds or cannot be decided."""

    number: int
    name: str
    title: str
    marks: str
    """What stands beside the title: client, status, whether the end is planned."""
    other: str
    """The name of the other side."""
    account: str
    verdict: str
    heading: str
    severities: str
    """Those of its findings, each once; for the script."""
    answer: str
    """To whom wants to end it; empty where nobody does."""
    sentences: tuple[str, ...]
    entries: tuple[Entry, ...]
    facts: tuple[Fact, ...]
    questions: tuple[str, ...]
    rests_on: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def first(self) -> Entry | None:
        """What to do first."""
        return self.entries[0] if self.entries else None


def contract_sheet(
    report: Report,
    number: int,
    contract: ContractResult,
    open_rules: Iterable[Undetermined],
    questions: Iterable[Question],
    moments: Iterable[Moment],
) -> Sheet:
    """The sheet of a contract."""
    findings = report.by_contract.get(contract.id, ())
    marks = []
    if other := other_side(contract, report.role):
        marks.append(other)
    if contract.status not in (None, "active"):
        marks.append(plain(str(contract.status)))
    if contract.closing_planned:
        marks.append("closing planned")
    return Sheet(
        number=number,
        name=plain(contract.id, LONGEST_ID),
        title=plain(contract.title) if contract.title and contract.title.strip() else "",
        marks=", ".join(marks),
        other=known(other_name(contract, report.role)),
        account=known(contract.account),
        verdict=str(contract.verdict),
        heading=HEADINGS[contract.verdict],
        severities=_severities(findings),
        answer=planned_answer(report, contract) if contract.closing_planned else "",
        sentences=tuple(verdict_sentences(report, contract, tells_all=True)),
        entries=tuple(entry(report, finding) for finding in findings),
        facts=facts_of(contract.facts),
        questions=tuple(question_text(report, one) for one in questions),
        rests_on=_says(report, contract.assumes),
        changes=tuple(_changes(report, moments, open_rules)),
    )


def subject_sheet(
    report: Report,
    number: int,
    subject: Subject,
    findings: Sequence[Finding],
    open_rules: Iterable[Undetermined],
    moments: Iterable[Moment],
) -> Sheet:
    """The sheet of a client or account with findings, or with rules that cannot be decided."""
    return Sheet(
        number=number,
        name=capital(subject_words(subject, LONGEST_ID)),
        title="",
        marks="",
        other=known(subject.client),
        account=known(subject.account),
        verdict="",
        heading="",
        severities=_severities(findings),
        answer="",
        sentences=(),
        entries=tuple(entry(report, finding) for finding in findings),
        facts=(),
        questions=(),
        rests_on=(),
        changes=tuple(_changes(report, moments, open_rules)),
    )


def _severities(findings: Iterable[Finding]) -> str:
    return " ".join(dict.fromkeys(str(finding.severity) for finding in findings))


def known(text: str | None) -> str:
    """A name to filter by; empty where there is none."""
    return plain(text) if text is not None and text.strip() else ""


def entry(report: Report, finding: Finding) -> Entry:
    """A finding as a sheet shows it."""
    milestone = finding.subject.milestone
    return Entry(
        severity=str(finding.severity),
        action=action_phrase(report, finding),
        milestone="" if milestone is None else plain(milestone, LONGEST_ID),
        message=plain(finding.message, LONG_TEXT),
        dates="" if _tells_its_dates(report, finding) else dates_phrase(report, finding),
        due=due_words(report, finding),
        waived=waiver_phrase(report, finding),
        is_known=finding.is_known is True,
        why=plain(finding.why, LONG_TEXT) if finding.why else "",
        steps=tuple(plain(step, LONG_TEXT) for step in finding.action.how),
        evidence=facts_of(finding.evidence),
        events=tuple(
            Fact(plain(event_words(name)), NOT_KNOWN if at is None else report.zone.text(at))
            for name, at in finding.events.items()
        ),
        rests_on=_says(report, finding.assumes),
        basis=BASES[finding.basis],
        rule=plain(finding.rule),
        sources=tuple(Link(plain(source.title), link(source)) for source in finding.sources),
    )


def _tells_its_dates(report: Report, finding: Finding) -> bool:
    """Whether the message has said it already."""
    instants = (finding.deadline, finding.safe_by)
    return all(at is None or report.zone.text(at) in finding.message for at in instants)


def question_text(report: Report, question: Question) -> str:
    """A question, and until when an answer helps."""
    until = "" if question.until is None else f" (until {report.zone.text(question.until)})"
    return f"{plain(question.text, LONG_TEXT)}{until}"


def facts_of(values: Mapping[str, Shown | None]) -> tuple[Fact, ...]:
    """Named values of a report."""
    return tuple(
        Fact(plain(name), NOT_KNOWN if value is None else plain(value.text, LONG_TEXT))
        for name, value in values.items()
    )


def _says(report: Report, ids: Iterable[str]) -> tuple[str, ...]:
    readings = (report.readings[id] for id in ids if id in report.readings)
    return tuple(plain(reading.says, LONG_TEXT) for reading in readings)


def _changes(
    report: Report, moments: Iterable[Moment], open_rules: Iterable[Undetermined]
) -> Iterator[str]:
    """What lies ahead, in the order of time; then what is open, and what would decide it."""
    yield from (one.told(report) for one in moments if one.at >= report.as_of)
    for one in open_rules:
        remedies = ", ".join(map(remedy, one.needs))
        if remedies:
            yield f"{remedies}: would decide whether to {_small(plain(one.action.title))}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
