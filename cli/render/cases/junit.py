"""Test results as JUnit XML, one test suite a file; every character is legal XML 1.0.

Where a pack or a test file cannot be used, there is a suite with an error for it, as `check` has for an export.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from ....engine.problems import shown
from ..junit_document import junit_document
from ..unchecked import Part, junit_suite

if TYPE_CHECKING:
    from ....engine.cases.running.run import CaseResult
    from ....engine.problems import CloseoutError, Problem

UNUSABLE = "Cannot be used"


def junit(results: Sequence[CaseResult]) -> str:
    """The document, without times or machine names: the same results give the same bytes."""
    failed = sum(not result.has_passed for result in results)
    root = Element("testsuites", name="closeout", tests=str(len(results)), failures=str(failed))
    by_file: dict[str, list[CaseResult]] = {}
    for result in results:
        by_file.setdefault(result.file.file, []).append(result)
    for file, mine in by_file.items():
        broken = sum(not result.has_passed for result in mine)
        suite = SubElement(root, "testsuite", name=_legal(file), tests=str(len(mine)))
        suite.set("failures", str(broken))
        for result in mine:
            _case(suite, result)
    return junit_document(root)


def unusable(failure: CloseoutError) -> str:
    """The document where nothing could be run: what is wrong, a suite a file."""
    by_file: dict[str, list[Problem]] = {}
    for problem in failure.problems:
        by_file.setdefault(problem.place.file, []).append(problem)
    count = str(len(by_file))
    root = Element("testsuites", name="closeout", tests=count, failures="0", errors=count)
    for file, problems in by_file.items():
        root.append(junit_suite(Part(file, failure.exit_code, None, tuple(problems)), UNUSABLE))
    return junit_document(root)


def _case(suite: Element, result: CaseResult) -> None:
    place = result.case.place
    case = SubElement(suite, "testcase", name=_legal(result.case.name))
    case.set("classname", _legal(place.file))
    case.set("file", _legal(place.file))
    case.set("line", str(place.line))
    if result.failures:
        lines = [_legal(line) for text in result.failures for line in text.split("\n")]
        failure = SubElement(case, "failure", message=lines[0], type="difference")
        failure.text = "\n".join(lines)


def _legal(text: str) -> str:
    """Characters that XML does not allow are made visible."""
    return "".join(
        char if char < "\ufffe" or char > "\uffff" else f"\\x{ord(char):04x}"
        for char in shown(text)
    )
