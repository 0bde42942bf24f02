"""A baseline: the findings that were there when a team began to check, so that only new ones fail.

A finding is known again by its fingerprint (pack, rule and ids), so the order of the input, titles,
amounts and dates may change. The other keys of an entry are for the people who read the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set

from msgspec import Struct
from msgspec.structs import replace

from ..documents.shape import mistakes
from ..problems import Place, Problem, UsageError
from ..snapshot.json_explain import explain
from ..snapshot.json_text import JsonError, JsonOrigin, parse_at, skip_blank
from ..snapshot.places import Lines
from ..written import instant_json
from .findings import Finding, Report, Subject, Undetermined
from .telling import fingerprint

VERSION = 1
MOST_TOLD = 20
"""How many mistakes of a baseline are told: it is written by a program, and anew in a moment."""
LARGEST_FILE = 256 << 20
"""Bytes of a baseline; an entry has about 400."""

_PARTS = ("account", "client", "contract", "milestone")


class Known(Struct, frozen=True):
    """One entry: a finding or an undetermined rule."""

    fingerprint: str
    rule: str
    subject: str
    """For people: `C105`, `C101/m2`; empty for an account without id."""


class Baseline(Struct, frozen=True):
    """What was there when the file was written, by fingerprint."""

    findings: Mapping[str, Known]
    undetermined: Mapping[str, Known]

    def knows(self, item: Finding | Undetermined) -> bool:
        """Whether the finding, or the undetermined rule, was there already.

        A rule that could not be decided and now is a finding is new.
        """
        if isinstance(item, Finding):
            return item.fingerprint in self.findings
        return _fingerprint(item) in self.undetermined

    def met(self, report: Report) -> set[str]:
        """The fingerprints of the findings that are there still."""
        return {one.fingerprint for one in report.findings if one.fingerprint in self.findings}

    def gone(self, met: Set[str]) -> tuple[Known, ...]:
        """The findings that are there no more, in the order of the file; `met`: those that are."""
        return tuple(known for key, known in self.findings.items() if key not in met)


def baseline_text(*reports: Report) -> str:
    """The file for the findings of one or several reports; those that are waived are left to their waivers.

    Sorted by rule and ids, one entry a line, so that a version control shows what changed. Its instant is the
    latest of the reports.
    """
    findings = [
        _entry(item.rule, item.subject, item.fingerprint)
        for report in reports
        for item in report.findings
        if item.waived is None
    ]
    undetermined = [
        _entry(item.rule, item.subject, _fingerprint(item))
        for report in reports
        for item in report.undetermined
    ]
    as_of = instant_json(max(report.as_of for report in reports))
    return (
        f'{{\n  "version": {VERSION},\n  "as_of": "{as_of}",\n'
        f'  "findings": {_lines(findings)},\n  "undetermined": {_lines(undetermined)}\n}}\n'
    )


def _entry(rule: str, subject: Subject, mark: str) -> dict[str, str]:
    ids = (subject.account, subject.client, subject.contract, subject.milestone)
    parts = {name: id for name, id in zip(_PARTS, ids, strict=True) if id is not None}
    return {"rule": rule, **parts, "fingerprint": mark}


def _lines(entries: list[dict[str, str]]) -> str:
    if not entries:
        return "[]"
    keyed = sorted(
        entries,
        key=lambda entry: [
            entry["rule"],
            *(entry.get(name, "") for name in _PARTS),
            *entry.values(),
        ],
    )
    lines = dict.fromkeys(f"    {json.dumps(entry)}" for entry in keyed)
    return "[\n" + ",\n".join(lines) + "\n  ]"


def _fingerprint(item: Undetermined) -> str:
    return fingerprint(item.pack, item.rule, item.subject)


def read_baseline(text: str, file: str) -> Baseline:
    """The baseline of a file's text.

    Raises `UsageError` for what is not JSON, not a baseline, or a baseline of another version.
    """
    return _Reading(text, file).baseline()


_REWRITE = "write it anew: `closeout baseline write FILE... -o closeout-baseline.json`"


class _Reading:
    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.lines = Lines(file, text)
        self.start = skip_blank(text, 0)

    def baseline(self) -> Baseline:
        """The whole file."""
        document = self._document()
        origin = JsonOrigin(self.lines, self.start)

        def place(path: tuple[str | int, ...], at_key: bool) -> Place:
            return origin.place(path, at_key=at_key)

        found = [problem for _, problem in mistakes(document, "baseline", place, most=MOST_TOLD)]
        if found:
            raise UsageError(replace(each, hint=each.hint or _REWRITE) for each in found)
        assert isinstance(document, dict)
        return Baseline(_known(document["findings"]), _known(document.get("undetermined", [])))

    def _document(self) -> object:
        try:
            document, end = parse_at(self.text, self.start)
        except JsonError:
            if self.text[self.start : self.start + 1] not in ("", "{", "["):
                message = "a baseline is JSON, and this is another file"
                raise self._error(self.lines.place(self.start), message, _REWRITE) from None
            offset, message, hint = explain(self.text, self.start)
            raise self._error(self.lines.place(offset), message, hint or _REWRITE) from None
        rest = skip_blank(self.text, end)
        if rest < len(self.text):
            raise self._error(self.lines.place(rest), "the baseline ends before this", _REWRITE)
        return document

    def _error(self, place: Place, message: str, hint: str) -> UsageError:
        return UsageError([Problem(place, message, hint)])


def _known(entries: list[Mapping[str, str]]) -> Mapping[str, Known]:
    return {
        mark: Known(mark, entry["rule"], "/".join(entry[name] for name in _PARTS if name in entry))
        for entry in entries
        for mark in (entry["fingerprint"],)
    }
