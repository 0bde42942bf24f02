"""A report with what its text looks up again and again, and how contracts and others are called in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from ...engine.policy.pack import Effect, Severity
from ...engine.report.findings import ContractResult, Finding, Report, Subject, Verdict
from . import RenderOptions
from .answers import END_REASON, SUPPLY, verdict_sentences
from .layout import clipped, painted, plain
from .phrases import is_folded
from .urgency import contracts_by_urgency, first_things, others_by_subject
from .words import capital, other_name, other_side, subject_words

NARROWEST = 40
LONGEST_ID = 36
"""Columns of an id; those of the platforms have 8 to 20 characters, a UUID has 36."""
FEW_QUESTIONS = 5
"""So many questions are shown unless all are asked for."""


class Page(Struct, frozen=True):
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
    first: tuple[Finding, ...]
    """What is to be done first; told there, and without `-v` nowhere else."""

    @classmethod
    def of(cls, report: Report, options: RenderOptions) -> Page:
        """The page of a report."""
        width = max(options.width, NARROWEST)
        order = {one.id: place for place, one in enumerate(contracts_by_urgency(report))}
        first, _ = report.questions.first(FEW_QUESTIONS)
        asked = frozenset(one.contract for one in first if one.contract is not None)
        things = tuple(first_things(report))
        return cls(report, options, width, order, tuple(others_by_subject(report)), asked, things)

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

    def is_told_first(self, contract: ContractResult) -> bool:
        """Whether all that is told of a contract stands under what is to be done first."""
        if self.options.verbose or self.options.facts or self.sentences(contract):
            return False
        return any(
            one.subject.contract == contract.id and not is_folded(self.report, one, self.options)
            for one in self.first
        )

    def sentences(self, contract: ContractResult) -> list[str]:
        """What its verdict adds, without what stands above already: its questions, its end reason."""
        if self.options.verbose:
            return verdict_sentences(self.report, contract, tells_all=True)
        found = verdict_sentences(self.report, contract, tells_all=False)
        told = [SUPPLY] if contract.id in self.asked else []
        told += [END_REASON] if contract.closing_planned and contract.end_reason else []
        return [one for one in found if not one.startswith(tuple(told))]

    def tinted(self, lines: list[str], finding: Finding) -> list[str]:
        """The lines, with the word of its severity in colour where it stands first."""
        if not self.options.color:
            return lines
        severity = finding.severity
        label = re.compile(rf"\b{severity}(, known)?:?")
        for place, line in enumerate(lines):
            if found := label.search(line):
                before, after = line[: found.start()], line[found.end() :]
                line = f"{before}{painted(found.group(), severity, True)}{after}"
                return [*lines[:place], line, *lines[place + 1 :]]
        return lines


def subject_title(subject: Subject, room: int) -> str:
    """One line that names a client, an account, or a contract of which nothing else is told."""
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
    if status := _unusual_status(contract):
        marks.append(status)
    if contract.closing_planned:
        marks.append("closing planned")
    tail = f" ({', '.join(marks)})" if marks else ""
    if contract.title is None or not contract.title.strip():
        return clipped(name + tail, room)
    title = plain(contract.title)
    left = room - len(clipped(name + tail, room)) - 2
    return clipped(f"{name}: {clipped(title, max(left, 10))}{tail}", room)


def _unusual_status(contract: ContractResult) -> str:
    """Its status, unless it is running or that is not known."""
    return "" if contract.status in (None, "active") else plain(str(contract.status))


def titles(page: Page, contract: ContractResult) -> list[str]:
    """How a contract may be called: with its title, and without."""
    status = _unusual_status(contract)
    marks = f", {status}" if status else ""
    whole = contract_title(contract, page.width - 2, page.report.role)
    return [whole, short_title(page, contract, marks)]


def short_title(page: Page, contract: ContractResult, marks: str = "") -> str:
    """`C121 (Bakery Blum)`: the id, and with whom it is, else its title; `marks`: what follows that."""
    other = other_name(contract, page.report.role)
    name = other if other and other.strip() else contract.title
    words = clipped(plain(name), page.width // 3) if name and name.strip() else ""
    inner = f"{words}{marks}".removeprefix(", ")
    return plain(contract.id, LONGEST_ID) + (f" ({inner})" if inner else "")
