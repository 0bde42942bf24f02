"""The format `junit`: for the test view of a build server.

One test case a contract, and one for each client or account with a finding. It fails if it has
findings of severity error or warning that are not waived: one failure, the worst first, since many
servers show no second one. A contract that could not be read is an error, one that cannot be decided
is skipped. Everything else is told as output, so nothing is lost. There are no times: the time stamp
is the as-of instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from ...engine.policy.pack import Severity
from ...engine.report.findings import ContractResult, Finding, Report, Verdict
from ...engine.report.granted import look_before
from ...engine.written import instant_json, instant_text
from . import RenderOptions
from .layout import LONG_TEXT, plain
from .phrases import contract_phrase, finding_phrase, link, needs_phrase, policies_phrase
from .whereabouts import spot
from .words import subject_phrase

FAILING = (Severity.ERROR, Severity.WARNING)


def render(report: Report, options: RenderOptions) -> str:
    """The report as one test suite."""
    elsewhere: dict[str, list[Finding]] = {}
    for finding in report.elsewhere:
        elsewhere.setdefault(subject_phrase(finding.subject), []).append(finding)
    suite = Element("testsuite", name="closeout")
    _properties(suite, report)
    for one in report.contracts:
        _contract(suite, report, one, report.by_contract.get(one.id, ()))
    for name, group in elsewhere.items():
        _outcome(_case(suite, "closeout.other", name), group, [])
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


def _contract(
    suite: Element, report: Report, contract: ContractResult, findings: Sequence[Finding]
) -> None:
    case = _case(suite, "closeout.contract", plain(contract.id))
    notes = [contract_phrase(contract), f"Verdict: {contract.verdict}"]
    if contract.until is not None:
        notes.append(f"Until: {instant_text(contract.until)}")
    if contract.end_reason is not None:
        notes.append(f"End reason: {plain(contract.end_reason)}")
    if look := look_before(report, contract):
        notes.append(f"Before the click: {plain(look, LONG_TEXT)}")
    if contract.needs:
        notes.append(f"To decide, {needs_phrase(report, contract)}")
    if contract.place is not None:
        notes.append(str(spot(contract.place)))
    if contract.is_invalid:
        problem = SubElement(case, "error", message="the contract could not be read")
        problem.set("type", "invalid")
    elif contract.verdict is Verdict.CANNOT_TELL and not any(map(_fails, findings)):
        SubElement(case, "skipped").text = "cannot tell; the output says what to supply"
    _outcome(case, findings, [note for note in notes if note])


def _outcome(case: Element, findings: Sequence[Finding], notes: list[str]) -> None:
    """The failure, if there is one, and what else there is to say."""
    failing = [finding for finding in findings if _fails(finding)]
    if failing:
        first = failing[0]
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = SubElement(case, "failure", message=f"{_title(first)}{more}")
        failure.set("type", plain(first.rule))
        failure.text = "\n\n".join(map(_told, failing))
    others = [_told(finding) for finding in findings if not _fails(finding)]
    if notes or others:
        SubElement(case, "system-out").text = "\n\n".join(["\n".join(notes), *others]).strip()


def _fails(finding: Finding) -> bool:
    return finding.severity in FAILING and finding.waived is None


def _title(finding: Finding) -> str:
    return f"{finding.severity}: {plain(finding.action.title)}"


def _told(finding: Finding) -> str:
    lines = [f"{_title(finding)} [{plain(finding.rule)}]", finding_phrase(finding)]
    lines += [
        f"Source: {plain(source.title)} {link(source)}".rstrip() for source in finding.sources
    ]
    return "\n".join(lines)
