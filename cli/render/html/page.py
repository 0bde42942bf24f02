"""A report as the page shows it: every text safe to print, everything in the order of its places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ....engine.report.counts import Counts
from ....engine.report.findings import Finding, Report, Subject, Undetermined, by_contract
from ....engine.report.granted import granted
from ....engine.report.question import Question
from ....engine.written import counted
from .. import RenderOptions
from ..age import age_sentence, as_of_words
from ..layout import LONG_TEXT, plain
from ..missing import by_field, extent_of_rules, largest_first, remedy
from ..narrow import narrowed, told_phrase
from ..phrases import counts_phrase, hidden_phrase, policies_phrase
from ..urgency import (
    contracts_by_urgency,
    due,
    first_things,
    of_subject,
    others_by_subject,
    relative,
)
from ..words import HEADINGS, capital, other_role
from .sheets import Fact, Sheet, contract_sheet, entry, facts_of, question_text, subject_sheet
from .timeline import Axis, Moment, Timeline, moments, nearness, row


class First(Struct, frozen=True):
    """One of the few things that cannot wait."""

    sheet: Sheet
    severity: str
    action: str
    due: str


class Asked(Struct, frozen=True):
    """A question to a person; `sheet`: of the contract that it is about."""

    sheet: Sheet | None
    text: str


class Column(Struct, frozen=True):
    """A verdict with its contracts."""

    verdict: str
    heading: str
    sheets: tuple[Sheet, ...]


class Page(Struct, frozen=True):
    """What the templates are filled with."""

    title: str
    other_role: str
    """What the other side of each contract is: client or freelancer."""
    age: str
    total: str
    columns: tuple[Column, ...]
    planned: tuple[Sheet, ...]
    first: tuple[First, ...]
    questions: tuple[Asked, ...]
    timeline: Timeline
    contracts: tuple[Sheet, ...]
    others: tuple[Sheet, ...]
    """Clients and accounts."""
    missing: tuple[Fact, ...]
    granted: tuple[str, ...]
    account_facts: tuple[tuple[str, tuple[Fact, ...]], ...]
    notes: tuple[str, ...]
    counts: str
    policies: str
    engine: str

    @classmethod
    def of(cls, report: Report, options: RenderOptions) -> Page:
        """The page of a report."""
        return _Making(report, options).page()

    @property
    def others_to_choose(self) -> list[str]:
        """The names of clients to filter by; for a client, of freelancers."""
        return sorted({sheet.other for sheet in self.sheets if sheet.other})

    @property
    def accounts(self) -> list[str]:
        """The ids of accounts to filter by."""
        return sorted({sheet.account for sheet in self.sheets if sheet.account})

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every sheet."""
        return (*self.contracts, *self.others)


class _Making:
    def __init__(self, report: Report, options: RenderOptions) -> None:
        self.whole = report
        self.report = report = narrowed(report, options)
        self.options = options
        self.moments: dict[int, list[Moment]] = {}
        """By the number of a sheet."""
        self.asked: dict[str | None, list[Question]] = defaultdict(list)
        for question in report.questions:
            self.asked[question.contract].append(question)
        self.contracts = dict(self._contracts())
        self.others = dict(self._others())

    def _contracts(self) -> Iterator[tuple[str, Sheet]]:
        """In the order of their urgency."""
        report, open_rules = self.report, by_contract(self.report.undetermined)
        for number, contract in enumerate(contracts_by_urgency(report), start=1):
            findings = report.by_contract.get(contract.id, ())
            self.moments[number] = moments(report, contract, findings)
            mine = (open_rules.get(contract.id, ()), self.asked[contract.id])
            sheet = contract_sheet(report, number, contract, *mine, self.moments[number])
            yield contract.id, sheet

    def _others(self) -> Iterator[tuple[Subject, Sheet]]:
        """Clients and accounts of which a rule holds or cannot be decided, by account and client."""
        groups: dict[Subject, tuple[list[Finding], list[Undetermined]]] = {}
        for finding in others_by_subject(self.report):
            groups.setdefault(finding.subject, ([], []))[0].append(finding)
        for one in self.report.undetermined:
            if one.subject.contract is None:
                groups.setdefault(one.subject, ([], []))[1].append(one)
        in_order = sorted(groups.items(), key=lambda each: of_subject(each[0]))
        for number, (subject, mine) in enumerate(in_order, len(self.contracts) + 1):
            self.moments[number] = moments(self.report, None, mine[0])
            made = subject_sheet(self.report, number, subject, *mine, self.moments[number])
            yield subject, made

    def page(self) -> Page:
        """The whole."""
        report = self.report
        contracts = tuple(self.contracts.values())
        return Page(
            title=f"Contracts {as_of_words(report)}",
            other_role=other_role(report.role),
            age=age_sentence(report),
            total=counted(len(contracts), "contract"),
            columns=tuple(_columns(contracts)),
            planned=tuple(sheet for sheet in contracts if sheet.answer),
            first=tuple(map(self._first, first_things(report))),
            questions=tuple(map(self._asked, report.questions)),
            timeline=self._timeline(),
            contracts=contracts,
            others=tuple(self.others.values()),
            missing=tuple(_missing(report)),
            granted=tuple(_granted(report)),
            account_facts=tuple(self._account_facts()),
            notes=tuple(plain(note, LONG_TEXT) for note in report.notes),
            counts=" ".join(filter(None, self._counts())),
            policies=policies_phrase(report),
            engine=plain(report.engine),
        )

    def _counts(self) -> Iterator[str]:
        """Of the whole report, and what of it the page leaves out."""
        yield counts_phrase(self.whole, Counts.of(self.whole))
        yield hidden_phrase(self.options)
        yield told_phrase(self.whole, self.options)

    def _first(self, finding: Finding) -> First:
        subject = finding.subject
        sheet = self.contracts.get(subject.contract or "") or self.others[subject]
        made = entry(self.report, finding)
        instant = due(finding, self.report.as_of)
        near = "" if instant is None else f", {relative(instant, self.report.as_of)}"
        return First(sheet, made.severity, made.action, f"{made.due}{near}")

    def _asked(self, question: Question) -> Asked:
        return Asked(
            self.contracts.get(question.contract or ""), question_text(self.report, question)
        )

    def _timeline(self) -> Timeline:
        as_of = self.report.as_of
        axis = Axis.over((one.at for each in self.moments.values() for one in each), as_of)
        sheets = (*self.contracts.values(), *self.others.values())
        dated = [(sheet, found) for sheet in sheets if (found := self.moments[sheet.number])]
        dated.sort(key=lambda pair: nearness(as_of, pair[1]))
        return Timeline(
            axis,
            tuple(
                row(self.report, axis, sheet.number, sheet.name, sheet.title, found)
                for sheet, found in dated
            ),
        )

    def _account_facts(self) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        for account in self.report.accounts if self.options.facts else ():
            name = "The account" if account.id is None else f"Account {plain(account.id)}"
            yield name, facts_of(account.facts)


def _columns(contracts: Iterable[Sheet]) -> Iterator[Column]:
    """The verdicts that a contract has."""
    by_verdict: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in contracts:
        by_verdict[sheet.verdict].append(sheet)
    for verdict, heading in HEADINGS.items():
        if verdict in by_verdict:
            yield Column(str(verdict), heading, tuple(by_verdict[verdict]))


def _missing(report: Report) -> Iterator[Fact]:
    """What to supply, and what it would decide."""
    required, optional = by_field(report.undetermined)
    for need, group in largest_first(required):
        yield Fact(capital(remedy(need)), f"{extent_of_rules(group)} cannot be decided")
    for need, group in largest_first(optional):
        yield Fact(f"Optional: {plain(need)}", f"would decide {extent_of_rules(group)}")


def _granted(report: Report) -> Iterator[str]:
    for one in granted(report):
        extent = f" ({counted(one.contracts, 'contract')})" if one.contracts else ""
        yield plain(one.reading.says, LONG_TEXT) + extent
