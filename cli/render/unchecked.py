"""A file of a run that cannot be checked, as each format tells it: the first error, the others counted.

A table of contracts and a calendar have no place for it: the exit code and stderr tell it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct

from ...engine.problems import Level, Place, Problem, shown
from ...engine.report.findings import Report
from ...engine.report.unfound import UNCHECKED
from ...engine.written import counted
from .github import command
from .gitlab import BLOCKER, location_of
from .layout import LONG_TEXT, plain
from .markdown_text import escaped
from .sarif_log import sarif_message
from .unfound import UNCHECKED_TITLE
from .whereabouts import Spot, spot
from .words import problem_words

WHY = "the error output tells why"
"""Where the problems themselves are not to be told."""
MOST_TOLD = 10
"""How many errors of a file are told where there is room for more than one."""


class Part(Struct, frozen=True):
    """What has become of one file."""

    file: str
    """As places name it."""
    exit_code: int
    report: Report | None = None
    """None: the file cannot be checked."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot."""


def page_line(part: Part) -> str:
    """An entry of a list in Markdown: the place, and what is wrong there."""
    return f"- {escaped(f'{_spot(part)}: {_told(part)}')}\n"


def github_line(part: Part) -> str:
    """An error at the line, as a workflow command."""
    return command("error", _told(part), UNCHECKED_TITLE, _spot(part))


def concise_line(part: Part) -> str:
    """`file:line:column: error: message`."""
    return f"{_spot(part)}: error: {_told(part)} [{UNCHECKED}]"


def gitlab_issue(part: Part) -> dict[str, Any]:
    """An issue, whose fingerprint stays the same until the file can be checked."""
    return {
        "description": f"{UNCHECKED_TITLE}: {_told(part)}",
        "check_name": UNCHECKED,
        "fingerprint": sha256(UNCHECKED.encode()).hexdigest(),
        "severity": BLOCKER,
        "location": location_of(_spot(part)),
    }


def sarif_invocation(parts: Sequence[Part], exit_code: int) -> dict[str, Any]:
    """That the run has not succeeded, with a notification for each of the files."""
    notifications = [
        {
            "level": "error",
            "message": {"text": sarif_message(f"{UNCHECKED_TITLE}: {_told(part)}")},
            "locations": [{"physicalLocation": _physical(_spot(part))}],
        }
        for part in parts
    ]
    return {
        "executionSuccessful": False,
        "exitCode": exit_code,
        "toolExecutionNotifications": notifications,
    }


def _physical(where: Spot) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": where.uri}}
    if where.line:
        found["region"] = {"startLine": where.line, "startColumn": max(where.column, 1)}
    return found


def junit_suite(part: Part, title: str = UNCHECKED_TITLE) -> Element:
    """A suite of one case, which is an error."""
    suite = Element("testsuite", name=shown(part.file), tests="1", failures="0")
    suite.set("errors", "1")
    suite.set("skipped", "0")
    case = SubElement(suite, "testcase", name=title, classname="closeout.file", time="0")
    error = SubElement(case, "error", message=_told(part), type=UNCHECKED)
    errors = _errors(part)
    lines = [
        f"{plain(str(one.place), LONG_TEXT)}: {problem_words(one)}" for one in errors[:MOST_TOLD]
    ]
    left = len(errors) - MOST_TOLD
    error.text = "\n".join([*lines, *([f"and {left} more"] if left > 0 else [])])
    return suite


def _told(part: Part) -> str:
    """The first error, and how many more there are; what is about another thing than the file names it first."""
    first, *others = _errors(part)
    about = first.place
    is_of_file = about.line or about.file == part.file or first.message == WHY
    named = "" if is_of_file else f"{plain(about.file, LONG_TEXT)}: "
    more = f" (and {counted(len(others), 'more problem')})" if others else ""
    return f"{named}{problem_words(first)}{more}"


def _errors(part: Part) -> Sequence[Problem]:
    errors = [one for one in part.problems if one.level is Level.ERROR]
    return errors or part.problems or [Problem(Place(part.file), WHY)]


def _spot(part: Part) -> Spot:
    """Where the first error stands. A place without a line may be an option: then it is the file."""
    place = _errors(part)[0].place
    return spot(place if place.line else Place(part.file))
