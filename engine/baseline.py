"""A baseline: the findings that were there when a team began to check, so that only new ones fail.

A finding is known again by its fingerprint (pack, rule and ids), so the order of the input, titles,
amounts and dates may change. The other keys of an entry are for the people who read the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .findings import Finding, Report, Subject, Undetermined
from .problems import Place, Problem, UsageError, nearest
from .results import fingerprint
from .show import instant_json
from .snapshot.json_explain import explain
from .snapshot.json_text import JsonError, parse_at, skip_blank
from .units import Scope

VERSION = 1
LARGEST_FILE = 256 << 20
"""Bytes of a baseline; an entry has about 400."""

_KEYS = ("version", "as_of", "findings", "undetermined")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PARTS = ("account", "client", "contract", "milestone")


@dataclass(frozen=True, slots=True)
class Known:
    """One entry: a finding or an undetermined rule."""

    fingerprint: str
    rule: str
    subject: str
    """For people: `C105`, `C101/m2`."""


@dataclass(frozen=True, slots=True)
class Baseline:
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

    def gone(self, report: Report) -> tuple[Known, ...]:
        """The findings that are there no more, in the order of the file."""
        here = {finding.fingerprint for finding in report.findings}
        return tuple(known for key, known in self.findings.items() if key not in here)


def baseline_text(report: Report) -> str:
    """The file for the findings of a report; those that are waived are left to their waivers.

    Sorted by rule and ids, one entry a line, so that a version control shows what changed.
    """
    findings = [
        _entry(item.rule, item.subject, item.fingerprint)
        for item in report.findings
        if item.waived is None
    ]
    undetermined = [
        _entry(item.rule, item.subject, _fingerprint(item)) for item in report.undetermined
    ]
    return (
        f'{{\n  "version": {VERSION},\n  "as_of": "{instant_json(report.as_of)}",\n'
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
        key=lambda entry: [entry["rule"], *(entry.get(name, "") for name in _PARTS), *entry.values()],
    )
    return "[\n" + ",\n".join(f"    {json.dumps(entry)}" for entry in keyed) + "\n  ]"


def _fingerprint(item: Undetermined) -> str:
    return fingerprint(item.pack, item.rule, item.subject)


def read_baseline(text: str, file: str) -> Baseline:
    """The baseline of a file's text.

    Raises `UsageError` for what is not JSON, not a baseline, or a baseline of another version.
    """
    try:
        document, end = parse_at(text, skip_blank(text, 0))
        if skip_blank(text, end) < len(text):
            raise JsonError
    except JsonError:
        raise UsageError([explain(text, file)]) from None
    if not isinstance(document, dict):
        raise _refused(file, "this is not a baseline: a baseline is an object", _REWRITE)
    version = document.get("version")
    if version != VERSION or isinstance(version, bool):
        if "version" not in document:
            raise _refused(file, "this is not a baseline: it lacks `version`", _REWRITE)
        told = json.dumps(version, default=str)[:40]
        message = f"this baseline has version {told}, expected {VERSION}"
        raise _refused(file, message, _REWRITE)
    for key in document:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            hint = f'did you mean "{near}"?' if near else _REWRITE
            raise _refused(file, f"unknown key `{key[:60]}` in a baseline", hint)
    return Baseline(
        _entries(document.get("findings"), "findings", file),
        _entries(document.get("undetermined", []), "undetermined", file),
    )


_REWRITE = "write it anew: `closeout baseline write FILE... -o closeout-baseline.json`"


def _entries(value: object, key: str, file: str) -> Mapping[str, Known]:
    if not isinstance(value, list):
        raise _refused(file, f"a baseline has a list `{key}`", _REWRITE)
    return {known.fingerprint: known for known in _known(value, key, file)}


def _known(entries: list[object], key: str, file: str) -> Iterable[Known]:
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise _refused(file, f"entry {number} of `{key}` is not an object", _REWRITE)
        mark, rule = entry.get("fingerprint"), entry.get("rule")
        if not isinstance(mark, str) or not _FINGERPRINT.fullmatch(mark):
            message = f"entry {number} of `{key}` lacks a fingerprint of 64 hexadecimal digits"
            raise _refused(file, message, _REWRITE)
        if not isinstance(rule, str):
            raise _refused(file, f"entry {number} of `{key}` lacks its rule", _REWRITE)
        ids = [entry.get(name) for name in _PARTS]
        named = "/".join(id for id in ids if isinstance(id, str)) or str(Scope.ACCOUNT)
        yield Known(mark, rule, named)


def _refused(file: str, message: str, hint: str) -> UsageError:
    return UsageError([Problem(Place(file), message, hint)])
