"""What is wrong with a rule that `new` was to write, told of the option that said it: the file is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from ..engine.problems import Place, Problem

_OPTIONS = {
    "id": "ID",
    "title": "--title",
    "for": "--for",
    "when": "--when",
    "action": "--action",
    "severity": "--severity",
    "message": "--message",
    "why": "--why",
}
"""Key of the rule -> the option that says what stands behind it."""
_ENTRY = re.compile(r" *(?:- )?(\w+): ")
AS_TYPED = "when"
"""The key of what the file has as it was typed, so that a column of it can be named."""


def at_options(problems: Iterable[Problem], text: str, file: str) -> tuple[Problem, ...]:
    """The problems of a text that was not kept, each at its option; those of other files as they are."""
    lines = text.splitlines()
    return tuple(
        replace(one, place=_at_option(one.place, lines)) if one.place.file == file else one
        for one in problems
    )


def _at_option(place: Place, lines: list[str]) -> Place:
    # A condition may have several lines.
    for number in range(min(place.line, len(lines)), 0, -1):
        line = lines[number - 1]
        entry = _ENTRY.match(line)
        if entry is None or entry[1] not in _OPTIONS:
            continue
        option, begins = _OPTIONS[entry[1]], entry.end()
        if entry[1] != AS_TYPED or number < place.line or place.column <= begins:
            return Place(option)
        return Place(option, 1, place.column - begins, line[begins:])
    return Place("new rule")
