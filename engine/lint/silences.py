"""Findings that a file silences, with a reason: `# lint: allow unused-fact: for packs that extend this`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from ..problems import Place, did_you_mean
from .checks import CHECKS
from .model import LintFinding

_MARK = "lint: allow"
_SILENCE = re.compile(r"#\s*lint:\s*allow\s+([\w-]+)\s*:?\s*(.*?)\s*$")
_ALLOWED_NOWHERE = frozenset(
    {"does-not-load", "schema-differs", "unused-silence", "silence-without-reason"}
)


class Silence(Struct):
    """One comment; it speaks of its own line, or of the next line that is no comment."""

    check: str
    reason: str
    place: Place
    line: int
    uses: list[LintFinding] = field(default_factory=list)


def silences_in(texts: Mapping[str, str]) -> list[Silence]:
    """Every silence of some files: shown name -> text."""
    found = []
    for label, text in texts.items():
        if _MARK not in text:
            continue
        lines = text.split("\n")
        for number, line in enumerate(lines, start=1):
            if match := _SILENCE.search(line):
                place = Place(label, number, match.start() + 1, line)
                found.append(Silence(match[1], match[2], place, _meant(lines, number)))
    return found


def _meant(lines: list[str], number: int) -> int:
    """The line that a comment speaks of."""
    if not lines[number - 1].lstrip().startswith("#"):
        return number
    for below in range(number, len(lines)):
        text = lines[below].strip()
        if text and not text.startswith("#"):
            return below + 1
    return number


def with_silences(
    findings: Iterable[LintFinding], silences: Iterable[Silence]
) -> Iterator[LintFinding]:
    """The findings, those silenced that a silence with a reason speaks of; and what is wrong with silences."""
    by_line = {(one.place.file, one.line, one.check): one for one in silences}
    for finding in findings:
        key = (finding.place.file, finding.place.line, finding.check.id)
        silence = None if finding.check.id in _ALLOWED_NOWHERE else by_line.get(key)
        if silence is None:
            yield finding
            continue
        silence.uses.append(finding)
        yield finding.silenced_by(silence.reason) if silence.reason else finding
    for silence in by_line.values():
        yield from _wrong(silence)


def _wrong(silence: Silence) -> Iterator[LintFinding]:
    about = f"silence of {silence.check}"
    if not silence.uses:
        message = f"nothing is found here that `{silence.check}` would silence"
        hint = "remove the comment"
        if silence.check not in CHECKS:
            message = f"there is no check `{silence.check}`"
            hint = did_you_mean(silence.check, CHECKS, f"checks are {', '.join(CHECKS)}")
        yield LintFinding(CHECKS["unused-silence"], silence.place, message, hint, about)
    elif not silence.reason:
        message = f"`{silence.check}` is silenced without a reason, and so not at all"
        hint = f"write it behind a colon: `# lint: allow {silence.check}: ...`"
        yield LintFinding(CHECKS["silence-without-reason"], silence.place, message, hint, about)
