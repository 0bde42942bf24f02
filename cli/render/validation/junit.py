"""JUnit XML: a suite for each file with problems, a case for each of them, and one for the run as a whole.

A case fails for what the exit code is 3 for; of a warning it says what is doubtful. How tables were understood
is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from ....engine.problems import Level, Problem, shown
from ..junit_document import junit_document
from ..words import problem_words
from .kinds import KINDS
from .text import summary
from .told import Told

FAILING = (Level.ERROR, Level.CONTRADICTION)


def render(found: Told) -> Iterator[str]:
    """The document."""
    by_file: dict[str, list[Problem]] = {}
    for problem in found:
        if problem.level is not Level.NOTE:
            by_file.setdefault(problem.place.file, []).append(problem)
    whole = _suite("closeout validate", 1, 0)
    SubElement(whole, "testcase", name=summary(found), classname="closeout.run", time="0")
    suites = [whole, *(_of_file(file, problems) for file, problems in by_file.items())]
    root = Element("testsuites", name="closeout")
    for count in ("tests", "failures"):
        root.set(count, str(sum(int(suite.get(count, 0)) for suite in suites)))
    root.extend(suites)
    yield junit_document(root)


def _suite(name: str, tests: int, failures: int) -> Element:
    return Element("testsuite", name=shown(name), tests=str(tests), failures=str(failures))


def _of_file(file: str, problems: list[Problem]) -> Element:
    failures = sum(problem.level in FAILING for problem in problems)
    suite = _suite(file, len(problems), failures)
    for problem in problems:
        kind, words = KINDS[problem.level], problem_words(problem)
        name = f"{shown(str(problem.place))}: {kind.title}"
        case = SubElement(suite, "testcase", name=name, classname="closeout.file", time="0")
        if problem.level in FAILING:
            failure = SubElement(case, "failure", message=words, type=kind.id)
            failure.text = words
        else:
            SubElement(case, "system-out").text = words
    return suite
