"""JUnit XML of what lint found: a suite for each file with findings, a case for each, and one for the run.

A case fails for what the run fails for, and is an error where a pack does not load; what is silenced is
skipped, and of anything else it says what it is.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from ....engine.lint.model import LintFinding, LintReport
from ....engine.problems import shown
from ..junit_document import junit_document
from .text import totals
from .words import told

COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""The attribute of a suite that counts the cases with such an element."""


def render(report: LintReport) -> str:
    """The document."""
    whole = Element("testsuite", name="closeout lint")
    SubElement(whole, "testcase", name=totals(report), classname="closeout.run", time="0")
    by_file: dict[str, Element] = {}
    for finding in report.findings:
        name = shown(finding.place.file)
        suite = by_file.setdefault(name, Element("testsuite", name=name))
        suite.append(_case(report, finding))
    root = Element("testsuites", name="closeout")
    root.extend((whole, *by_file.values()))
    for element in (*root, root):
        element.set("tests", str(len(element.findall(".//testcase"))))
        for attribute, tag in COUNTED.items():
            if element is not root or tag != "skipped":
                element.set(attribute, str(len(element.findall(f".//{tag}"))))
    return junit_document(root)


def _case(report: LintReport, finding: LintFinding) -> Element:
    check, words = finding.check, told(finding)
    name = f"{shown(str(finding.place))}: {check.title}"
    case = Element("testcase", name=name, classname="closeout.lint", time="0")
    if finding.silenced:
        SubElement(case, "skipped", message=shown(finding.silenced))
        SubElement(case, "system-out").text = words
    elif not finding.loads or report.fails_for(finding):
        tag = "failure" if finding.loads else "error"
        SubElement(case, tag, message=words, type=check.id).text = words
    else:
        SubElement(case, "system-out").text = words
    return case
