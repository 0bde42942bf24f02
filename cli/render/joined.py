"""Several reports of one run, a file each, as one text of a format."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from msgspec import Struct

from ...engine.problems import shown
from ...engine.report.findings import Report
from ...engine.written import counted
from .json_writing import document, line
from .markdown_text import escaped


class Part(Struct, frozen=True):
    """What has become of one file."""

    file: str
    exit_code: int
    report: Report | None = None
    """None: the file cannot be checked."""


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


def _text(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    pages = [f"==> {shown(part.file)} <==\n{text}\n" for part, text in texts]
    return "".join(pages) + summary(parts, exit_code)


def _markdown(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    pages = [f"# {escaped(shown(part.file))}\n\n{text}\n" for part, text in texts]
    lines = [f"- {escaped(each.strip())}\n" for each in summary(parts, exit_code).splitlines()]
    return "".join([*pages, "# All files\n\n", *lines])


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


def _one_after_the_other(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    return "".join(text for _, text in texts)


def _csv(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """One header; no heading holds a line end."""
    rows = [text.split("\r\n", 1) for _, text in texts]
    return "".join([f"{rows[0][0]}\r\n", *(row[1] for row in rows)]) if rows else ""


def _gitlab(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """Files may use the same ids: a fingerprint is that of a finding in a file."""
    issues: list[Any] = []
    for part, text in texts:
        for issue in json.loads(text):
            seen = f"{part.file}\n{issue['fingerprint']}"
            issues.append(issue | {"fingerprint": sha256(seen.encode()).hexdigest()})
    return document(issues)


def _sarif(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """One run, since code scanning takes few of them: rules that are the same are described once."""
    log: dict[str, Any] = {"version": "2.1.0", "runs": []}
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
    return document(log)


def _junit(texts: Texts, parts: Sequence[Part], exit_code: int) -> str:
    """A suite a file."""
    root = ElementTree.Element("testsuites", name="closeout")
    for part, text in texts:
        for suite in ElementTree.fromstring(text):
            suite.set("name", shown(part.file))
            root.append(suite)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    told = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{told}\n'


def joins(format_: str) -> bool:
    """Whether several reports can be one text of the format: a page and a workbook hold one."""
    return format_ in _JOINS


_JOINS: dict[str, Callable[[Texts, Sequence[Part], int], str]] = {
    "text": _text,
    "concise": _one_after_the_other,
    "markdown": _markdown,
    "json": _json,
    "ndjson": _ndjson,
    "csv": _csv,
    "contracts-csv": _csv,
    "undetermined-csv": _csv,
    "github": _one_after_the_other,
    "ics": _one_after_the_other,
    "gitlab": _gitlab,
    "sarif": _sarif,
    "junit": _junit,
}
