"""Several reports of one run, a file each, as one text of a format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from ...engine.problems import shown, unheard
from ...engine.written import counted
from .json_writing import document, line
from .junit_document import junit_document
from .markdown_text import escaped
from .sarif import log_of_nothing
from .unchecked import (
    Part,
    concise_line,
    github_line,
    gitlab_issue,
    junit_suite,
    page_line,
    sarif_invocation,
)
from .unfound import UNCHECKED_TITLE

Texts = Sequence[tuple[Part, str]]
"""The files with a report, each with it in the format that is joined."""


def summary(parts: Sequence[Part], exit_code: int) -> str:
    """A line a file, and one for all of them."""
    lines = [f"{counted(len(parts), 'file')} checked one by one, exit code {exit_code}:"]
    for part in parts:
        found = "cannot be checked"
        if part.report is not None:
            contracts, findings = len(part.report.contracts), len(part.report.findings)
            found = f"{counted(contracts, 'contract')}, {counted(findings, 'finding')}"
        lines.append(f"  {part.exit_code}  {shown(part.file)}: {found}")
    return "\n".join(lines) + "\n"


def joined(format_: str, texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """The reports as one text with a line end."""
    return _JOINS[format_](texts, parts, exit_code)


def nothing_checked(parts: Sequence[Part]) -> str:
    """The page of a run that came to nothing."""
    return "".join([f"# {UNCHECKED_TITLE}\n\n", *map(page_line, parts)])


def _text(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    pages = [f"==> {shown(part.file)} <==\n{text}\n" for part, text in texts]
    return "".join(pages) + summary(parts, exit_code)


def _markdown(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    pages = [f"# {escaped(shown(part.file))}\n\n{text}\n" for part, text in texts]
    return "".join([*pages, all_files(parts, exit_code)])


def all_files(parts: Sequence[Part], exit_code: int) -> str:
    """The summary as a section of a page."""
    lines = [f"- {escaped(each.strip())}\n" for each in summary(parts, exit_code).splitlines()]
    return "".join(["# All files\n\n", *lines])


def _json(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    reports = {part.file: json.loads(text) for part, text in texts}
    files = [
        {"file": part.file, "exit_code": part.exit_code, "report": reports.get(part.file)}
        for part in parts
    ]
    return document({"version": 1, "exit_code": exit_code, "files": files})


def _ndjson(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    reports = {part.file: text for part, text in texts}
    return "".join(
        line({"kind": "file", "file": part.file, "exit_code": part.exit_code})
        + reports.get(part.file, "")
        for part in parts
    )


def _unchecked(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.report is None]


def _in_order(texts: Texts, parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Every file, with an empty text where it cannot be checked. Two may have one name."""
    found = {id(part): text for part, text in texts}
    return ((part, found.get(id(part), "")) for part in parts)


def _github(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """What cannot be checked comes first: GitHub shows ten errors."""
    first = (f"{github_line(part)}\n" for part in _unchecked(parts))
    return "".join([*first, *(text for _, text in texts)])


def _concise(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """Each file in its place."""
    return "".join(
        f"{unheard(concise_line(part))}\n" if part.report is None else text
        for part, text in _in_order(texts, parts)
    )


def _one_after_the_other(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    return "".join(text for _, text in texts)


def _csv(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """One header; no heading holds a line end."""
    rows = [text.split("\r\n", 1) for _, text in texts]
    return "".join([f"{rows[0][0]}\r\n", *(row[1] for row in rows)]) if rows else ""


def _gitlab(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """Files may use the same ids: a fingerprint is that of a finding in a file."""
    issues: list[Any] = []
    found = [(part, json.loads(text)) for part, text in texts]
    found += [(part, [gitlab_issue(part)]) for part in _unchecked(parts)]
    for part, told in found:
        for issue in told:
            seen = f"{part.file}\n{issue['fingerprint']}"
            issues.append(issue | {"fingerprint": sha256(seen.encode()).hexdigest()})
    return document(issues)


def _sarif(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """One run, since code scanning takes few of them: rules that are the same are described once."""
    log = log_of_nothing()
    rules: dict[str, tuple[int, Any]] = {}
    results: list[Any] = []
    files: list[Any] = []
    for part, text in texts:
        log = json.loads(text)
        (run,) = log["runs"]
        places = []
        for rule in run["tool"]["driver"]["rules"]:
            key = json.dumps(rule, sort_keys=True)
            places.append(rules.setdefault(key, (len(rules), rule))[0])
        for result in run["results"]:
            results.append(result | {"ruleIndex": places[result["ruleIndex"]]})
        files.append({"file": shown(part.file), **run["properties"]})
    if files:
        run = log["runs"][0]
        run["tool"]["driver"]["rules"] = [rule for _, rule in rules.values()]
        run |= {"properties": {"files": files}, "results": results}
    unchecked = _unchecked(parts)
    if unchecked:
        log["runs"][0]["invocations"] = [sarif_invocation(unchecked, exit_code)]
    return document(log)


def _junit(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """A suite a file, in their order."""
    root = ElementTree.Element("testsuites", name="closeout")
    for part, text in _in_order(texts, parts):
        if part.report is None:
            root.append(junit_suite(part))
            continue
        for suite in ElementTree.fromstring(text):
            suite.set("name", shown(part.file))
            root.append(suite)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return junit_document(root)


def joins(format_: str) -> bool:
    """Whether several reports can be one text of the format: a page and a workbook hold one."""
    return format_ in _JOINS


TELL_UNCHECKED = frozenset({"concise", "github", "gitlab", "sarif", "junit"})
"""Formats with a place for a file that cannot be checked, whether it is the only one or not."""

_JOINS: dict[str, Callable[[Texts, Sequence[Part], int], str]] = {
    "text": _text,
    "concise": _concise,
    "markdown": _markdown,
    "json": _json,
    "ndjson": _ndjson,
    "csv": _csv,
    "contracts-csv": _csv,
    "undetermined-csv": _csv,
    "github": _github,
    "ics": _one_after_the_other,
    "gitlab": _gitlab,
    "sarif": _sarif,
    "junit": _junit,
}
