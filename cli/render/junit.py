"""The format `junit`: for the test view of a build server.

One test case a contract, and one for each client or account with a finding. It fails for what the
run fails for, and for nothing else: one failure, the worst first, since many servers show no second
one. A contract that could not be read or cannot be decided is skipped, if it does not fail.
Everything else is told as output, so nothing is lost. There are no times: the time stamp is the
as-of instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from ...engine.written import counted, instant_json
from . import RenderOptions
from .answers import planned_answer
from .layout import LONG_TEXT, plain
from .missing import remedy
from .phrases import contract_phrase, finding_phrase, link, needs_phrase, policies_phrase
from .whereabouts import spot
from .words import capital, subject_phrase

HIDDEN = "findings below --min-severity"
"""The test case that fails for what the report leaves out."""


class Told(NamedTuple):
    """Something that a case fails for: in a line, by which rule, and in full."""

    title: str
    type: str
    text: str


def render(report: Report, options: RenderOptions) -> str:
    """The report as one test suite."""
    open_rules = by_contract(report.undetermined)
    suite = Element("testsuite", name="closeout")
    _properties(suite, report)
    for one in report.contracts:
        _contract(suite, report, one, open_rules.get(one.id, ()))
    for name, (group, unsure) in _elsewhere(report).items():
        failures = [*_failures(report, group), *_undecided(unsure)]
        _outcome(report, _case(suite, "closeout.other", name), failures, group, [])
    if options.hidden_failing:
        text = counted(options.hidden_failing, "finding") + " that the run fails for"
        _outcome(
            report, _case(suite, "closeout.other", HIDDEN), [Told(text, "hidden", text)], (), []
        )
    root = Element("testsuites", name="closeout")
    for element in (suite, root):
        _count(element, suite)
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    suite.set("timestamp", instant_json(report.as_of).removesuffix("Z"))
    root.append(suite)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _count(element: Element, suite: Element) -> None:
    element.set("tests", str(len(suite.findall("testcase"))))
    for name in ("failure", "error"):
        element.set(f"{name}s", str(len(suite.findall(f"testcase/{name}"))))


def _properties(suite: Element, report: Report) -> None:
    properties = SubElement(suite, "properties")
    for name, value in (
        ("as_of", instant_json(report.as_of)),
        ("as_of_origin", str(report.as_of_origin)),
        ("policies", policies_phrase(report)),
    ):
        SubElement(properties, "property", name=name, value=value)


def _case(suite: Element, group: str, name: str) -> Element:
    return SubElement(suite, "testcase", name=name, classname=group, time="0")


def _elsewhere(report: Report) -> dict[str, tuple[list[Finding], list[Undetermined]]]:
    """What is about no contract of the report, by the words for what it is about."""
    found: dict[str, tuple[list[Finding], list[Undetermined]]] = {}
    for finding in report.elsewhere:
        found.setdefault(subject_phrase(finding.subject), ([], []))[0].append(finding)
    for one in report.undetermined:
        if one.fails and one.subject.contract not in report.by_id:
            found.setdefault(subject_phrase(one.subject), ([], []))[1].append(one)
    return found


def _contract(
    suite: Element, report: Report, contract: ContractResult, unsure: Iterable[Undetermined]
) -> None:
    case = _case(suite, "closeout.contract", plain(contract.id))
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
    failures = [*_refused(report, contract), *_failures(report, findings), *_undecided(unsure)]
    if not failures and contract.is_invalid:
        SubElement(case, "skipped").text = "the contract could not be read"
    elif not failures and contract.verdict is Verdict.CANNOT_TELL:
        SubElement(case, "skipped").text = "cannot tell; the output says what to supply"
    _outcome(report, case, failures, findings, [note for note in notes if note])


def _refused(report: Report, contract: ContractResult) -> Iterator[Told]:
    """The answer to who wanted to end the contract, where it is not yes."""
    if contract.is_refused:
        answer = f"May it be ended now? {capital(planned_answer(report, contract))}"
        yield Told(answer, "close", answer)


def _failures(report: Report, findings: Iterable[Finding]) -> Iterator[Told]:
    yield from (
        Told(_title(one), plain(one.rule), _told(report, one)) for one in findings if one.fails
    )


def _undecided(unsure: Iterable[Undetermined]) -> Iterator[Told]:
    for one in unsure:
        if one.fails:
            title = f"{one.severity}, not decided: {plain(one.action.title)}"
            needs = ", ".join(map(remedy, one.needs)) or "more than the export can say"
            text = f"{title} [{plain(one.rule)}]\n{subject_phrase(one.subject)}: {needs}"
            yield Told(title, plain(one.rule), text)


def _outcome(
    report: Report,
    case: Element,
    failures: Sequence[Told],
    findings: Iterable[Finding],
    notes: list[str],
) -> None:
    """The failure, if there is one, and what else there is to say."""
    if failures:
        first = failures[0]
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        failure = SubElement(case, "failure", message=f"{first.title}{more}")
        failure.set("type", first.type)
        failure.text = "\n\n".join(one.text for one in failures)
    others = [_told(report, finding) for finding in findings if not finding.fails]
    if notes or others:
        SubElement(case, "system-out").text = "\n\n".join(["\n".join(notes), *others]).strip()


def _title(finding: Finding) -> str:
    return f"{finding.severity}: {plain(finding.action.title)}"


def _told(report: Report, finding: Finding) -> str:
    lines = [f"{_title(finding)} [{plain(finding.rule)}]", finding_phrase(report, finding)]
    lines += [
        f"Source: {plain(source.title)} {link(source)}".rstrip() for source in finding.sources
    ]
    return "\n".join(lines)
