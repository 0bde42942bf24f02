"""The format `junit`: for the test view of a build server.

One test case a contract, and one for each client or account with a finding. It fails for what the
run fails for, and for nothing else: one failure, the worst first, since many servers show no second
one. A contract that could not be read or cannot be decided is skipped, if it does not fail.
Everything else is told as output, so nothing is lost. There are no times: the time stamp is the
as-of instant.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from ...engine.report.findings import (
    ContractResult,
    Finding,
    Report,
    Undetermined,
    Verdict,
    by_contract,
)
from ...engine.report.granted import look_before
from ...engine.report.unfound import UNCHECKED
from ...engine.written import counted, instant_json
from . import RenderOptions
from .answers import planned_answer, unchecked_phrase
from .entry_wise import EntryWise, Parts, text_of
from .junit_document import DECLARATION
from .layout import LONG_TEXT, plain
from .missing import remedies
from .phrases import contract_phrase, finding_phrase, link, needs_phrase, policies_phrase
from .unfound import UNCHECKED_TITLE
from .whereabouts import Spot, spot
from .words import capital, subject_phrase

FAILURE, SKIPPED = "failure", "skipped"
HIDDEN = "findings below --min-severity"
"""The test case that fails for what the report leaves out."""


class Told(NamedTuple):
    """Something that a case fails for: in a line, by which rule, and in full."""

    title: str
    type: str
    text: str


def render(report: Report, options: RenderOptions) -> str:
    """The report as one test suite."""
    return text_of(ENTRIES, report, options)


class ENTRIES(EntryWise):
    """The cases one by one: see `entry_wise`.

    What is about one client or account is one case, wherever it is found: what is told of these is put together
    at the end, before the suite says how many cases it has.
    """

    def __init__(self, options: RenderOptions, otherwise: Spot | None) -> None:
        super().__init__(options, otherwise)
        self._report: Report | None = None
        self._cases: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def _tell(self, report: Report) -> None:
        """Tell and count the cases of a report at once."""
        if self._report is report:
            return
        self._report, self._counts = report, Counter()
        open_rules = by_contract(report.undetermined)
        for one in report.contracts:
            case = _contract(report, one, open_rules.get(one.id, ()))
            self._cases[one.id] = _text(case)
            self._counts[_outcome_of(case)] += 1

    def contract(self, report: Report, contract: ContractResult) -> str:
        """The case of a contract."""
        self._tell(report)
        return self._cases.pop(contract.id)

    def head(self, report: Report) -> Counter[str]:
        """How many cases there are of each outcome."""
        self._tell(report)
        return self._counts

    def finding(self, report: Report, finding: Finding) -> str:
        """What is told of a client or account."""
        if report.contract_of(finding) is not None:
            return ""
        about = subject_phrase(finding.subject)
        if finding.fails:
            (told,) = _failures(report, (finding,))
            return json.dumps((about, told, None))
        return json.dumps((about, None, _told(report, finding)))

    def undetermined(self, report: Report, one: Undetermined) -> str:
        """What of a client or account cannot be told, where the run fails for it."""
        if not one.fails or one.subject.contract in report.by_id:
            return ""
        (told,) = _undecided((one,))
        return json.dumps((subject_phrase(one.subject), told, None))

    def joined(self, one: Counter[str], other: Counter[str]) -> Counter[str]:
        """Those of both."""
        return one + other

    def whole(self, parts: Parts) -> Iterator[str]:
        """The suite around its cases."""
        report = parts.report
        others = list(_others(chain(parts.findings, parts.undetermined), parts.options))
        counts = Counter(parts.head) + Counter(map(_outcome_of, others))
        root, suite = Element("testsuites", name="closeout"), Element("testsuite", name="closeout")
        for element in (suite, root):
            element.set("tests", str(counts.total()))
            element.set("failures", str(counts[FAILURE]))
            element.set("errors", "0")
        suite.set("skipped", str(counts[SKIPPED]))
        suite.set("timestamp", instant_json(report.as_of).removesuffix("Z"))
        _properties(suite, report)
        root.append(suite)
        end = "</testsuite></testsuites>"
        yield f"{DECLARATION}{_text(root).removesuffix(end)}"
        yield from parts.contracts
        yield from map(_text, others)
        yield f"{end}\n"


def _text(element: Element) -> str:
    return tostring(element, encoding="unicode")


def _outcome_of(case: Element) -> str:
    """`failure`, `skipped`, or that there is neither."""
    return next((name for name in (FAILURE, SKIPPED) if case.find(name) is not None), "")


def _others(told: Iterable[str], options: RenderOptions) -> Iterator[Element]:
    """The cases of clients and accounts, and of what the report leaves out."""
    found: dict[str, tuple[list[Told], list[str]]] = {}
    for text in filter(None, told):
        about, failure, other = json.loads(text)
        failures, others = found.setdefault(about, ([], []))
        if failure is not None:
            failures.append(Told(*failure))
        else:
            others.append(other)
    for about, (failures, others) in found.items():
        yield _outcome(_case("closeout.other", about), failures, others, [])
    if options.hidden_failing:
        text = counted(options.hidden_failing, "finding") + " that the run fails for"
        yield _outcome(_case("closeout.other", HIDDEN), [Told(text, "hidden", text)], [], [])


def _properties(suite: Element, report: Report) -> None:
    properties = SubElement(suite, "properties")
    for name, value in (
        ("as_of", instant_json(report.as_of)),
        ("as_of_origin", str(report.as_of_origin)),
        ("policies", policies_phrase(report)),
    ):
        SubElement(properties, "property", name=name, value=value)


def _case(group: str, name: str) -> Element:
    return Element("testcase", name=name, classname=group, time="0")


def _contract(report: Report, contract: ContractResult, unsure: Iterable[Undetermined]) -> Element:
    case = _case("closeout.contract", plain(contract.id))
    findings = report.by_contract.get(contract.id, ())
    notes = [contract_phrase(contract, report.role), f"Verdict: {contract.verdict}"]
    if contract.until is not None:
        notes.append(f"Until: {report.zone.text(contract.until)}")
    if contract.end_reason is not None:
        notes.append(f"End reason: {plain(contract.end_reason)}")
    look = look_before(report, contract)
    if look:
        notes.append(f"Before the click: {plain(look, LONG_TEXT)}")
    if contract.needs:
        notes.append(f"To decide, {needs_phrase(report, contract)}")
    if contract.place is not None:
        notes.append(str(spot(contract.place)))
    failures = [
        *_refused(report, contract),
        *_unchecked(contract),
        *_failures(report, findings),
        *_undecided(unsure),
    ]
    if not failures and contract.is_unchecked:
        SubElement(case, SKIPPED).text = unchecked_phrase(contract)
    elif not failures and contract.verdict is Verdict.CANNOT_TELL:
        SubElement(case, SKIPPED).text = "cannot tell; the output says what to supply"
    others = [_told(report, finding) for finding in findings if not finding.fails]
    return _outcome(case, failures, others, [note for note in notes if note])


def _refused(report: Report, contract: ContractResult) -> Iterator[Told]:
    """The answer to who wanted to end the contract, where it is not yes."""
    if contract.is_refused:
        answer = f"May it be ended now? {capital(planned_answer(report, contract))}"
        yield Told(answer, "close", answer)


def _unchecked(contract: ContractResult) -> Iterator[Told]:
    """That no rule could be asked, where the run fails for that."""
    if contract.fails:
        yield Told(UNCHECKED_TITLE, UNCHECKED, capital(unchecked_phrase(contract)))


def _failures(report: Report, findings: Iterable[Finding]) -> Iterator[Told]:
    yield from (
        Told(_title(one), plain(one.rule), _told(report, one)) for one in findings if one.fails
    )


def _undecided(unsure: Iterable[Undetermined]) -> Iterator[Told]:
    for one in unsure:
        if one.fails:
            title = f"{one.severity}, not decided: {plain(one.action.title)}"
            text = f"{title} [{plain(one.rule)}]\n{subject_phrase(one.subject)}: {remedies(one)}"
            yield Told(title, plain(one.rule), text)


def _outcome(
    case: Element, failures: Sequence[Told], others: Sequence[str], notes: list[str]
) -> Element:
    """The case with its failure, if there is one, and what else there is to say."""
    if failures:
        first = failures[0]
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        failure = SubElement(case, FAILURE, message=f"{first.title}{more}")
        failure.set("type", first.type)
        failure.text = "\n\n".join(one.text for one in failures)
    if notes or others:
        SubElement(case, "system-out").text = "\n\n".join(["\n".join(notes), *others]).strip()
    return case


def _title(finding: Finding) -> str:
    return f"{finding.severity}: {plain(finding.action.title)}"


def _told(report: Report, finding: Finding) -> str:
    lines = [f"{_title(finding)} [{plain(finding.rule)}]", finding_phrase(report, finding)]
    lines += [
        f"Source: {plain(source.title)} {link(source)}".rstrip() for source in finding.sources
    ]
    return "\n".join(lines)
